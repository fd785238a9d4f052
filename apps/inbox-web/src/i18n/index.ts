import { setupI18n } from '@lingui/core';
import type { Locale } from '../../../../libs/crm-core/src/views.ts';
import type { MessageId } from './messages/en.ts';

export type { MessageId };

/** English is the fallback of Ukrainian too: a wrong language is worse than a foreign one. In a build the messages are compiled (compile-messages.ts). */
const catalogues: Record<Locale, () => Promise<Record<MessageId, string>>> = {
  en: async () => (await import('./messages/en.ts')).en,
  ru: async () => (await import('./messages/ru.ts')).ru,
  uk: async () => (await import('./messages/uk.ts')).uk,
};
export const locales: readonly Locale[] = ['ru', 'uk', 'en'];
/** Each language in its own words. */
export const localeNames: Record<Locale, string> = { ru: 'Русский', uk: 'Українська', en: 'English' };

const i18n = setupI18n({ locale: 'en', messages: { en: {} } });

export const currentLocale = (): Locale => i18n.locale as Locale;

/** What the browser asks for, until somebody is signed in. */
export function preferredLocale(): Locale {
  const stored = readStored();
  if (stored) return stored;
  for (const language of navigator.languages) {
    const found = locales.find((locale) => language.toLowerCase().startsWith(locale));
    if (found) return found;
  }
  return 'en';
}

function readStored(): Locale | null {
  try {
    const stored = localStorage.getItem('okno.locale');
    return locales.find((locale) => locale === stored) ?? null;
  } catch {
    return null;
  }
}

let chosen: Locale | null = null;

/** Loads a language and shows everything in it, unless another was chosen meanwhile; keeps the choice for the next first paint. */
export async function switchLocale(locale: Locale): Promise<void> {
  chosen = locale;
  const messages = await catalogues[locale]();
  if (chosen !== locale) return;
  document.documentElement.lang = locale;
  try {
    localStorage.setItem('okno.locale', locale);
  } catch {
    /* private mode: asked again next time */
  }
  i18n.loadAndActivate({ locale, messages });
}

export const onLocaleChange = (listener: () => void): (() => void) => i18n.on('change', listener);

/** The words under an id in the current language. */
export const t = (id: MessageId, values: Readonly<Record<string, string | number>> = {}): string => i18n._(id, values);
