import { randomUUID } from 'node:crypto';
import type { Actor } from '../crm.ts';
import type { PipelineView } from '../views.ts';
import { conversationOf, deliver, phoneNumber, telegramUser, words } from './events.ts';
import { CHAT, SMS, type House } from './house.ts';

/** What was done with one customer's inquiry, as whoever did it remembers it. */
export interface Remembered {
  readonly contactId: string;
  readonly channel: 'telegram' | 'sms';
  /** By which clock whoever answers works. */
  readonly timeZone: string;
  readonly openedAt: Date;
  /** Words that went out to them, in order. */
  readonly answers: { at: Date; by: string; messageId: string; failed: boolean }[];
  end: { at: Date; by: string } | null;
}

export interface Weeks {
  readonly inquiries: readonly Remembered[];
  readonly people: { readonly anna: Actor; readonly boris: Actor; readonly head: Actor };
  readonly pipeline: PipelineView;
}

export const COMPANY = {
  timeZone: 'Europe/Kyiv',
  workingHours: { days: [...Array.from({ length: 5 }, () => [{ from: 540, to: 780 }, { from: 840, to: 1080 }]), [{ from: 600, to: 840 }], []] },
  holidays: [{ date: '2027-03-17', name: 'Day off' }, { date: '2027-04-02', name: 'Spring' }],
};
/** The team that answers SMS. */
export const FAR_ZONE = 'America/New_York';
const SOURCES = [{ utm: { source: 'google', campaign: 'spring' } }, { startParameter: 'bio' }, { referrer: 'https://shop.example/page?x=1' }, {}] as const;

/**
 * A company works for some weeks: customers write, are answered, closed, opened again and come back; answers fail; deals go to and fro, are won,
 * lost and opened again; leads are called junk; orders are made. Over a holiday, two changes of clocks and two time zones; the same every time.
 */
export async function workForWeeks(house: House, steps: number): Promise<Weeks> {
  let state = 20270308;
  const chance = (): number => ((state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) >>> 8) / 0x7fffff;
  const pick = <T>(items: readonly T[]): T => items[Math.min(items.length - 1, Math.floor(chance() * items.length))]!;

  await house.crm.company.update(house.admin, COMPANY);
  const team = randomUUID();
  await house.sql.query("INSERT INTO team (id, name, time_zone) VALUES ($1, 'Over the sea', $2)", [team, FAR_ZONE]);
  const chat = await house.inbox(CHAT);
  const line = await house.inbox(SMS);
  await house.sql.query('UPDATE inbox SET team_id = $2 WHERE id = $1', [line, team]);
  const [anna, boris] = [await house.person('operator', [chat, line]), await house.person('operator', [chat, line])];
  for (const { userId } of [anna, boris]) await house.crm.users.setDuty(house.admin, userId, true);
  const head = await house.person('manager', [chat, line]);
  await house.sql.query('INSERT INTO team_member (team_id, user_id) VALUES ($1, $2)', [team, boris.userId]);
  const pipeline = await house.crm.deals.pipelines.save(house.admin, { name: 'Sales', stages: ['New', 'Talks', 'Offer', 'Invoice'].map((name) => ({ name, colour: 'grey' as const })) });
  const reasons = await house.crm.deals.reasons.list(house.admin);
  const lost = reasons.filter(({ kind }) => kind === 'deal-lost');
  const junk = reasons.filter(({ kind }) => kind === 'lead-junk');

  const customers = Array.from({ length: 30 }, (_, n) => {
    const channel = n % 3 === 0 ? ('sms' as const) : ('telegram' as const);
    return { channel, sender: channel === 'sms' ? phoneNumber(`+38050${1_000_000 + n}`) : telegramUser(String(5000 + n), `Customer ${n}`), contactId: '', conversationId: '', source: SOURCES[n % 4]! };
  });
  const inquiries: Remembered[] = [];
  const lastOf = (contactId: string): Remembered | undefined => inquiries.findLast((each) => each.contactId === contactId);
  const statusOf = async (id: string): Promise<string> => (await house.crm.conversations.get(house.admin, id)).status;
  const dealsOf = (contactId: string) => house.sql.query<{ id: string; status: string; stage_id: string }>('SELECT id, status, stage_id FROM deal WHERE contact_id = $1 ORDER BY created_at, id', [contactId]);

  for (let step = 0; step < steps; step++) {
    house.pass(60_000 * (3 + Math.floor(chance() * 220)) + 1000 * Math.floor(chance() * 60));
    const customer = pick(customers);
    const actor = pick([anna, boris]);
    const what = chance();
    if (!customer.contactId || what < 0.34) {
      const result = await deliver(house, customer.channel === 'sms' ? line : chat, words(house, customer.sender, customer.contactId ? {} : { source: { ...customer.source } }));
      const conversation = await conversationOf(house, result);
      Object.assign(customer, { contactId: conversation.contactId, conversationId: conversation.id });
      const last = lastOf(conversation.contactId);
      if (!last || last.end) {
        inquiries.push({ contactId: conversation.contactId, channel: customer.channel, timeZone: customer.channel === 'sms' ? FAR_ZONE : COMPANY.timeZone, openedAt: house.now(), answers: [], end: null });
      }
      continue;
    }
    const inquiry = lastOf(customer.contactId)!;
    const { conversationId } = customer;
    if (what < 0.56) {
      const { id } = await house.crm.outbound.reply(actor, { id: randomUUID(), conversationId, kind: 'text', text: 'Answer', seenVersion: 0, force: true });
      if (!inquiry.end) inquiry.answers.push({ at: house.now(), by: actor.userId, messageId: id, failed: false });
      await deliverOut(house, id, chance() < 0.15);
      if (await failed(house, id)) for (const answer of inquiry.answers) if (answer.messageId === id) answer.failed = true;
    } else if (what < 0.72) {
      if ((await statusOf(conversationId)) === 'closed') continue;
      await house.crm.conversations.setStatus(actor, conversationId, { status: 'closed' });
      inquiry.end ??= { at: house.now(), by: actor.userId };
    } else if (what < 0.76) {
      const endedIt = inquiry.end && (await house.crm.conversations.get(house.admin, conversationId)).status === 'closed' && (await closedAt(house, conversationId))?.getTime() === inquiry.end.at.getTime();
      if (!endedIt) continue;
      await house.crm.conversations.setStatus(actor, conversationId, { status: 'open' });
      inquiry.end = null;
    } else if (what < 0.82) {
      const lead = await house.sql.one<{ id: string }>("SELECT id FROM lead WHERE contact_id = $1 AND status = 'open'", [customer.contactId]);
      if (lead && chance() < 0.6) await house.crm.leads.qualify(actor, lead.id, { id: randomUUID(), pipelineId: pipeline.id, amountMinor: Math.floor(chance() * 500_000), currency: pick(['UAH', 'EUR']) });
      else if (lead) await house.crm.leads.setStatus(actor, lead.id, { status: 'junk', junkReasonId: pick(junk).id });
      else await house.crm.deals.create(actor, { id: randomUUID(), contactId: customer.contactId, pipelineId: pipeline.id, ...(chance() < 0.7 ? { amountMinor: Math.floor(chance() * 90_000), currency: 'UAH' } : {}) });
    } else if (what < 0.97) {
      const deals = await dealsOf(customer.contactId);
      if (!deals.length) continue;
      const deal = pick(deals);
      const end = chance();
      if (deal.status !== 'open') await house.crm.deals.reopen(actor, deal.id);
      else if (end < 0.15) await house.crm.deals.win(actor, deal.id);
      else if (end < 0.3) await house.crm.deals.lose(actor, deal.id, { reasonId: pick(lost).id });
      else await house.crm.deals.move(actor, deal.id, { stageId: pick(pipeline.stages).id });
    } else {
      await house.sql.query(`INSERT INTO sales_order (id, contact_id, conversation_id, status, currency, total_minor, fingerprint, created_by, created_at) VALUES ($1, $2, $3, $4, 'UAH', $5, $6, $7, $8)`,
        [randomUUID(), customer.contactId, conversationId, pick(['new', 'paid', 'cancelled']), Math.floor(chance() * 100_000), randomUUID(), actor.userId, house.now()]);
    }
  }
  return { inquiries, people: { anna: await house.again(anna), boris: await house.again(boris), head: await house.again(head) }, pipeline };
}

async function deliverOut(house: House, messageId: string, fails: boolean): Promise<void> {
  for (const { id } of await house.sql.query<{ id: string }>('SELECT id FROM delivery WHERE message_id = $1', [messageId])) {
    const claim = await house.crm.outbound.claim(id, 30_000);
    if (!claim) continue;
    if (fails) await house.crm.outbound.recordFailure(claim, { kind: 'recipient', message: 'No such number.' });
    else await house.crm.outbound.recordSent(claim, { externalId: randomUUID(), aliases: [], status: 'sent' });
  }
}

const failed = async (house: House, messageId: string): Promise<boolean> => (await house.sql.one<{ status: string }>('SELECT delivery_status AS status FROM message WHERE id = $1', [messageId]))!.status === 'failed';
const closedAt = async (house: House, id: string): Promise<Date | null> => (await house.sql.one<{ at: Date | null }>('SELECT closed_at AS at FROM conversation WHERE id = $1', [id]))!.at;
