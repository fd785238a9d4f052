import { randomUUID } from 'node:crypto';
import { createCrm } from '../create-crm.ts';
import type { Actor, Crm } from '../crm.ts';
import { MAIL, createHouse, type House } from '../testing/house.ts';

const MINUTE = 60_000;
const LADDER = [15, 30, 60];
/** Clocks in New York go forward in the night to Sunday; Monday is a holiday. */
const FRIDAY = Date.parse('2027-03-12T00:00:00Z');
const HOLIDAY = '2027-03-15';
const ZONES = ['Europe/Kyiv', 'America/New_York'] as const;

/** Minute by minute by the clock on the wall; nothing of how the program counts. */
function oracle(since: number, minutes: number, zone: string): number {
  const wall = new Intl.DateTimeFormat('en-CA', { timeZone: zone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', hourCycle: 'h23' });
  let left = minutes;
  for (let at = since; ; at += MINUTE) {
    const part = Object.fromEntries(wall.formatToParts(at).map(({ type, value }) => [type, value]));
    const works = !['Sat', 'Sun'].includes(part['weekday']!) && `${part['year']}-${part['month']}-${part['day']}` !== HOLIDAY && Number(part['hour']) >= 9 && Number(part['hour']) < 18;
    if (works && --left === 0) return at + MINUTE;
  }
}

let house: House;
let owners: Actor[];
let head: Actor;
let boss: Actor;
let inboxId: string;
beforeEach(async () => {
  house = await createHouse();
  // Whatever the clock on the wall says: rules apply to what began after they came.
  await house.sql.query("UPDATE alarm_rule SET applies_from = '-infinity'");
  inboxId = await house.inbox(MAIL);
  owners = [await house.person('operator', [inboxId]), await house.person('operator', [inboxId])];
  head = await house.person('manager', [inboxId]);
  boss = await house.person('admin');
  await house.crm.company.update(house.admin, { timeZone: ZONES[0], holidays: [{ date: HOLIDAY, name: 'Holiday' }], headOfSalesId: head.userId, companyOwnerId: boss.userId });
});
afterEach(() => house.close());

const goTo = (at: number): void => house.pass(at - house.now().getTime());
/** A process that has just started; `dies`: in the middle of what it does, now and then. */
function worker(dies = false): Crm {
  let ids = 0;
  return createCrm({
    dataSource: house.db.dataSource, clock: house.now, random: () => 0.5, publish: (told) => void house.signals.push(...told),
    newId: () => {
      if (dies && ++ids > 2) throw new Error('killed');
      return randomUUID();
    },
  });
}
const ignoreKilled = (error: unknown): number => {
  if ((error as Error).message !== 'killed') throw error;
  return 0;
};
interface Step { conversation_id: string; position: number; who: string; at: Date; due_at: Date; user_ids: string[] }
const steps = (conversationId?: string): Promise<Step[]> =>
  house.sql.query<Step>('SELECT a.conversation_id, s.position, s.who, s.at, s.due_at, s.user_ids FROM alarm_step s JOIN alarm a ON a.id = s.alarm_id WHERE $1::uuid IS NULL OR a.conversation_id = $1 ORDER BY s.at, a.conversation_id, s.position', [conversationId ?? null]);

it('200 waits over a weekend and a holiday in two time zones: every step at its working minute, once, over restarts and two workers; none after it was taken or answered', async () => {
  const teams = await Promise.all(ZONES.map((timeZone, index) => house.crm.users.teams.save(house.admin, { name: `Team ${index}`, memberIds: [owners[index]!.userId], ...(index ? { timeZone } : {}) })));
  // Every half hour from Friday's morning on, one in each zone.
  const waits = Array.from({ length: 200 }, (_, index) => {
    const [since, zone] = [FRIDAY + 7 * 3_600_000 + Math.floor(index / 2) * 30 * MINUTE, index % 2];
    return { since, zone, due: LADDER.map((minutes) => oracle(since, minutes, ZONES[zone]!)), id: '', silentFrom: null as number | null };
  });
  const moments = new Set(waits.flatMap(({ since, due }) => [since, ...due]));
  let tick = 0;
  for (const at of [...moments].sort((a, b) => a - b)) {
    // A moment before nothing more is due than was.
    goTo(at - 1);
    const before = (await steps()).length;
    await worker().alarms.watch();
    expect((await steps()).length).toBe(before);
    goTo(at);
    for (const wait of waits.filter(({ since }) => since === at)) {
      wait.id = await house.asks(await house.customer({ kind: 'email', value: `c${waits.indexOf(wait)}@nord.example` }), inboxId);
      await house.sql.query('UPDATE conversation SET team_id = $2, owner_id = $3 WHERE id = $1', [wait.id, teams[wait.zone]!.id, owners[wait.zone]!.userId]);
    }
    // Each tick other processes: two at once, and sometimes one of them dies in the middle.
    const works: Promise<unknown>[] = [worker().alarms.watch(), worker(++tick % 3 === 0).alarms.watch().catch(ignoreKilled)];
    // Somebody takes one, and somebody answers one, at the very moment at which its head of sales is due.
    const due = waits.filter((wait) => wait.id && wait.silentFrom === null && wait.due[1] === at);
    const [taken, answered] = due;
    if (taken) {
      const alarm = await house.sql.one<{ id: string }>('SELECT id FROM alarm WHERE conversation_id = $1', [taken.id]);
      if (alarm) works.push(house.crm.alarms.take(head, alarm.id).then(async () => void (taken.silentFrom = (await steps(taken.id)).length)));
    }
    if (answered) works.push(house.crm.outbound.reply(owners[answered.zone]!, { id: randomUUID(), conversationId: answered.id, kind: 'text', text: 'Добрий день', seenVersion: 1, force: true }).then(async () => void (answered.silentFrom = (await steps(answered.id)).length)));
    await Promise.all(works);
    // What was held by somebody, or died with its process, is done by whoever comes next.
    await worker().alarms.watch();
  }
  const told = await steps();
  for (const wait of waits) {
    const own = told.filter(({ conversation_id }) => conversation_id === wait.id);
    expect(own.map(({ position }) => position)).toEqual(wait.due.slice(0, wait.silentFrom ?? 3).map((_, index) => index));
    expect(own.map(({ at }) => at.getTime())).toEqual(wait.due.slice(0, own.length));
    expect(own.map(({ due_at }) => due_at.getTime())).toEqual(wait.due.slice(0, own.length));
    expect(own.map(({ user_ids }) => user_ids)).toEqual([[owners[wait.zone]!.userId], [head.userId], [boss.userId]].slice(0, own.length));
  }
  expect(waits.filter(({ silentFrom }) => silentFrom !== null).length).toBeGreaterThan(10);
  const taken = await house.sql.query<{ owner_id: string }>("SELECT c.owner_id FROM alarm a JOIN conversation c ON c.id = a.conversation_id WHERE a.state = 'taken'");
  expect(taken.length).toBeGreaterThan(5);
  expect(new Set(taken.map(({ owner_id }) => owner_id))).toEqual(new Set([head.userId]));
}, 300_000);
