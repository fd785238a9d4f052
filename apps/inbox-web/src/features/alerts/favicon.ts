const frame = '<rect x="2.75" y="2.75" width="18.5" height="18.5" rx="3.5" fill="#fff" stroke="#1a1a18" stroke-width="1.5"/><path d="M9.5 3v18M9.5 10.5H21" stroke="#1a1a18" stroke-width="1.5" fill="none"/><path d="M11.75 12.75H19v4.75a1.5 1.5 0 0 1-1.5 1.5h-5.75z" fill="#2456d8"/>';

/** The tab's picture with how many wait on it: a number to nine, as that is what can be read there. */
export function faviconWith(count: number): string {
  if (count <= 0) return '/favicon.svg';
  const text = count > 9 ? '9+' : String(count);
  const badge = `<circle cx="16" cy="16" r="8" fill="#cf2a20"/><text x="16" y="19.6" text-anchor="middle" font-family="system-ui,sans-serif" font-weight="700" font-size="${count > 9 ? 8.5 : 10.5}" fill="#fff">${text}</text>`;
  return `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${frame}${badge}</svg>`)}`;
}
