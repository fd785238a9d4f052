import type { ReportNumberView, ReportView } from '#crm-core';
import { toCsv } from './csv.ts';
import { toTable } from './table.ts';

describe('a table for Excel', () => {
  const table = [['Сотрудник', 'Время'], ['Ірина; «сама»', 12.5], ['a "b", c', null], ['=HYPERLINK("http://evil.example")', 1000]];
  it.each([
    ['ru', '\uFEFFСотрудник;Время\r\n"Ірина; «сама»";12,5\r\n"a ""b"", c";\r\n"\'=HYPERLINK(""http://evil.example"")";1000\r\n'],
    ['uk', '\uFEFFСотрудник;Время\r\n"Ірина; «сама»";12,5\r\n"a ""b"", c";\r\n"\'=HYPERLINK(""http://evil.example"")";1000\r\n'],
    ['en', '\uFEFFСотрудник,Время\r\nІрина; «сама»,12.5\r\n"a ""b"", c",\r\n"\'=HYPERLINK(""http://evil.example"")",1000\r\n'],
  ] as const)('in %s has the signs of that language, and no formula of a stranger', (locale, text) => expect(toCsv(table, locale)).toBe(text));
});

describe('a report as a table', () => {
  const number = (count: number, over: Partial<ReportNumberView> = {}): ReportNumberView => ({ count, median: null, p90: null, sums: [], ...over });
  const report = (over: Partial<ReportView>): ReportView => ({ report: 'answering', by: 'person', pipelineId: null, firstDay: '2027-03-01', lastDay: '2027-03-30', timeZone: 'UTC', measured: true, rows: [], total: {}, ...over });
  it('has a row for each of its rows and one for all, times in minutes', () => {
    const numbers = { opened: number(4), answered: number(3, { median: 90, p90: 1234 }), unanswered: number(1) };
    expect(toTable(report({ rows: [{ key: 'anna', name: 'Anna', code: null, numbers }, { key: null, name: null, code: null, numbers: {} }], total: numbers }), 'en')).toEqual([
      ['Person', 'Inquiries', 'Answered', 'Answered: median, minutes', 'Answered: 90 % within, minutes', 'Not answered', 'Closed', 'Closed: median, minutes', 'Closed: 90 % within, minutes'],
      ['Anna', 4, 3, 1.5, 20.6, 1, 0, null, null],
      ['Nobody', 0, 0, null, null, 0, 0, null, null],
      ['Total', 4, 3, 1.5, 20.6, 1, 0, null, null],
    ]);
  });
  it('says of a funnel how many go on, and has a column of its own for each currency', () => {
    const stage = (name: string, numbers: ReportView['rows'][number]['numbers']) => ({ key: name, name, code: null, numbers });
    const rows = [stage('New', { reached: number(8), now: number(2, { sums: [{ minor: 150_050, currency: 'UAH' }, { minor: 300, currency: 'JPY' }] }) }), stage('Offer', { reached: number(2) })];
    const [heading, first, second] = toTable(report({ report: 'funnel', by: null, rows }), 'uk');
    expect(heading).toEqual(['Етап', 'Дійшли до етапу', 'Ідуть на наступний етап, %', 'Стояли на етапі', 'Стояли на етапі: медіана, хвилин', 'Стояли на етапі: 90 % швидше, хвилин', 'Зараз на етапі', 'Зараз на етапі: сума, JPY', 'Зараз на етапі: сума, UAH', 'Програно']);
    expect(first).toEqual(['New', 8, 25, 0, null, null, 2, 300, 1500.5, 0]);
    expect(second).toEqual(['Offer', 2, null, 0, null, null, 0, 0, 0, 0]);
  });
  it('calls reasons and sources by their names in the language of the reader', () => {
    expect(toTable(report({ report: 'endings', by: null, rows: [{ key: 'r', name: 'Too expensive', code: 'too-expensive', numbers: {} }, { key: 'o', name: 'Наша', code: null, numbers: {} }, { key: null, name: null, code: null, numbers: {} }] }), 'ru').map(([name]) => name)).toEqual(['Причина', 'Дорого', 'Наша', 'Без причины', 'Всего']);
    expect(toTable(report({ report: 'sources', by: null, rows: [{ key: 'webchat|google / spring', name: null, code: null, numbers: {} }, { key: 'sms|', name: null, code: null, numbers: {} }] }), 'ru').map(([name]) => name)).toEqual(['Источник', 'Чат на сайте: google / spring', 'SMS: Напрямую', 'Всего']);
  });
});
