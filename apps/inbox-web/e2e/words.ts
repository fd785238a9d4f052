import { en } from '../src/i18n/messages/en.ts';

/** What an English screen says under this id, up to its first value: suites name the meaning, so that wording may change. */
export const words = (id: keyof typeof en): string => (en[id].split('{')[0] ?? '').trim();
