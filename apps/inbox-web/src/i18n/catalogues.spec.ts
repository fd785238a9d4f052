import { formatMessage, parseMessage, type Node } from './icu.ts';
import { en } from './messages/en.ts';
import { ru } from './messages/ru.ts';
import { uk } from './messages/uk.ts';

const catalogues: Record<'en' | 'ru' | 'uk', Record<string, string>> = { en, ru, uk };
const forms: Record<'en' | 'ru' | 'uk', readonly string[]> = { en: ['one', 'other'], ru: ['few', 'many', 'one', 'other'], uk: ['few', 'many', 'one', 'other'] };

const choices = (nodes: readonly Node[]): Extract<Node, { type: 'choice' }>[] => nodes.flatMap((node) => (node.type === 'choice' ? [node, ...Object.values(node.cases).flatMap(choices)] : []));
const names = (nodes: readonly Node[]): string[] => [
  ...new Set(nodes.flatMap((node) => (node.type === 'argument' ? [node.name] : node.type === 'choice' ? [node.name, ...Object.values(node.cases).flatMap(names)] : []))),
];

describe.each(['en', 'ru', 'uk'] as const)('the catalogue %s', (locale) => {
  const catalogue = catalogues[locale];

  it('has every message of the others and no more', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(en).sort());
    expect(Object.entries(catalogue).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('has every plural form of its language', () => {
    const missing = Object.entries(catalogue).flatMap(([id, text]) =>
      choices(parseMessage(text)).filter((choice) => choice.kind === 'plural' && Object.keys(choice.cases).filter((key) => !key.startsWith('=')).sort().join() !== forms[locale].join()).map(() => id),
    );
    expect(missing).toEqual([]);
  });

  it('uses the same values as English', () => {
    const different = Object.entries(catalogue).filter(([id, text]) => names(parseMessage(text)).sort().join() !== names(parseMessage((en as Record<string, string>)[id] ?? '')).sort().join());
    expect(different).toEqual([]);
  });

  it('speaks its own language', () => {
    const cyrillic = /[\u0400-\u04ff]/;
    const foreign = Object.entries(catalogue).filter(([, text]) => (locale === 'en' ? cyrillic.test(text) : locale === 'ru' ? /[іїєґ]/i.test(text) : /[ыэъё]/i.test(text)));
    expect(foreign).toEqual([]);
  });
});

describe('counting', () => {
  const text = '{n, plural, one {# диалог} few {# диалога} many {# диалогов} other {# диалога}}';
  it.each([[0, '0 диалогов'], [1, '1 диалог'], [2, '2 диалога'], [5, '5 диалогов'], [11, '11 диалогов'], [21, '21 диалог'], [22, '22 диалога'], [25, '25 диалогов'], [101, '101 диалог'], [111, '111 диалогов'], [1.5, '1,5 диалога']])(
    '%d in Russian',
    (n, words) => {
      expect(formatMessage(parseMessage(text), { n }, 'ru')).toBe(words);
    },
  );

  it('keeps apostrophes and braces that are quoted', () => {
    expect(formatMessage(parseMessage("Ім'я '{'x'}' {name}"), { name: 'О' }, 'uk')).toBe("Ім'я {x} О");
  });

  it('names the message in which a brace is missing', () => {
    expect(() => parseMessage('{n, plural, one {#}')).toThrow(/one \{#\}/);
    expect(() => parseMessage('{n, plural, one {#}}')).toThrow(/other/);
  });
});
