import type { Actor, ReportQuery } from '../crm.ts';
import { createHouse, type House } from '../testing/house.ts';
import { COMPANY, workForWeeks, type Weeks } from '../testing/weeks.ts';
import type { ReportName, ReportNumberView, ReportThingView, ReportView, SumView } from '../views.ts';

/*
 * Each number of each report beside a count that shares nothing with it: of inquiries what was remembered while the weeks were worked, of everything
 * else plain loops over the raw rows; working time minute by minute on a clock of `Intl`.
 */
interface Counted {
  readonly id: string;
  readonly seconds?: number;
  readonly minor?: number | null;
  readonly currency?: string;
}
/** By number and row. */
type Count = Map<string, Counted[]>;
interface DealRow { id: string; contact_id: string; lead_id: string | null; pipeline_id: string; stage_id: string; owner_id: string | null; amount_minor: string | null; currency: string; status: string; lost_reason_id: string | null; stage_since: Date; created_at: Date; closed_at: Date | null }
interface MoveRow { deal_id: string; to_stage_id: string; to_status: string; at: Date }
interface LeadRow { id: string; contact_id: string; status: string; source: { channel: string; utm: Record<string, string>; referrer: string | null; startParameter: string | null }; owner_id: string | null; junk_reason_id: string | null; created_at: Date; closed_at: Date | null }

let house: House;
let weeks: Weeks;
let deals: DealRow[];
let moves: MoveRow[];
let leads: LeadRow[];
beforeAll(async () => {
  house = await createHouse();
  weeks = await workForWeeks(house, 900);
  await measure();
  deals = await house.sql.query<DealRow>('SELECT * FROM deal');
  moves = await house.sql.query<MoveRow>('SELECT * FROM deal_move ORDER BY at, id');
  leads = await house.sql.query<LeadRow>('SELECT * FROM lead');
});
afterAll(() => house.close());

async function measure(): Promise<void> {
  await house.settled();
  while (await house.crm.reports.measureNext());
}

// ── counting by hand ──────────────────────────────────────────────────────────────────────────────────────────────
const PERIODS: readonly ReportQuery[] = [{ from: '2027-03-01', to: '2027-05-31' }, { from: '2027-03-15', to: '2027-03-28' }, { from: '2027-03-17', to: '2027-03-17' }];
const clocks = new Map<string, Intl.DateTimeFormat>();
function wall(at: Date, timeZone: string): { day: string; hour: string; minutes: number; weekday: number } {
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', weekday: 'short' });
  clocks.set(timeZone, clock);
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: `${part.year}-${part.month}-${part.day}`, hour: part.hour!, minutes: Number(part.hour) * 60 + Number(part.minute), weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part.weekday!) };
}
const works = new Map<string, boolean>();
function isOpen(minute: number, timeZone: string): boolean {
  const key = `${timeZone} ${minute}`;
  const known = works.get(key);
  if (known !== undefined) return known;
  const { day, minutes, weekday } = wall(new Date(minute * 60_000), timeZone);
  const open = COMPANY.holidays.every(({ date }) => date !== day) && COMPANY.workingHours.days[weekday]!.some(({ from, to }) => from <= minutes && minutes < to);
  works.set(key, open);
  return open;
}
const worked = new Map<string, number>();
/** Second by second would be the same: hours begin at whole minutes. */
function workedSeconds(from: Date, to: Date, timeZone: string): number {
  const asked = `${from.getTime()} ${to.getTime()} ${timeZone}`;
  const known = worked.get(asked);
  if (known !== undefined) return known;
  let seconds = 0;
  for (let at = from.getTime(); at < to.getTime(); ) {
    const next = Math.min(to.getTime(), (Math.floor(at / 60_000) + 1) * 60_000);
    if (isOpen(Math.floor(at / 60_000), timeZone)) seconds += (next - at) / 1000;
    at = next;
  }
  worked.set(asked, Math.round(seconds));
  return Math.round(seconds);
}
const within = (at: Date | null, { from, to }: ReportQuery): boolean => at !== null && wall(at, COMPANY.timeZone).day >= from! && wall(at, COMPANY.timeZone).day <= to!;
function add(count: Count, measure: string, key: string | null, thing: Counted): void {
  for (const cell of [`${measure}|${key}`, `${measure}|*`]) count.set(cell, [...(count.get(cell) ?? []), thing]);
}
function quantile(values: readonly number[], share: number): number | null {
  if (!values.length) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (above - below) * (place - Math.floor(place));
}
function sumsOf(things: readonly Counted[]): SumView[] {
  const sums = new Map<string, number>();
  for (const { minor, currency } of things) if (minor !== undefined && minor !== null) sums.set(currency!, (sums.get(currency!) ?? 0) + minor);
  return [...sums].map(([currency, minor]) => ({ minor, currency })).sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

// ── comparing ─────────────────────────────────────────────────────────────────────────────────────────────────────
const close = (value: number | null): number | null => (value === null ? null : Math.round(value * 1000) / 1000);
const plain = (number: ReportNumberView) => ({ ...number, median: close(number.median), p90: close(number.p90) });
const expected = (things: readonly Counted[], distinct: boolean) => {
  const seconds = things.flatMap((thing) => (thing.seconds === undefined ? [] : [thing.seconds]));
  return { count: distinct ? new Set(things.map(({ id }) => id)).size : things.length, median: close(quantile(seconds, 0.5)), p90: close(quantile(seconds, 0.9)), sums: sumsOf(things) };
};
const cellsOf = (report: ReportView): Map<string, ReportNumberView> =>
  new Map([...report.rows.flatMap(({ key, numbers }) => Object.entries(numbers).map(([measure, number]) => [`${measure}|${key}`, number] as const)), ...Object.entries(report.total).map(([measure, number]) => [`${measure}|*`, number] as const)]);

/** Every number of the report, and no other; and behind each as many things as it says, the same ones. */
async function compare(actor: Actor, name: ReportName, query: ReportQuery, count: Count): Promise<void> {
  const report = await house.crm.reports.read(actor, name, query);
  expect(report.measured).toBe(true);
  const cells = cellsOf(report);
  const say = (map: Iterable<readonly [string, unknown]>): Record<string, unknown> => Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
  expect({ name, query, numbers: say([...cells].map(([cell, number]) => [cell, plain(number)])) }).toEqual({ name, query, numbers: say([...count].map(([cell, things]) => [cell, expected(things, name === 'waiting')])) });
  for (const [cell, things] of count) {
    const [measure, key] = [cell.slice(0, cell.indexOf('|')), cell.slice(cell.indexOf('|') + 1)];
    const listed = await listOf(actor, name, query, measure, key === '*' ? undefined : key === 'null' ? null : key);
    expect([cell, listed.map(({ id }) => id).sort()]).toEqual([cell, (name === 'waiting' ? [...new Set(things.map(({ id }) => id))] : things.map(({ id }) => id)).sort()]);
  }
}
async function listOf(actor: Actor, name: ReportName, query: ReportQuery, measure: string, key: string | null | undefined): Promise<ReportThingView[]> {
  const things: ReportThingView[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await house.crm.reports.things(actor, name, query, { measure, ...(key === undefined ? {} : { key }) }, { limit: 40, ...(after ? { after } : {}) });
    things.push(...page.items);
    after = page.next;
  }
  return things;
}

// ── the reports ───────────────────────────────────────────────────────────────────────────────────────────────────
const ownersNow = async (): Promise<Map<string, string | null>> => new Map((await house.sql.query<{ id: string; owner_id: string | null }>('SELECT id, owner_id FROM conversation')).map((row) => [row.id, row.owner_id]));
const conversationsAt = async (): Promise<Map<string, string>> => new Map((await house.sql.query<{ contact_id: string; conversation_id: string; at: Date }>("SELECT contact_id, conversation_id, occurred_at AS at FROM message WHERE direction = 'inbound'")).map((row) => [`${row.contact_id} ${row.at.toISOString()}`, row.conversation_id]));

async function answeringByHand(query: ReportQuery, only: string | null): Promise<Count> {
  const count: Count = new Map();
  const [owners, places] = [await ownersNow(), await conversationsAt()];
  for (const { contactId, channel, timeZone, openedAt, answers, end } of weeks.inquiries) {
    if (query.channel && query.channel !== channel) continue;
    const id = places.get(`${contactId} ${openedAt.toISOString()}`)!;
    const answer = answers.find(({ failed }) => !failed);
    const key = (person: string | null, at: Date): string | null => (query.by === 'channel' ? channel : query.by === 'day' ? wall(at, COMPANY.timeZone).day : query.by === 'hour' ? wall(at, COMPANY.timeZone).hour : person);
    const person = answer ? answer.by : owners.get(id) ?? null;
    if (within(openedAt, query) && (only === null || person === only)) {
      add(count, 'opened', key(person, openedAt), { id });
      if (answer) add(count, 'answered', key(person, openedAt), { id, seconds: workedSeconds(openedAt, answer.at, timeZone) });
      else add(count, 'unanswered', key(person, openedAt), { id });
    }
    if (end && within(end.at, query) && (only === null || end.by === only)) add(count, 'closed', key(end.by, end.at), { id, seconds: workedSeconds(openedAt, end.at, timeZone) });
  }
  return count;
}

function funnelByHand(query: ReportQuery, only: string | null): Count {
  const count: Count = new Map();
  const stages = weeks.pipeline.stages.map(({ id }) => id);
  for (const deal of deals) {
    if (!within(deal.created_at, query) || (only !== null && deal.owner_id !== only)) continue;
    const own = moves.filter((move) => move.deal_id === deal.id);
    const money = { minor: deal.amount_minor === null ? null : Number(deal.amount_minor), currency: deal.currency };
    for (const [index, stage] of stages.entries()) {
      if (deal.status === 'won' || own.some((move) => stages.indexOf(move.to_stage_id) >= index)) add(count, 'reached', stage, { id: deal.id });
      let stood: number | null = null;
      for (const [step, move] of own.entries()) {
        if (move.to_stage_id !== stage || move.to_status !== 'open') continue;
        stood = (stood ?? 0) + Math.round(((own[step + 1]?.at ?? house.now()).getTime() - move.at.getTime()) / 1000);
      }
      if (stood !== null) add(count, 'stayed', stage, { id: deal.id, seconds: stood });
      if (deal.status !== 'won' && deal.stage_id === stage) add(count, deal.status === 'open' ? 'now' : 'lost', stage, { id: deal.id, ...money });
    }
    for (const measure of ['deals', `${deal.status}Deals`]) add(count, measure, null, { id: deal.id, ...money });
  }
  // Deals altogether stand in no row; of stages there is no sum, for their deals are the same ones.
  for (const cell of count.keys()) if (cell.endsWith('|null') || cell === 'reached|*' || cell === 'stayed|*') count.delete(cell);
  return count;
}

const leadPerson = (lead: LeadRow, contacts: Map<string, string | null>): string | null => lead.owner_id ?? contacts.get(lead.contact_id) ?? null;
const contactOwners = async (): Promise<Map<string, string | null>> => new Map((await house.sql.query<{ id: string; owner_id: string | null }>('SELECT id, owner_id FROM contact')).map(({ id, owner_id }) => [id, owner_id]));

async function endingsByHand(query: ReportQuery, only: string | null): Promise<Count> {
  const count: Count = new Map();
  const contacts = await contactOwners();
  for (const deal of deals) {
    if (deal.status === 'lost' && within(deal.closed_at, query) && (only === null || deal.owner_id === only)) add(count, 'lost', deal.lost_reason_id, { id: deal.id, minor: deal.amount_minor === null ? null : Number(deal.amount_minor), currency: deal.currency });
  }
  for (const lead of leads) if (lead.status === 'junk' && within(lead.closed_at, query) && (only === null || leadPerson(lead, contacts) === only)) add(count, 'junk', lead.junk_reason_id, { id: lead.id });
  return count;
}

async function sourcesByHand(query: ReportQuery, only: string | null): Promise<Count> {
  const count: Count = new Map();
  const contacts = await contactOwners();
  const orders = await house.sql.query<{ id: string; contact_id: string; status: string; total_minor: string; currency: string; created_at: Date }>('SELECT * FROM sales_order');
  const named = ({ source }: LeadRow): string => `${source.channel}|${source.utm.source ? [source.utm.source, source.utm.campaign].join(' / ') : (source.startParameter ?? (source.referrer ? new URL(source.referrer).hostname : ''))}`;
  const counts = (lead: LeadRow | undefined): lead is LeadRow => lead !== undefined && within(lead.created_at, query) && (only === null || leadPerson(lead, contacts) === only) && (!query.channel || lead.source.channel === query.channel);
  const newest = (contactId: string, at: Date): LeadRow | undefined => leads.filter((lead) => lead.contact_id === contactId && lead.created_at <= at).sort((a, b) => b.created_at.getTime() - a.created_at.getTime())[0];
  for (const lead of leads.filter(counts)) {
    add(count, 'leads', named(lead), { id: lead.id });
    if (lead.status === 'junk' || lead.status === 'converted') add(count, lead.status, named(lead), { id: lead.id });
  }
  for (const deal of deals) {
    const lead = deal.lead_id ? leads.find(({ id }) => id === deal.lead_id) : newest(deal.contact_id, deal.created_at);
    if (!counts(lead)) continue;
    const thing = { id: deal.id, minor: deal.amount_minor === null ? null : Number(deal.amount_minor), currency: deal.currency };
    add(count, 'deals', named(lead), thing);
    if (deal.status === 'won') add(count, 'won', named(lead), thing);
  }
  for (const order of orders) {
    const lead = newest(order.contact_id, order.created_at);
    if (order.status !== 'cancelled' && counts(lead)) add(count, 'orders', named(lead), { id: order.id, minor: Number(order.total_minor), currency: order.currency });
  }
  return count;
}

async function waitingByHand(query: ReportQuery, only: string | null): Promise<Count> {
  const count: Count = new Map();
  const rows = await house.sql.query<{ contact_id: string; owner_id: string | null; channels: string[]; waiting_since: Date; money_minor: string; money_currency: string | null }>("SELECT * FROM conversation WHERE status = 'open' AND waiting_since IS NOT NULL AND NOT spam");
  for (const contactId of new Set(rows.map((row) => row.contact_id))) {
    const own = rows.filter((row) => row.contact_id === contactId).sort((a, b) => a.waiting_since.getTime() - b.waiting_since.getTime());
    const longest = own[0]!;
    if ((only !== null && longest.owner_id !== only) || (query.channel && longest.channels[0] !== query.channel)) continue;
    const key = query.by === 'channel' ? longest.channels[0]! : longest.owner_id;
    const seconds = (house.now().getTime() - longest.waiting_since.getTime()) / 1000;
    add(count, 'waiting', key, { id: contactId, seconds });
    const open = deals.filter((deal) => deal.contact_id === contactId && deal.status === 'open');
    for (const currency of ['EUR', 'UAH']) {
      const sold = open.filter((deal) => deal.currency === currency).reduce((all, deal) => all + Number(deal.amount_minor ?? 0), 0);
      const ordered = own.filter((row) => row.money_currency === currency).reduce((all, row) => all + Number(row.money_minor), 0);
      if (Math.max(sold, ordered) > 0) add(count, 'money', key, { id: contactId, seconds, minor: Math.max(sold, ordered), currency });
    }
  }
  return count;
}

describe('every number equals a count by hand over the same weeks, and opens the list of what it counted', () => {
  /** Who asks, for whom, and whose numbers that gives. */
  const asking = (): { actor: Actor; query: ReportQuery; only: string | null }[] => [
    { actor: house.admin, query: {}, only: null },
    { actor: weeks.people.head, query: { ownerId: weeks.people.anna.userId }, only: weeks.people.anna.userId },
    { actor: weeks.people.boris, query: {}, only: weeks.people.boris.userId },
  ];
  it('the weeks hold what is hard to count', () => {
    expect(weeks.inquiries.length).toBeGreaterThan(60);
    expect(weeks.inquiries.filter(({ answers }) => answers.some(({ failed }) => failed)).length).toBeGreaterThan(3);
    expect(new Set(weeks.inquiries.map(({ contactId }) => contactId)).size).toBeLessThan(weeks.inquiries.length);
    expect(weeks.inquiries.some(({ openedAt, answers }) => answers.some(({ at }) => openedAt < new Date('2027-03-28T01:00:00Z') && at > new Date('2027-03-28T01:00:00Z')))).toBe(true);
    expect(moves.filter((move, index) => move.to_status === 'open' && index > 0).length).toBeGreaterThan(20);
    expect(new Set(deals.map(({ status }) => status))).toEqual(new Set(['open', 'won', 'lost']));
  });
  it.each(['person', 'channel', 'day', 'hour'] as const)('first answer and resolution by %s', async (by) => {
    for (const period of PERIODS) for (const { actor, query, only } of asking()) await compare(actor, 'answering', { ...period, ...query, by }, await answeringByHand({ ...period, by }, only));
    await compare(house.admin, 'answering', { ...PERIODS[0], by, channel: 'sms' }, await answeringByHand({ ...PERIODS[0], by, channel: 'sms' }, null));
  });
  it('the funnel', async () => {
    for (const period of PERIODS) for (const { actor, query, only } of asking()) await compare(actor, 'funnel', { ...period, ...query, pipelineId: weeks.pipeline.id }, funnelByHand(period, only));
  });
  it('lost and junk reasons', async () => {
    for (const period of PERIODS) for (const { actor, query, only } of asking()) await compare(actor, 'endings', { ...period, ...query }, await endingsByHand(period, only));
  });
  it('sources, from lead to money', async () => {
    for (const period of PERIODS) for (const { actor, query, only } of asking()) await compare(actor, 'sources', { ...period, ...query }, await sourcesByHand(period, only));
    await compare(house.admin, 'sources', { ...PERIODS[0], channel: 'sms' }, await sourcesByHand({ ...PERIODS[0], channel: 'sms' }, null));
  });
  it('money that waits now', async () => {
    for (const by of ['person', 'channel'] as const) for (const { actor, query, only } of asking()) await compare(actor, 'waiting', { ...query, by }, await waitingByHand({ by }, only));
  });
});

describe('a report', () => {
  it('says the same measured anew from nothing', async () => {
    const before = await house.sql.query('SELECT * FROM inquiry ORDER BY conversation_id, number');
    await house.sql.query('DELETE FROM inquiry');
    await house.sql.query('UPDATE inquiry_progress SET cursor = NULL, walk = NULL');
    await measure();
    expect(await house.sql.query('SELECT * FROM inquiry ORDER BY conversation_id, number')).toEqual(before);
  });
  it('does not change what was measured when a holiday is added later', async () => {
    const read = () => house.crm.reports.read(house.admin, 'answering', PERIODS[0]!);
    const before = await read();
    await house.crm.company.update(house.admin, { holidays: [...COMPANY.holidays, { date: '2027-03-22', name: 'Late' }] });
    await house.sql.query('UPDATE inquiry_progress SET cursor = NULL, walk = NULL');
    await measure();
    expect(await read()).toEqual(before);
    await house.crm.company.update(house.admin, { holidays: COMPANY.holidays });
  });
  it('gives an operator who asks for somebody else nothing', async () => {
    const { rows } = await house.crm.reports.read(weeks.people.boris, 'answering', { ...PERIODS[0], ownerId: weeks.people.anna.userId });
    expect(rows).toEqual([]);
  });
  it('counts what a manager may not see, and names it to nobody', async () => {
    const stranger = await house.person('manager', []);
    const [all, seen] = [await listOf(house.admin, 'answering', PERIODS[0]!, 'opened', undefined), await listOf(stranger, 'answering', PERIODS[0]!, 'opened', undefined)];
    expect(seen.length).toBe(all.length);
    expect(all.every(({ name }) => name !== null)).toBe(true);
    expect(seen.every(({ name, conversationId, contactId }) => name === null && conversationId === null && contactId === null)).toBe(true);
  });
  it('gives every page of a list of the same moment, however long somebody reads', async () => {
    const first = await house.crm.reports.things(house.admin, 'waiting', {}, { measure: 'waiting' }, { limit: 3 });
    house.pass(3 * 86_400_000);
    const rest = await house.crm.reports.things(house.admin, 'waiting', {}, { measure: 'waiting' }, { limit: 200, after: first.next! });
    const all = await house.crm.reports.things(house.admin, 'waiting', {}, { measure: 'waiting' }, { limit: 200 });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all.items.map(({ id }) => id));
    expect(all.items.length).toBeGreaterThan(6);
    await expect(house.crm.reports.things(house.admin, 'waiting', {}, { measure: 'waiting' }, { after: 'WyJ4Il0' })).rejects.toMatchObject({ code: 'bad-cursor' });
  });
  it('refuses a period that is none, and filters it has not', async () => {
    const read = (name: ReportName, query: ReportQuery) => house.crm.reports.read(house.admin, name, query);
    await expect(read('answering', { from: '2027-04-02', to: '2027-04-01' })).rejects.toMatchObject({ status: 422, code: 'bad-period' });
    await expect(read('answering', { from: '2027-02-30' })).rejects.toMatchObject({ status: 422, code: 'bad-day' });
    await expect(read('answering', { from: '2020-01-01', to: '2027-04-01' })).rejects.toMatchObject({ status: 422, code: 'long-period' });
    await expect(read('funnel', { channel: 'sms' })).rejects.toMatchObject({ status: 422, code: 'no-channel-here' });
    await expect(read('waiting', { by: 'day' })).rejects.toMatchObject({ status: 422, code: 'bad-by' });
    await expect(read('funnel', { pipelineId: '00000000-0000-4000-8000-000000000000' })).rejects.toMatchObject({ status: 404 });
  });
});
