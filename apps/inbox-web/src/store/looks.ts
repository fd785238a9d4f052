/** How the window looks to one person. Kept by the server for every device, and in this browser so that the next first paint is already right (public/first-paint.js). */
import type { MeView } from '../../../../libs/crm-core/src/views.ts';

export type Density = MeView['preferences']['density'];

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    /* private mode: for this visit */
  }
}

export function applyTheme(theme: MeView['theme']): void {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  keep('okno.theme', theme);
  // The browser's own bar follows the choice; without one, the system.
  for (const bar of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) bar.content = theme === 'dark' || (theme === 'system' && bar.media.includes('dark')) ? '#0e0f11' : '#f2f2ef';
}

export function applyDensity(density: Density): void {
  document.documentElement.dataset['density'] = density;
  keep('okno.density', density);
}
