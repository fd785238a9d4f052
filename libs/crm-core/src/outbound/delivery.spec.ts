import { randomUUID } from 'node:crypto';
import type { DeliveryFailure, SendReceipt } from '#channels';
import type { Actor, ClaimedDelivery } from '../crm.ts';
import type { Core } from '../core.ts';
import { inTransaction } from '../transaction.ts';
import { CHAT, createHouse, MAIL, SMS, type House } from '../testing/house.ts';
import { retryAt } from './back-off.ts';
import { applyDeliveryUpdate, applyReadMark } from './receipts.ts';

let house: House;
let anna: Actor;
let line: string;
let core: Core;
beforeAll(async () => {
  house = await createHouse();
  core = { dataSource: house.db.dataSource, now: house.now, newId: randomUUID, random: () => 0.5, publish: (told) => void house.signals.push(...told) };
});
beforeEach(async () => {
  await house.sql.query("UPDATE delivery SET status = 'failed', claim_expires_at = NULL WHERE status IN ('queued', 'submitting', 'uncertain')");
  const operator = await house.person();
  line = await house.inbox(SMS, {}, [operator.userId]);
  anna = await house.again(operator);
});
afterAll(() => house.close());

const LEASE = 30_000;
const receipt = (externalId: string, given: Partial<SendReceipt> = {}): SendReceipt => ({ externalId, aliases: [], status: 'sent', ...given });
const failure = (kind: DeliveryFailure['kind']): DeliveryFailure => ({ kind, message: `It was ${kind}.` });
let number = 100_000;
async function conversation(): Promise<string> {
  return house.asks(await house.customer({ kind: 'phone', value: `+357990${number++}` }), line);
}
async function reply(conversationId: string, text = 'Добрий день'): Promise<string> {
  house.pass(1000);
  return (await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId, kind: 'text', text, seenVersion: 0, force: true })).id;
}
const deliveriesOf = async (messageId: string): Promise<string[]> => (await house.sql.query<{ id: string }>('SELECT id FROM delivery WHERE message_id = $1 ORDER BY position', [messageId])).map((row) => row.id);
const deliveryOf = async (messageId: string): Promise<string> => (await deliveriesOf(messageId))[0]!;
const statusOf = async (messageId: string): Promise<string | null> => (await house.crm.outbound.message(anna, messageId)).delivery;
const claim = (id: string): Promise<ClaimedDelivery | null> => house.crm.outbound.claim(id, LEASE);
const update = (given: Parameters<typeof applyDeliveryUpdate>[3]): Promise<void> => inTransaction(house.db.dataSource, () => undefined, (tx) => applyDeliveryUpdate(tx, core, line, given));
const said = (status: 'sent' | 'delivered' | 'read' | 'failed', externalId: string, deliveryId?: string) => ({
  externalId, status, occurredAt: house.now(), ...(deliveryId ? { deliveryId } : {}), ...(status === 'failed' ? { failure: { kind: 'recipient', code: '30003', message: 'Unreachable.' } as const } : {}),
});
async function sent(externalId = randomUUID()): Promise<{ message: string; delivery: string; conversation: string; externalId: string }> {
  const id = await conversation();
  const message = await reply(id);
  const delivery = await deliveryOf(message);
  const claimed = (await claim(delivery))!;
  await house.crm.outbound.recordSent(claimed, receipt(externalId));
  return { message, delivery, conversation: id, externalId };
}
const waiting = async (id: string): Promise<Date | null> => (await house.sql.one<{ at: Date | null }>('SELECT waiting_since AS at FROM conversation WHERE id = $1', [id]))!.at;

describe('a claim', () => {
  it('is had by one of twenty workers at once, and submitting is committed before they send', async () => {
    const id = await deliveryOf(await reply(await conversation()));
    const claims = await Promise.all(Array.from({ length: 20 }, () => claim(id)));
    expect(claims.filter((each) => each !== null)).toHaveLength(1);
    expect(await house.sql.one('SELECT status, attempt FROM delivery WHERE id = $1', [id])).toEqual({ status: 'submitting', attempt: 1 });
    expect(await claim(id)).toBeNull();
  });

  it('goes by the order of the conversation: the next only after the one before has an outcome', async () => {
    const id = await conversation();
    const [first, second] = [await deliveryOf(await reply(id, '1')), await deliveryOf(await reply(id, '2'))];
    expect(await claim(second)).toBeNull();
    expect(await house.crm.outbound.due(100)).toContain(first);
    expect(await house.crm.outbound.due(100)).not.toContain(second);
    const claimed = (await claim(first))!;
    expect(await claim(second)).toBeNull();
    house.signals.length = 0;
    await house.crm.outbound.recordSent(claimed, receipt(randomUUID()));
    expect(house.signals).toContainEqual({ type: 'delivery', deliveryId: second });
    expect((await claim(second))!.message.text).toBe('2');
  });

  it('is not held up by one that failed or is uncertain, nor by another conversation or inbox', async () => {
    const id = await conversation();
    const [lost, failed, next] = [await reply(id, '1'), await reply(id, '2'), await reply(id, '3')];
    await house.crm.outbound.recordFailure((await claim(await deliveryOf(lost)))!, failure('unknown-outcome'));
    await house.crm.outbound.recordFailure((await claim(await deliveryOf(failed)))!, failure('recipient'));
    expect(await claim(await deliveryOf(next))).not.toBeNull();
    expect(await claim(await deliveryOf(await reply(await conversation())))).not.toBeNull();
  });

  it('waits while the inbox is off, and finds nothing under a foreign id', async () => {
    const id = await deliveryOf(await reply(await conversation()));
    await house.sql.query('UPDATE inbox SET enabled = false WHERE id = $1', [line]);
    expect([await claim(id), (await house.crm.outbound.due(100)).includes(id)]).toEqual([null, false]);
    await house.sql.query('UPDATE inbox SET enabled = true WHERE id = $1', [line]);
    expect(await claim(id)).not.toBeNull();
    expect(await claim(randomUUID())).toBeNull();
  });

  it('dies and leaves an uncertain delivery that is never resent by itself; renewed, it lives on', async () => {
    const message = await reply(await conversation());
    const claimed = (await claim(await deliveryOf(message)))!;
    house.pass(LEASE - 1);
    expect(await house.crm.outbound.renewClaim(claimed, LEASE)).toBe(true);
    house.pass(LEASE - 1);
    expect(await house.crm.outbound.expireClaims()).toBe(0);
    house.pass(1);
    expect(await house.crm.outbound.expireClaims()).toBe(1);
    expect(await statusOf(message)).toBe('uncertain');
    house.pass(3_600_000);
    expect(await house.crm.outbound.due(100)).toEqual([]);
    expect(await claim(claimed.deliveryId)).toBeNull();
    expect(await house.crm.outbound.renewClaim(claimed, LEASE)).toBe(false);
  });
});

describe('a clock that was set back by an hour', () => {
  const BACK = 3_600_000;
  afterEach(() => house.pass(BACK));

  it('hides nothing: what a dead process left is uncertain at once, what waited for its time goes out', async () => {
    const [lost, waits] = [await reply(await conversation()), await reply(await conversation())];
    await claim(await deliveryOf(lost));
    const id = await deliveryOf(waits);
    await house.crm.outbound.recordFailure((await claim(id))!, failure('unavailable'));
    house.pass(-BACK);
    expect(await house.crm.outbound.expireClaims()).toBe(1);
    expect(await statusOf(lost)).toBe('uncertain');
    expect(await house.crm.outbound.due(100)).toEqual([id]);
    expect(await claim(id)).not.toBeNull();
  });
});

describe('the fence', () => {
  it('ignores whatever a zombie says after a person sent it again', async () => {
    const message = await reply(await conversation());
    const zombie = (await claim(await deliveryOf(message)))!;
    house.pass(LEASE);
    await house.crm.outbound.expireClaims();
    await house.crm.outbound.retry(anna, message);
    await house.crm.outbound.recordFailure(zombie, failure('recipient'));
    expect(await statusOf(message)).toBe('queued');
    const second = (await claim(zombie.deliveryId))!;
    expect(second.attempt).toBeGreaterThan(zombie.attempt);
    await house.crm.outbound.recordSent(zombie, receipt('zombie'));
    await house.crm.outbound.recordFailure(zombie, failure('unavailable'));
    expect(await statusOf(message)).toBe('submitting');
    await house.crm.outbound.recordSent(second, receipt('second'));
    expect(await house.sql.one('SELECT status, external_id FROM delivery WHERE id = $1', [zombie.deliveryId])).toEqual({ status: 'sent', external_id: 'second' });
  });

  it('lets a worker that only slept say what became of an uncertain one', async () => {
    const message = await reply(await conversation());
    const slow = (await claim(await deliveryOf(message)))!;
    house.pass(LEASE);
    await house.crm.outbound.expireClaims();
    await house.crm.outbound.recordSent(slow, receipt('late'));
    expect(await statusOf(message)).toBe('sent');
  });

  it('takes the first of two outcomes of one attempt', async () => {
    const { message, delivery, externalId } = await sent();
    await house.crm.outbound.recordFailure({ deliveryId: delivery, attempt: 1 }, failure('unavailable'));
    await house.crm.outbound.recordFailure({ deliveryId: delivery, attempt: 1 }, failure('unknown-outcome'));
    expect(await statusOf(message)).toBe('sent');
    expect(await house.sql.one('SELECT external_id FROM delivery WHERE id = $1', [delivery])).toEqual({ external_id: externalId });
  });
});

describe('an outcome', () => {
  it('rate-limited or away: queued again, later each time, never before the vendor’s own time', async () => {
    const message = await reply(await conversation());
    const id = await deliveryOf(message);
    const waits: number[] = [];
    for (const kind of ['unavailable', 'unavailable', 'unavailable'] as const) {
      await house.crm.outbound.recordFailure((await claim(id))!, failure(kind));
      const { at } = (await house.sql.one<{ at: Date }>('SELECT retry_at AS at FROM delivery WHERE id = $1', [id]))!;
      waits.push(at.getTime() - house.now().getTime());
      expect([await statusOf(message), await claim(id)]).toEqual(['queued', null]);
      house.pass(waits.at(-1)!);
    }
    expect(waits).toEqual([5_000, 10_000, 20_000]);
    await house.crm.outbound.recordFailure((await claim(id))!, failure('rate-limited'), 90_000);
    house.pass(89_999);
    expect(await claim(id)).toBeNull();
    house.pass(1);
    expect(await claim(id)).not.toBeNull();
  });

  it('rate-limited with a time: the whole inbox waits, other inboxes do not', async () => {
    const [limited, other] = [await deliveryOf(await reply(await conversation())), await deliveryOf(await reply(await conversation()))];
    await house.crm.outbound.recordFailure((await claim(limited))!, failure('rate-limited'), 7_000);
    expect([await claim(other), await house.crm.outbound.due(100)]).toEqual([null, []]);
    house.pass(7_000);
    expect(await claim(other)).not.toBeNull();
  });

  it('away for three days: a person decides', async () => {
    const message = await reply(await conversation());
    const id = await deliveryOf(message);
    house.pass(72 * 3_600_000);
    await house.crm.outbound.recordFailure((await claim(id))!, failure('unavailable'));
    expect(await statusOf(message)).toBe('failed');
    await house.crm.outbound.retry(anna, message);
    await house.crm.outbound.recordFailure((await claim(id))!, failure('unavailable'));
    expect(await statusOf(message)).toBe('queued');
  });

  it.each(['invalid', 'unsupported', 'recipient', 'opted-out'] as const)('%s: failed with its reason, and nobody sends it again by itself', async (kind) => {
    const message = await reply(await conversation());
    await house.crm.outbound.recordFailure((await claim(await deliveryOf(message)))!, { kind, code: '21610', message: 'Stopped.' });
    expect(await house.crm.outbound.message(anna, message)).toMatchObject({ delivery: 'failed', failure: { kind, code: '21610', message: 'Stopped.' } });
    house.pass(86_400_000);
    expect(await house.crm.outbound.due(100)).toEqual([]);
  });

  it('config: the whole outbox of the inbox waits, its admins are told once, and a good check lets it out in order', async () => {
    const id = await conversation();
    const [first, second, other] = [await reply(id, '1'), await reply(id, '2'), await reply(await conversation())];
    const [underway, refused] = [(await claim(await deliveryOf(other)))!, (await claim(await deliveryOf(first)))!];
    const told = await house.told(house.admin, async () => {
      for (const each of [refused, underway]) await house.crm.outbound.recordFailure(each, { kind: 'config', message: 'The login was refused.' });
    });
    expect(told.filter((event) => event.type === 'notification')).toMatchObject([{ notification: { type: 'channel-broken' } }]);
    expect(await house.crm.outbound.message(anna, first)).toMatchObject({ delivery: 'queued', failure: { kind: 'config', message: 'The login was refused.' } });
    expect([await statusOf(second), await statusOf(other)]).toEqual(['queued', 'queued']);
    house.pass(100 * 3_600_000);
    await house.crm.inboxes.setHealth(line, { ok: true });
    await house.crm.inboxes.setHealth(line, { ok: false, detail: 'Still refused.', checked: true });
    expect([await claim(refused.deliveryId), await house.crm.outbound.due(100), await house.crm.inboxes.held()]).toEqual([null, [], [line]]);
    expect((await house.crm.inboxes.list(anna))[0]).toMatchObject({ health: 'broken', healthDetail: 'Still refused.' });

    await house.crm.inboxes.setHealth(line, { ok: true, checked: true });
    expect((await house.crm.inboxes.list(anna))[0]).toMatchObject({ health: 'ok' });
    expect([await house.crm.inboxes.held(), (await house.crm.outbound.due(100)).length]).toEqual([[], 2]);
    expect(await claim(await deliveryOf(second))).toBeNull();
    await house.crm.outbound.recordSent((await claim(refused.deliveryId))!, receipt(randomUUID()));
    expect(await house.crm.outbound.message(anna, first)).toMatchObject({ delivery: 'sent', failure: null });
    expect(await claim(await deliveryOf(second))).not.toBeNull();
  });

  it('config once more after a good check: it is about the message, which fails and holds nobody up', async () => {
    const [strange, other] = [await reply(await conversation()), await reply(await conversation())];
    await house.crm.outbound.recordFailure((await claim(await deliveryOf(strange)))!, failure('config'));
    await house.crm.inboxes.setHealth(line, { ok: true, checked: true });
    await house.crm.outbound.recordFailure((await claim(await deliveryOf(strange)))!, failure('config'));
    expect(await house.crm.outbound.message(anna, strange)).toMatchObject({ delivery: 'failed', failure: { kind: 'config' } });
    expect(await claim(await deliveryOf(other))).not.toBeNull();
  });

  it('STOP between the reply and its turn: it is not sent, and says why', async () => {
    const id = await conversation();
    const message = await reply(id);
    const delivery = await deliveryOf(message);
    await house.sql.query("INSERT INTO opt_out (inbox_id, kind, value, reason, since) SELECT inbox_id, recipient_kind, recipient_value, 'stop', $2 FROM delivery WHERE id = $1", [delivery, house.now()]);
    expect(await claim(delivery)).toBeNull();
    expect(await house.crm.outbound.message(anna, message)).toMatchObject({ delivery: 'failed', failure: { kind: 'opted-out' } });
    expect(await waiting(id)).not.toBeNull();
  });

  it('opted-out: the customer’s address is closed on this inbox from then on', async () => {
    const id = await conversation();
    const message = await reply(id);
    const told = await house.told(anna, async () => house.crm.outbound.recordFailure((await claim(await deliveryOf(message)))!, failure('opted-out')));
    expect(told.findLast((event) => event.type === 'contact')).toMatchObject({ contact: { identities: [{ optedOutInboxIds: [line] }] } });
    await expect(reply(id)).rejects.toMatchObject({ code: 'opted-out' });
    await expect(house.crm.outbound.retry(anna, message)).rejects.toMatchObject({ code: 'opted-out' });
  });

  it('of a removed channel: what was queued fails and says so, what was underway is learned', async () => {
    const [queued, underway] = [await reply(await conversation()), await reply(await conversation())];
    const claimed = (await claim(await deliveryOf(underway)))!;
    await house.crm.inboxes.remove(house.admin, line);
    await house.crm.outbound.expireClaims();
    expect(await house.crm.outbound.message(anna, queued)).toMatchObject({ delivery: 'failed', failure: { kind: 'config' } });
    await house.crm.outbound.recordSent(claimed, receipt(randomUUID()));
    expect(await statusOf(underway)).toBe('sent');
    await expect(house.crm.outbound.retry(anna, queued)).rejects.toMatchObject({ code: 'inbox-off' });
  });

  it('of several deliveries: the message shows the worst', async () => {
    const message = await reply(await conversation(), 'x'.repeat(3000));
    const [first, second] = await deliveriesOf(message);
    await house.crm.outbound.recordSent((await claim(first!))!, receipt(randomUUID()));
    expect(await statusOf(message)).toBe('queued');
    await house.crm.outbound.recordFailure((await claim(second!))!, failure('unknown-outcome'));
    expect(await statusOf(message)).toBe('uncertain');
    expect((await house.crm.outbound.message(anna, message)).deliveries.map((each) => each.status)).toEqual(['sent', 'uncertain']);
  });

  it('is told to every screen at each step, with the tick of the list row', async () => {
    const id = await conversation();
    const message = await reply(id);
    const told = await house.told(anna, async () => house.crm.outbound.recordSent((await claim(await deliveryOf(message)))!, receipt(randomUUID())));
    expect(told.flatMap((event) => (event.type === 'message' ? [event.message.delivery] : []))).toEqual(['submitting', 'sent']);
    expect(told.flatMap((event) => (event.type === 'conversation' ? [event.conversation.preview?.delivery] : []))).toEqual(['submitting', 'sent']);
    const last = told.findLast((event) => event.type === 'message');
    expect(last).toMatchObject({ message: await house.crm.outbound.message(anna, message) });
  });

  it('of one mail to three people: three deliveries with one id of the mail, to which the next answer refers', async () => {
    const mail = await house.inbox(MAIL, {}, [anna.userId]);
    anna = await house.again(anna);
    const contact = await house.customer({ kind: 'email', value: `${randomUUID()}@example.com` });
    const id = await house.asks(contact, mail, { mailId: 'theirs@example.com' });
    house.pass(1000);
    const people = ['a', 'b', 'c'].map((name) => ({ kind: 'email', value: `${name}@example.com` }));
    const message = (await house.crm.outbound.reply(anna, { id: randomUUID(), conversationId: id, kind: 'text', text: 'x', seenVersion: 1, recipients: people })).id;
    for (const delivery of await deliveriesOf(message)) await house.crm.outbound.recordSent((await claim(delivery))!, receipt('ours@nord.example', { aliases: ['minted@ses.example'] }));
    expect(await house.sql.query('SELECT external_id, status FROM delivery WHERE message_id = $1', [message])).toEqual(Array(3).fill({ external_id: 'ours@nord.example', status: 'sent' }));
    const next = await reply(id);
    expect((await claim(await deliveryOf(next)))!.message.references).toEqual(['ours@nord.example', 'theirs@example.com']);
    await inTransaction(house.db.dataSource, () => undefined, (tx) => applyDeliveryUpdate(tx, core, mail, {
      messageId: message, recipient: { kind: 'email', value: 'b@example.com' }, status: 'failed', failure: { kind: 'recipient', code: '550 5.1.1', message: 'No such mailbox.' }, occurredAt: house.now(),
    }));
    expect((await house.crm.outbound.message(anna, message)).deliveries.map((each) => [each.recipient, each.status])).toEqual([['a@example.com', 'sent'], ['b@example.com', 'failed'], ['c@example.com', 'sent']]);
  });
});

describe('receipts', () => {
  const permutations = <T>(items: readonly T[]): T[][] => (items.length < 2 ? [[...items]] : items.flatMap((item, i) => permutations([...items.slice(0, i), ...items.slice(i + 1)]).map((rest) => [item, ...rest])));

  it.each([[['sent', 'delivered', 'read'], 'read'], [['sent', 'failed'], 'failed'], [['sent', 'failed', 'delivered'], 'delivered']] as const)(
    'of %j, before, between and after our own answer, in every order, named by either id: %s', async (statuses, end) => {
      const steps = [...statuses, 'answer'] as const;
      for (const order of permutations(steps)) {
        for (const byDelivery of [true, false]) {
          const message = await reply(await conversation());
          const id = await deliveryOf(message);
          const claimed = (await claim(id))!;
          const externalId = randomUUID();
          for (const step of order) {
            if (step === 'answer') await house.crm.outbound.recordSent(claimed, receipt(externalId));
            else await update(said(step, externalId, byDelivery ? id : undefined));
          }
          const row = await house.sql.one('SELECT status, external_id FROM delivery WHERE id = $1', [id]);
          expect([order, byDelivery, row, await statusOf(message)]).toEqual([order, byDelivery, { status: end, external_id: externalId }, end]);
        }
      }
      expect(await house.sql.query('SELECT 1 FROM early_receipt')).toEqual([]);
    });

  it('at the very moment of our answer are never lost between the two', async () => {
    for (let i = 0; i < 20; i++) {
      const message = await reply(await conversation());
      const claimed = (await claim(await deliveryOf(message)))!;
      const externalId = randomUUID();
      await Promise.all([house.crm.outbound.recordSent(claimed, receipt(externalId)), update(said('delivered', externalId)), update(said('sent', externalId))]);
      expect(await statusOf(message)).toBe('delivered');
    }
  });

  it('settle an uncertain one, and stop one that a person queued anew', async () => {
    const message = await reply(await conversation());
    const id = await deliveryOf(message);
    await house.crm.outbound.recordFailure((await claim(id))!, failure('unknown-outcome'));
    await house.crm.outbound.retry(anna, message);
    await update(said('failed', 'first', id));
    expect(await statusOf(message)).toBe('queued');
    await update(said('delivered', 'first', id));
    expect([await statusOf(message), await claim(id)]).toEqual(['delivered', null]);
  });

  it('about an attempt that was retried since do not undo the new one', async () => {
    const { message, delivery, externalId } = await sent();
    await update(said('failed', externalId));
    expect(await house.crm.outbound.message(anna, message)).toMatchObject({ delivery: 'failed', failure: { code: '30003' } });
    await house.crm.outbound.retry(anna, message);
    await update(said('failed', externalId, delivery));
    const second = (await claim(delivery))!;
    await update(said('failed', externalId, delivery));
    await house.crm.outbound.recordSent(second, receipt('again'));
    await update(said('failed', externalId, delivery));
    expect(await statusOf(message)).toBe('sent');
  });

  it('with unknown ids make nothing', async () => {
    await update(said('delivered', 'nobody', randomUUID()));
    await update({ deliveryId: 'not-a-uuid', status: 'read', occurredAt: house.now() });
    await update({ messageId: "'; DROP TABLE message", status: 'read', occurredAt: house.now() });
  });

  it('up to a moment, or to a named message, mark what came before in that thread alone', async () => {
    const chat = await house.inbox(CHAT, {}, [anna.userId]);
    anna = await house.again(anna);
    const ask = async (): Promise<string> => house.asks(await house.customer({ kind: 'telegram', value: randomUUID() }), chat, { thread: 'T' + randomUUID() });
    const send = async (id: string): Promise<string> => {
      const message = await reply(id);
      await house.crm.outbound.recordSent((await claim(await deliveryOf(message)))!, receipt(randomUUID()));
      return message;
    };
    const id = await ask();
    const [first, second] = [await send(id), await send(id)];
    const elsewhere = await send(await ask());
    const third = await send(id);
    const thread = (await house.sql.one<{ thread: string }>('SELECT external_thread_id AS thread FROM message WHERE id = $1', [first]))!.thread;
    const mark = (given: { status: 'delivered' | 'read'; externalId?: string; upTo?: Date }): Promise<void> =>
      inTransaction(house.db.dataSource, () => undefined, (tx) => applyReadMark(tx, core, chat, { externalThreadId: thread, upTo: house.now(), ...given }));
    await mark({ status: 'read', externalId: await deliveryOf(second) });
    expect([await statusOf(first), await statusOf(second), await statusOf(third), await statusOf(elsewhere)]).toEqual(['read', 'read', 'sent', 'sent']);
    await mark({ status: 'delivered' });
    expect([await statusOf(second), await statusOf(third), await statusOf(elsewhere)]).toEqual(['read', 'delivered', 'sent']);
  });
});

describe('the customer waits again', () => {
  it('since they did, when the reply failed or may have: the task is open, the follow-up off, its author told', async () => {
    for (const kind of ['recipient', 'unknown-outcome'] as const) {
      const id = await conversation();
      const since = await waiting(id);
      const message = await reply(id);
      expect(await waiting(id)).toBeNull();
      const told = await house.told(anna, async () => house.crm.outbound.recordFailure((await claim(await deliveryOf(message)))!, failure(kind)));
      expect(await waiting(id)).toEqual(since);
      expect(await house.sql.query('SELECT kind, status FROM task WHERE conversation_id = $1 ORDER BY kind', [id])).toEqual([{ kind: 'answer', status: 'open' }, { kind: 'follow-up', status: 'cancelled' }]);
      expect(told.findLast((event) => event.type === 'conversation')).toMatchObject({ before: { waiting: false }, conversation: { waitingSince: since!.toISOString() } });
      expect(told).toContainEqual(expect.objectContaining({ type: 'notification', notification: expect.objectContaining({ type: kind === 'unknown-outcome' ? 'delivery-uncertain' : 'delivery-failed', conversationId: id, messageId: message }) }));

      await house.crm.outbound.retry(anna, message);
      expect(await waiting(id)).toBeNull();
      expect(await house.sql.query('SELECT kind, status FROM task WHERE conversation_id = $1 ORDER BY kind', [id])).toEqual([{ kind: 'answer', status: 'done' }, { kind: 'follow-up', status: 'open' }]);
    }
  });

  it('not when a later reply is on its way, and still when they wrote since', async () => {
    const id = await conversation();
    const first = await reply(id);
    await reply(id);
    await house.crm.outbound.recordFailure((await claim(await deliveryOf(first)))!, failure('recipient'));
    expect(await waiting(id)).toBeNull();

    const other = await conversation();
    const since = await waiting(other);
    const message = await reply(other);
    house.pass(1000);
    await house.asks((await house.sql.one<{ id: string }>('SELECT contact_id AS id FROM conversation WHERE id = $1', [other]))!.id, line, { conversationId: other });
    await house.crm.outbound.recordFailure((await claim(await deliveryOf(message)))!, failure('unknown-outcome'));
    expect(await waiting(other)).toEqual(since);
    await house.crm.outbound.settleByHand(anna, message, 'sent');
    expect(await waiting(other)).not.toBeNull();
  });

  it('also in a conversation that was closed meanwhile, which opens', async () => {
    const id = await conversation();
    const message = await reply(id);
    const claimed = (await claim(await deliveryOf(message)))!;
    await house.sql.query("UPDATE conversation SET status = 'closed', closed_at = now() WHERE id = $1", [id]);
    await house.crm.outbound.recordFailure(claimed, failure('recipient'));
    expect(await house.sql.one('SELECT status, waiting_since IS NOT NULL AS waiting FROM conversation WHERE id = $1', [id])).toEqual({ status: 'open', waiting: true });
  });
});

describe('an uncertain delivery', () => {
  async function uncertain(): Promise<{ message: string; delivery: string }> {
    const message = await reply(await conversation());
    const delivery = await deliveryOf(message);
    await house.crm.outbound.recordFailure((await claim(delivery))!, failure('unknown-outcome'));
    return { message, delivery };
  }

  it('is asked about with what belongs to others already, soon at first and then less often', async () => {
    const other = await sent();
    const { delivery } = await uncertain();
    expect(await house.crm.outbound.uncertain(10)).toEqual([]);
    house.pass(5_000);
    const [asked, ...rest] = await house.crm.outbound.uncertain(10);
    expect(rest).toEqual([]);
    expect(asked).toMatchObject({ deliveryId: delivery, inboxId: line, attempt: 1, message: { text: 'Добрий день' } });
    expect(asked!.claimed.has(other.externalId)).toBe(true);
    expect(await house.crm.outbound.uncertain(10)).toEqual([]);
    house.pass(15_000);
    expect(await house.crm.outbound.uncertain(10)).toHaveLength(1);
    house.pass(7 * 86_400_000);
    expect(await house.crm.outbound.uncertain(10)).toEqual([]);
  });

  it('is settled by what the vendor tells, with receipts that came before', async () => {
    const { message, delivery } = await uncertain();
    expect((await house.crm.outbound.uncertainOf(anna, message)).map((each) => each.deliveryId)).toEqual([delivery]);
    await expect(house.crm.outbound.uncertainOf(await house.person(), message)).rejects.toMatchObject({ status: 404 });
    await update(said('delivered', 'found'));
    await house.crm.outbound.settle(delivery, { sent: receipt('found') });
    expect(await statusOf(message)).toBe('delivered');
    await house.crm.outbound.settle(delivery, 'not-sent');
    expect(await statusOf(message)).toBe('delivered');
  });

  it('proven not sent is failed and waits for a person', async () => {
    const { message, delivery } = await uncertain();
    await house.crm.outbound.settle(delivery, 'not-sent');
    expect(await house.crm.outbound.message(anna, message)).toMatchObject({ delivery: 'failed', failure: { kind: 'unavailable' } });
    expect(await claim(delivery)).toBeNull();
  });

  it('is settled by a person’s word, once, by those who may', async () => {
    const [a, b] = [await uncertain(), await uncertain()];
    await expect(house.crm.outbound.settleByHand(await house.person(), a.message, 'sent')).rejects.toMatchObject({ status: 404 });
    expect(await house.crm.outbound.settleByHand(anna, a.message, 'sent')).toMatchObject({ delivery: 'sent', failure: null });
    expect(await house.crm.outbound.settleByHand(anna, b.message, 'failed')).toMatchObject({ delivery: 'failed' });
    await expect(house.crm.outbound.settleByHand(anna, a.message, 'failed')).rejects.toMatchObject({ code: 'not-uncertain' });
  });

  it('sent again by five clicks at once is queued once, and only what did not go well of it', async () => {
    const message = await reply(await conversation(), 'x'.repeat(3000));
    const [first, second] = await deliveriesOf(message);
    await house.crm.outbound.recordSent((await claim(first!))!, receipt(randomUUID()));
    await house.crm.outbound.recordFailure((await claim(second!))!, failure('unknown-outcome'));
    const clicks = await Promise.allSettled(Array.from({ length: 5 }, () => house.crm.outbound.retry(anna, message)));
    expect(clicks.filter((click) => click.status === 'fulfilled')).toHaveLength(1);
    expect(clicks.filter((click) => click.status === 'rejected').map((click) => (click.reason as { code: string }).code)).toEqual(Array(4).fill('nothing-to-retry'));
    expect((await house.sql.query<{ status: string }>('SELECT status FROM delivery WHERE message_id = $1 ORDER BY position', [message])).map((row) => row.status)).toEqual(['sent', 'queued']);
  });

  it('to somebody who said STOP since is not sent again', async () => {
    const { message } = await uncertain();
    await house.sql.query("INSERT INTO opt_out (inbox_id, kind, value, reason, since) SELECT inbox_id, recipient_kind, recipient_value, 'stop', now() FROM delivery WHERE message_id = $1", [message]);
    await expect(house.crm.outbound.retry(anna, message)).rejects.toMatchObject({ code: 'opted-out' });
  });
});

describe('after a restore', () => {
  it('all that was queued or submitting is uncertain, and nothing of it is sent', async () => {
    const [queued, submitting] = [await reply(await conversation()), await reply(await conversation())];
    await claim(await deliveryOf(submitting));
    const done = await sent();
    expect(await house.crm.outbound.markAllUncertain()).toBeGreaterThanOrEqual(2);
    expect([await statusOf(queued), await statusOf(submitting), await statusOf(done.message)]).toEqual(['uncertain', 'uncertain', 'sent']);
    house.pass(86_400_000);
    expect(await house.crm.outbound.due(100)).toEqual([]);
  });
});

describe('the back-off', () => {
  it('doubles from five seconds to a quarter of an hour, spread by a quarter either way', () => {
    const wait = (attempt: number, random: number): number => {
      const now = new Date(0);
      return retryAt({ now, since: now, attempt, retryAfterMs: undefined, random: () => random })!.getTime();
    };
    expect([1, 2, 3, 8, 9, 1000].map((attempt) => wait(attempt, 0.5))).toEqual([5_000, 10_000, 20_000, 640_000, 900_000, 900_000]);
    expect([wait(1, 0), wait(1, 1)]).toEqual([3_750, 6_250]);
  });
});
