export function SettingsPage({ page }: { page: string }) {
  return <main className="shell-page">{page}</main>;
}
