import { setupI18n } from '@lingui/core';
import type { Locale } from '../../../../libs/crm-core/src/views.ts';
import type { MessageId } from './messages/en.ts';

export type { MessageId };

/** English is the fallback of Ukrainian too: a wrong language is worse than a foreign one. In a build the messages are compiled, and these are the first screen's (compile-messages.ts). */
const catalogues: Record<Locale, () => Promise<Record<MessageId, string>>> = {
  en: async () => (await import('./messages/en.ts')).en,
  ru: async () => (await import('./messages/ru.ts')).ru,
  uk: async () => (await import('./messages/uk.ts')).uk,
};
/** The rest of the words, in a build. */
const laterWords: Record<Locale, () => Promise<{ default: Partial<Record<MessageId, string>> }>> = {
  en: () => import('./messages/en.ts?late'),
  ru: () => import('./messages/ru.ts?late'),
  uk: () => import('./messages/uk.ts?late'),
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
/** Once something later than the first screen was asked for, a language comes whole. */
let whole = false;

/** Loads a language and shows everything in it, unless another was chosen meanwhile; keeps the choice for the next first paint. */
export async function switchLocale(locale: Locale): Promise<void> {
  chosen = locale;
  let messages: Partial<Record<MessageId, string>> = await catalogues[locale]();
  if (whole) messages = { ...messages, ...(await laterWords[locale]()).default };
  if (chosen !== locale) return;
  document.documentElement.lang = locale;
  try {
    localStorage.setItem('okno.locale', locale);
  } catch {
    /* private mode: asked again next time */
  }
  i18n.loadAndActivate({ locale, messages });
}

/** Fetches what comes after the first screen, together with the words that it needs. */
export async function late<T>(load: () => Promise<T>): Promise<T> {
  const [loaded] = await Promise.all([load(), completeWords()]);
  return loaded;
}

let complete: Locale | null = null;

async function completeWords(): Promise<void> {
  whole = true;
  const locale = currentLocale();
  if (complete === locale) return;
  const { default: messages } = await laterWords[locale]();
  // Another language that was chosen meanwhile comes whole by itself.
  if (currentLocale() === locale) i18n.load(locale, messages);
  complete = locale;
}

export const onLocaleChange = (listener: () => void): (() => void) => i18n.on('change', listener);

/** The words under an id in the current language. */
export const t = (id: MessageId, values: Readonly<Record<string, string | number>> = {}): string => i18n._(id, values);
