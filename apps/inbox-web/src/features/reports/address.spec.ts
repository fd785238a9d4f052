import { daysOf, pathOf, queryOf, readShown } from './address.ts';

const read = (path: string) => {
  const url = new URL(path, 'https://okno.example');
  return readShown(url.pathname.split('/')[2], url.searchParams);
};

it.each(['/reports/answering', '/reports/answering?period=7&by=day&channel=sms&of=person+anna', '/reports/funnel?period=own&from=2027-03-01&to=2027-03-09&of=team+sales&pipeline=board', '/reports/waiting?by=channel'])('an address leads back to itself: %s', (path) =>
  expect(pathOf(read(path))).toBe(path));
it('what an address says and the report has not is left out', () => {
  expect(pathOf(read('/reports/endings?by=day&channel=sms&period=century'))).toBe('/reports/endings');
  expect(pathOf(read('/reports/none'))).toBe('/reports/answering');
});
it.each([
  // Past midnight in Kyiv, still yesterday in UTC.
  ['7', '2027-02-23', '2027-03-01'],
  ['30', '2027-01-31', '2027-03-01'],
  ['month', '2027-03-01', '2027-03-01'],
  ['before', '2027-02-01', '2027-02-28'],
] as const)('the period %s ends on the company’s day', (period, from, to) => expect(daysOf({ period, from: null, to: null }, Date.parse('2027-02-28T23:00:00Z'), 'Europe/Kyiv')).toEqual({ from, to }));
it('asks the server for a person or for a team', () => {
  expect(queryOf(read('/reports/funnel?period=own&from=2027-03-01&to=2027-03-02&of=team+sales'), 0, 'UTC')).toMatchObject({ from: '2027-03-01', to: '2027-03-02', teamId: 'sales' });
  expect(queryOf(read('/reports/answering?of=person+anna'), 0, 'UTC')).toMatchObject({ ownerId: 'anna', by: 'person' });
});
