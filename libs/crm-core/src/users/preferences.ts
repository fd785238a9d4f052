import type { PreferencesView } from '../views.ts';

/** How the window behaves for somebody who never chose. A new habit is a field in PreferencesView and a line here. */
const DEFAULTS: PreferencesView = { sendKey: 'auto', mailHoldSeconds: 10, sound: true, soundVolume: 60, desktop: false, desktopWords: true, taskDesktop: true, taskTelegram: true, density: 'comfortable', letterKeys: true, keys: {} };

/** What is stored is what somebody chose; the rest is as for everybody. What an older version knew is left out. */
export function withDefaults(stored: Partial<PreferencesView>): PreferencesView {
  return Object.fromEntries(Object.entries(DEFAULTS).map(([habit, usual]) => [habit, stored[habit as keyof PreferencesView] ?? usual])) as unknown as PreferencesView;
}
