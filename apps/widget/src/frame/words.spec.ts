import { backAt, dayOf, languageOf, WORDS, type Language } from './words.ts';

const languages = Object.keys(WORDS) as Language[];
/** What a text says when its gaps are filled with marks. */
const said = (language: Language): [string, string][] =>
  Object.entries(WORDS[language]).map(([id, text]) => [id, typeof text === 'function' ? (text as (value: unknown) => string)(id === 'tooBig' ? 21 : '«value»') : text]);

describe.each(languages)('the chat in %s', (language) => {
  it('says everything that English says', () => {
    expect(Object.keys(WORDS[language]).sort()).toEqual(Object.keys(WORDS.en).sort());
    expect(said(language).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('tells every value that English tells', () => {
    const english = new Map(said('en'));
    expect(said(language).filter(([id, text]) => /«value»|21/.test(text) !== /«value»|21/.test(english.get(id) ?? ''))).toEqual([]);
  });

  it('speaks its own language', () => {
    const foreign = language === 'en' ? /[\u0400-\u04ff]/ : language === 'ru' ? /[іїєґ]/i : /[ыэъё]/i;
    expect(said(language).filter(([, text]) => foreign.test(text))).toEqual([]);
  });

  it('knows the day before, this one and the next', () => {
    const noon = new Date(2026, 10, 28, 12);
    const yesterday = new Date(2026, 10, 27, 18);
    const tomorrow = new Date(2026, 10, 29, 9);
    expect([dayOf(noon, noon, language), dayOf(yesterday, noon, language)]).toEqual([WORDS[language].today, WORDS[language].yesterday]);
    expect(backAt(tomorrow, noon, language)).toContain(tomorrow.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' }));
  });
});

describe('the language of the chat', () => {
  it('is the first that is ours among the wishes, and English where none is', () => {
    expect([languageOf('', 'uk-UA', ['ru']), languageOf('', '', ['pl-PL', 'ru-RU']), languageOf('', '', ['pl-PL'])]).toEqual(['uk', 'ru', 'en']);
  });
});
