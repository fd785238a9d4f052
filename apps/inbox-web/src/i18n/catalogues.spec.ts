import { setupI18n } from '@lingui/core';
import { compileMessageOrThrow, type CompiledMessage } from '@lingui/message-utils/compileMessage';
import type { Locale } from '../../../../libs/crm-core/src/views.ts';
import { en } from './messages/en.ts';
import { ru } from './messages/ru.ts';
import { uk } from './messages/uk.ts';

const catalogues: Record<Locale, Record<string, string>> = { en, ru, uk };
const forms: Record<Locale, readonly string[]> = { en: ['one', 'other'], ru: ['few', 'many', 'one', 'other'], uk: ['few', 'many', 'one', 'other'] };

/** Every `{…}` of a message, those inside the cases of another one too; cases are empty where there is nothing to choose. */
interface Argument {
  readonly name: string;
  readonly kind: string | undefined;
  readonly cases: Readonly<Record<string, CompiledMessage>>;
}
const argumentsOf = (message: CompiledMessage): Argument[] =>
  message.flatMap((token) => {
    if (typeof token === 'string') return [];
    const [name, kind, format] = token;
    const { offset: _offset, ...cases } = (format instanceof Object ? format : {}) as { offset?: number } & Record<string, CompiledMessage>;
    return [{ name, kind, cases }, ...Object.values(cases).flatMap(argumentsOf)];
  });
const argumentsIn = (text: string): Argument[] => argumentsOf(compileMessageOrThrow(text));
const namesIn = (text: string): string[] => [...new Set(argumentsIn(text).map(({ name }) => name))].sort();
const pluralForms = ({ cases }: Argument): string[] => Object.keys(cases).filter((key) => !/^\d+$/.test(key)).sort();

describe.each(['en', 'ru', 'uk'] as const)('the catalogue %s', (locale) => {
  const catalogue = catalogues[locale];

  it('has every message of the others and no more', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
    expect(Object.entries(catalogue).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('has every plural form of its language', () => {
    const plurals = Object.entries(catalogue).flatMap(([id, text]) => argumentsIn(text).filter(({ kind }) => kind === 'plural').map((plural) => ({ id, forms: pluralForms(plural) })));
    expect(plurals.length).toBeGreaterThan(0);
    expect(plurals.filter((plural) => plural.forms.join() !== forms[locale].join())).toEqual([]);
  });

  it('uses the same values as English', () => {
    const different = Object.entries(catalogue).filter(([id, text]) => namesIn(text).join() !== namesIn((en as Record<string, string>)[id] ?? '').join());
    expect(different).toEqual([]);
  });

  it('speaks its own language', () => {
    const cyrillic = /[\u0400-\u04ff]/;
    const foreign = Object.entries(catalogue).filter(([, text]) => (locale === 'en' ? cyrillic.test(text) : locale === 'ru' ? /[іїєґ]/i.test(text) : /[ыэъё]/i.test(text)));
    expect(foreign).toEqual([]);
  });
});

describe('counting', () => {
  const inLanguage = (locale: Locale, text: string) => (n: number) => setupI18n({ locale, messages: { [locale]: { dialogs: compileMessageOrThrow(text) } } }).t('dialogs', { n });
  const russian = inLanguage('ru', '{n, plural, one {# диалог} few {# диалога} many {# диалогов} other {# диалога}}');
  const ukrainian = inLanguage('uk', '{n, plural, one {# діалог} few {# діалоги} many {# діалогів} other {# діалогу}}');

  it.each([
    [0, '0 диалогов', '0 діалогів'],
    [1, '1 диалог', '1 діалог'],
    [2, '2 диалога', '2 діалоги'],
    [5, '5 диалогов', '5 діалогів'],
    [11, '11 диалогов', '11 діалогів'],
    [21, '21 диалог', '21 діалог'],
    [22, '22 диалога', '22 діалоги'],
    [25, '25 диалогов', '25 діалогів'],
    [101, '101 диалог', '101 діалог'],
    [111, '111 диалогов', '111 діалогів'],
    [1.5, '1,5 диалога', '1,5 діалогу'],
    [12_000, '12\u00a0000 диалогов', '12\u00a0000 діалогів'],
  ])('%d in Russian and Ukrainian', (n, inRussian, inUkrainian) => {
    expect([russian(n), ukrainian(n)]).toEqual([inRussian, inUkrainian]);
  });
});
