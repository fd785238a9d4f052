import type { Locale } from '../../../../libs/crm-core/src/views.ts';
import { formatMessage, parseMessage, type Node, type Values } from './icu.ts';
import type { MessageId } from './messages/en.ts';

export type { MessageId };

/** English is the fallback of Ukrainian too: a wrong language is worse than a foreign one. */
const catalogues: Record<Locale, () => Promise<Record<MessageId, string>>> = {
  en: async () => (await import('./messages/en.ts')).en,
  ru: async () => (await import('./messages/ru.ts')).ru,
  uk: async () => (await import('./messages/uk.ts')).uk,
};
export const locales: readonly Locale[] = ['ru', 'uk', 'en'];
/** Each language in its own words. */
export const localeNames: Record<Locale, string> = { ru: 'Русский', uk: 'Українська', en: 'English' };

let active: Locale = 'en';
let catalogue: Partial<Record<MessageId, string>> = {};
let parsed = new Map<MessageId, readonly Node[]>();
const listeners = new Set<() => void>();

export const currentLocale = (): Locale => active;

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

/** Loads a language and shows everything in it; keeps the choice for the next first paint. */
export async function switchLocale(locale: Locale): Promise<void> {
  catalogue = await catalogues[locale]();
  parsed = new Map();
  active = locale;
  document.documentElement.lang = locale;
  try {
    localStorage.setItem('okno.locale', locale);
  } catch {
    /* private mode: asked again next time */
  }
  for (const listener of listeners) listener();
}

export function onLocaleChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The words under an id in the current language. */
export function t(id: MessageId, values: Values = {}): string {
  let nodes = parsed.get(id);
  if (!nodes) {
    nodes = parseMessage(catalogue[id] ?? id);
    parsed.set(id, nodes);
  }
  return formatMessage(nodes, values, active);
}
