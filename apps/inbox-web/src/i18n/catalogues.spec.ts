import { setupI18n } from '@lingui/core';
import { compileMessageOrThrow, type CompiledMessage } from '@lingui/message-utils/compileMessage';
import type { Locale } from '../../../../libs/crm-core/src/views.ts';
import { en } from './messages/en.ts';
import { ru } from './messages/ru.ts';
import { uk } from './messages/uk.ts';

const catalogues: Record<Locale, Record<string, string>> = { en, ru, uk };
const forms: Record<Locale, readonly string[]> = { en: ['one', 'other'], ru: ['few', 'many', 'one', 'other'], uk: ['few', 'many', 'one', 'other'] };

/** One of each kind that a Slavic language tells apart, and the traps among them. */
const NUMBERS = [0, 1, 2, 5, 11, 21, 22, 25, 101, 111, 1.5] as const;

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

  it('says each plural form with the values of the others', () => {
    const uneven = Object.entries(catalogue).flatMap(([id, text]) =>
      argumentsIn(text).filter(({ kind }) => kind === 'plural').flatMap(({ cases }) => {
        const named = Object.entries(cases).filter(([key]) => !/^\d+$/.test(key)).map(([, words]) => [...new Set(argumentsOf(words).map(({ name }) => name))].sort().join());
        return new Set(named).size === 1 ? [] : [{ id, named }];
      }));
    expect(uneven).toEqual([]);
  });

  it('can be counted with: every number takes the form of its language and leaves no gap', () => {
    const words = setupI18n({ locale, messages: { [locale]: Object.fromEntries(Object.entries(catalogue).map(([id, text]) => [id, compileMessageOrThrow(text)])) } });
    const rules = new Intl.PluralRules(locale);
    const wrong = Object.entries(catalogue).flatMap(([id, text]) => {
      const all = argumentsIn(text);
      const counted = all.filter(({ kind }) => kind === 'plural');
      return counted.flatMap(({ cases }) => NUMBERS.flatMap((n) => {
        const said = words.t(id, Object.fromEntries(all.map((each) => [each.name, each.kind === 'plural' || each.kind === 'number' ? n : each.kind === 'select' ? 'other' : `«${each.name}»`])));
        const form = rules.select(n);
        const missing = cases[String(n)] === undefined && cases[form] === undefined;
        return missing || said === id || said.trim() === '' || /[{}#]|undefined|NaN|null/.test(said) ? [{ id, n, form, said }] : [];
      }));
    });
    expect(wrong).toEqual([]);
  });

  it('speaks its own language', () => {
    const cyrillic = /[\u0400-\u04ff]/;
    const foreign = Object.entries(catalogue).filter(([, text]) => (locale === 'en' ? cyrillic.test(text) : locale === 'ru' ? /[іїєґ]/i.test(text) : /[ыэъё]/i.test(text)));
    expect(foreign).toEqual([]);
  });
});

describe('Ukrainian', () => {
  it('says nothing in Russian: what it has in common with it is a name, or a word that both languages write alike', () => {
    const sentences = Object.entries(uk).filter(([id, text]) => text === (ru as Record<string, string>)[id] && /[\u0400-\u04ff]/.test(text) && (text.replace(/\{.*?\}/g, '').match(/\p{L}+/gu)?.length ?? 0) > 3);
    expect(sentences).toEqual([]);
  });

  it('is shown from its own catalogue, and a browser of no language of ours gets English', async () => {
    const { currentLocale, preferredLocale, switchLocale, t } = await import('./index.ts');
    const languages = Object.getOwnPropertyDescriptor(globalThis, 'navigator')!;
    const prefers = (...wishes: string[]): Locale => {
      Object.defineProperty(globalThis, 'navigator', { configurable: true, value: { languages: wishes } });
      return preferredLocale();
    };
    Object.assign(globalThis, { document: { documentElement: {} } });
    try {
      expect([prefers('uk-UA', 'ru-RU'), prefers('pl-PL', 'uk'), prefers('pl-PL')]).toEqual(['uk', 'uk', 'en']);
      await switchLocale('uk');
      expect([currentLocale(), t('action.retry')]).toEqual(['uk', uk['action.retry']]);
    } finally {
      Object.defineProperty(globalThis, 'navigator', languages);
      Reflect.deleteProperty(globalThis, 'document');
    }
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
