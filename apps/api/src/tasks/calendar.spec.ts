import type { MeView, TaskView } from '#crm-core';
import { ADMIN, Browser, createTestDatabase, startTestOkno, type TestDatabase, type TestOkno } from '../testing/okno.ts';
import { toCalendar } from './ics.ts';

interface Component { readonly name: string; readonly properties: Readonly<Record<string, string>>; readonly parts: readonly Component[] }

/** Reads iCalendar as RFC 5545 says: unfolds, takes components apart, gives text back as it was. Throws where a line is too long or nothing is closed. */
function readCalendar(content: string): Component {
  expect(content.endsWith('\r\n')).toBe(true);
  const physical = content.slice(0, -2).split('\r\n');
  for (const line of physical) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(line).not.toMatch(/[\r\n\uFFFD]/);
  }
  const lines = physical.join('\r\n').replaceAll('\r\n ', '').split('\r\n');
  const read = (from: number): [Component, number] => {
    const name = lines[from]!.slice('BEGIN:'.length);
    const properties: Record<string, string> = {};
    const parts: Component[] = [];
    let at = from + 1;
    while (lines[at] !== `END:${name}`) {
      if (lines[at] === undefined) throw new Error(`${name} is not closed`);
      if (lines[at]!.startsWith('BEGIN:')) {
        const [part, next] = read(at);
        parts.push(part);
        at = next;
        continue;
      }
      const [, key, value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/.exec(lines[at]!)!;
      properties[key!] = value!.replace(/\\(.)/g, (_, escaped: string) => (/[nN]/.test(escaped) ? '\n' : escaped));
      at += 1;
    }
    return [{ name, properties, parts }, at + 1];
  };
  return read(0)[0];
}

describe('iCalendar', () => {
  it.each([
    ['plain', 'Call Maria'],
    ['what has a meaning there', 'Рахунок; Марії, «так\\ні»\nдруге: рядок'],
    ['longer than a line, in letters of two, three and four octets', 'Позвонить и спросить про договор № 15 ✓ '.repeat(8) + '👩‍🔧'.repeat(20)],
    ['line breaks of others and signs that are none', 'a\r\nb\rc\u0000d\u0007'],
    ['as if it ended here', 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT'],
  ])('gives words back as they were: %s', (_, summary) => {
    const at = new Date('2027-03-28T00:30:00.123Z');
    const entry = { uid: 'task-1@okno', summary, description: 'https://okno.example/c/1', url: 'https://okno.example/c/1', startsAt: at, writtenAt: at };
    const calendar = readCalendar(toCalendar('Okno', [entry, entry]));
    expect(calendar).toMatchObject({ name: 'VCALENDAR', properties: { VERSION: '2.0' } });
    expect(calendar.parts.map(({ name }) => name)).toEqual(['VEVENT', 'VEVENT']);
    // eslint-disable-next-line no-control-regex
    expect(calendar.parts[0]!.properties).toMatchObject({ SUMMARY: summary.replace(/\r\n?/g, '\n').replace(/[\u0000\u0007]/g, ''), DTSTART: '20270328T003000Z', DURATION: 'PT15M', URL: entry.url });
  });
});

describe('the address of a calendar', () => {
  let db: TestDatabase;
  let okno: TestOkno;
  let admin: Browser;
  beforeAll(async () => {
    db = await createTestDatabase();
    okno = await startTestOkno(db, ADMIN);
    admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  }, 60_000);
  afterAll(async () => {
    await okno?.stop();
    await db.drop();
  }, 60_000);
  const pathOf = (url: string): string => new URL(url).pathname;
  const fetchIcs = (path: string): Promise<Response> => fetch(new URL(path, okno.url));

  it('shows the open tasks to whoever knows it, with the way back, until it is renewed or withdrawn', async () => {
    const dueAt = new Date(Date.now() + 3_600_000).toISOString();
    const open = (await admin.ask<TaskView>('POST', 'tasks', { title: 'Выслать счёт; позвонить, «Норд»', dueAt })).body;
    const done = (await admin.ask<TaskView>('POST', 'tasks', { title: 'Done', dueAt })).body;
    await admin.ask('POST', `tasks/${done.id}/finish`, {});
    const first = pathOf((await admin.ask<{ url: string }>('POST', 'auth/calendar')).body.url);
    expect((await admin.ask<MeView>('GET', 'auth/me')).body.calendarShared).toBe(true);
    const answer = await fetchIcs(first);
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([200, 'text/calendar; charset=utf-8', 'private, max-age=300']);
    const { parts } = readCalendar(await answer.text());
    expect(parts.map(({ properties }) => [properties['SUMMARY'], properties['UID'], properties['DTSTART'], pathOf(properties['URL']!)])).toEqual([
      ['Выслать счёт; позвонить, «Норд»', `task-${open.id}@okno`, `${dueAt.replace(/[-:]/g, '').slice(0, 15)}Z`, '/tasks'],
    ]);
    const second = pathOf((await admin.ask<{ url: string }>('POST', 'auth/calendar')).body.url);
    expect([(await fetchIcs(first)).status, (await fetchIcs(second)).status]).toEqual([404, 200]);
    expect((await admin.ask('DELETE', 'auth/calendar')).status).toBe(204);
    expect((await fetchIcs(second)).status).toBe(404);
    expect((await admin.ask<MeView>('GET', 'auth/me')).body.calendarShared).toBe(false);
  });

  it('that nobody gave is 404, and who tries many is stopped', async () => {
    for (const path of ['/calendar/x.ics', `/calendar/${'a'.repeat(43)}.ics`, `/calendar/${'a'.repeat(43)}`, '/calendar/']) expect([path, (await fetchIcs(path)).status]).toEqual([path, 404]);
    const seen = new Set<number>();
    for (let n = 0; n < 80 && !seen.has(429); n += 1) seen.add((await fetchIcs(`/calendar/${'b'.repeat(43)}.ics`)).status);
    expect(seen).toEqual(new Set([404, 429]));
  });
});
