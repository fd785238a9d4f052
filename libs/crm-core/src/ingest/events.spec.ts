import { call, conversationOf, deliver, phoneNumber, rawOf, telegramUser, VOICE, words } from '../testing/events.ts';
import { CHAT, createHouse, SMS, type House } from '../testing/house.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

const messages = async (id: string) => (await house.crm.conversations.timeline(house.admin, id, {})).items;
const line = async (capabilities = [SMS, VOICE], settings: Record<string, unknown> = {}) =>
  (await house.crm.inboxes.save(house.admin, { adapter: 'twilio', name: 'line', address: '+35722000001', settings, capabilities })).id;
const withPhone = async (inboxId: string, phone: string) => {
  const operator = await house.person('operator', [inboxId]);
  await house.crm.users.update(house.admin, operator.userId, { phone });
  await house.crm.users.setDuty(house.admin, operator.userId, true);
  return operator;
};

describe('a message changed by its author', () => {
  it('shows the newest words; a late older edit changes nothing', async () => {
    const inbox = await house.inbox(CHAT);
    const event = words(house, telegramUser());
    const { id } = await conversationOf(house, await deliver(house, inbox, event));
    const edit = (text: string, at: string) => ({ type: 'message-edited' as const, externalId: event.externalId, editedAt: new Date(at), text });
    await deliver(house, inbox, edit('second', '2027-03-01T09:02:00Z'));
    await deliver(house, inbox, edit('first', '2027-03-01T09:01:00Z'));
    expect(await messages(id)).toMatchObject([{ text: 'second', editedAt: '2027-03-01T09:02:00.000Z' }]);
    expect((await house.crm.conversations.get(house.admin, id)).preview?.text).toBe('second');
    await deliver(house, inbox, { type: 'message-edited', externalId: 'unknown', editedAt: house.now(), text: 'x' });
  });

  it('may overtake its message: it brings the message, and neither the original nor an older edit undoes it', async () => {
    const inbox = await house.inbox(CHAT);
    const event = words(house, telegramUser(), { text: 'with a tpyo' });
    const edit = (text: string, at: string) => ({ type: 'message-edited' as const, externalId: event.externalId, editedAt: new Date(at), text, original: { ...event, text } });
    const conversation = await conversationOf(house, await deliver(house, inbox, edit('final', '2027-03-01T09:02:00Z')));
    expect(conversation).toMatchObject({ status: 'open', waitingSince: expect.any(String) as string });
    await deliver(house, inbox, event);
    await deliver(house, inbox, edit('not yet', '2027-03-01T09:01:00Z'));
    expect(await messages(conversation.id)).toMatchObject([{ text: 'final', direction: 'inbound', editedAt: '2027-03-01T09:02:00.000Z' }]);
    expect((await house.crm.conversations.get(house.admin, conversation.id)).preview?.text).toBe('final');
    await deliver(house, inbox, edit('more than final', '2027-03-01T09:03:00Z'));
    expect(await messages(conversation.id)).toMatchObject([{ text: 'more than final' }]);
  });

  it('is one message also when edit and original come at the same moment', async () => {
    const inbox = await house.inbox(CHAT);
    for (let round = 0; round < 8; round++) {
      const event = words(house, telegramUser(), { text: 'first' });
      const results = await Promise.all([
        deliver(house, inbox, event),
        deliver(house, inbox, { type: 'message-edited', externalId: event.externalId, editedAt: new Date('2027-03-01T09:02:00Z'), text: 'final', original: { ...event, text: 'final' } }),
      ]);
      const { id } = await conversationOf(house, results[0]);
      expect((await messages(id)).map(({ text }) => text)).toEqual(['final']);
    }
  });

  it('loses its words when deleted, and keeps its place', async () => {
    const inbox = await house.inbox(CHAT);
    const event = words(house, telegramUser(), { attachments: [{ kind: 'image', name: 'a.png', mime: 'image/png', content: { type: 'stored', sha256: 'ab' } }] });
    const { id } = await conversationOf(house, await deliver(house, inbox, event));
    await deliver(house, inbox, { type: 'message-deleted', externalIds: [event.externalId, 'unknown'], deletedAt: house.now() });
    expect(await messages(id)).toMatchObject([{ text: '', attachments: [], deletedAt: house.now().toISOString() }]);
    expect((await house.crm.conversations.get(house.admin, id)).preview).toMatchObject({ text: '', attachment: null });
  });
});

describe('what comes with a message', () => {
  it('is shown at once when it is here, and fetched when it must be', async () => {
    const inbox = await house.inbox(CHAT);
    const attachments = [
      { kind: 'image' as const, name: 'here.png', mime: 'image/png', size: 12, content: { type: 'stored' as const, sha256: 'ab' } },
      { kind: 'voice' as const, name: 'far.ogg', mime: 'audio/ogg', durationSeconds: 3.4, content: { type: 'ref' as const, ref: { file: 'x' } } },
      { kind: 'video' as const, name: 'big.mp4', mime: 'video/mp4', content: { type: 'unavailable' as const, reason: 'too big' } },
    ];
    const { id } = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser(), { text: '', attachments })));
    const [message] = await messages(id);
    expect(message!.attachments.map((file) => [file.name, file.state, file.size, file.durationSeconds])).toEqual([
      ['here.png', 'ready', 12, null], ['far.ogg', 'pending', null, 3], ['big.mp4', 'failed', null, null],
    ]);
    expect(house.signals.filter((signal) => signal.type === 'media')).toEqual([{ type: 'media', attachmentId: message!.attachments[1]!.id }]);
    expect((await house.crm.conversations.get(house.admin, id)).preview).toMatchObject({ text: '', attachment: 'image' });
  });
});

describe('STOP and START', () => {
  it('are remembered per inbox, shown at the address and said in the timeline', async () => {
    const inbox = await house.inbox(SMS);
    const olena = phoneNumber('+380441234567');
    const { id, contactId } = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    const change = (reachable: boolean, reason: 'stop' | 'start') => ({ type: 'reachability-changed' as const, address: olena.address, reachable, reason, occurredAt: house.now() });
    await deliver(house, inbox, change(false, 'stop'));
    await deliver(house, inbox, change(false, 'stop'));
    expect((await house.crm.contacts.get(house.admin, contactId)).identities[0]!.optedOutInboxIds).toEqual([inbox]);
    await deliver(house, inbox, change(true, 'start'));
    expect((await house.crm.contacts.get(house.admin, contactId)).identities[0]!.optedOutInboxIds).toEqual([]);
    expect((await messages(id)).flatMap((message) => (message.activity?.type === 'reachability' ? [message.activity.reachable] : [])).toSorted()).toEqual([false, true]);
  });
});

describe('an incoming call', () => {
  it('rings the people on duty who have a phone; their talk is one line and answers whoever waits', async () => {
    const inbox = await line();
    const operator = await withPhone(inbox, '+35799000001');
    const olena = phoneNumber('+380441234567');
    await deliver(house, inbox, words(house, olena));
    await house.crm.users.setDuty(house.admin, operator.userId, true);
    const ringing = await deliver(house, inbox, call(house, olena, 'CA1', { state: 'ringing' }));
    expect(ringing.callRouting).toEqual({ action: 'dial', operators: [{ kind: 'phone', value: '+35799000001' }], timeoutSeconds: 25, record: true });
    await deliver(house, inbox, call(house, olena, 'CA1', { state: 'answered', answeredBy: { kind: 'phone', value: '+35799000001' }, waitSeconds: 7 }));
    await deliver(house, inbox, call(house, olena, 'CA1', { state: 'completed', durationSeconds: 61 }));
    await deliver(house, inbox, call(house, olena, 'CA1', { recording: { kind: 'audio', name: 'call.mp3', mime: 'audio/mpeg', content: { type: 'ref', ref: { recording: 'RE1' } } } }));
    await deliver(house, inbox, call(house, olena, 'CA1', { state: 'ringing' }));
    const conversation = await conversationOf(house, ringing);
    expect(conversation).toMatchObject({ waitingSince: null, ownerId: operator.userId, inboundCount: 2 });
    const calls = (await messages(conversation.id)).filter((message) => message.kind === 'call');
    expect(calls).toMatchObject([
      { channel: 'voice', direction: 'inbound', call: { state: 'completed', operatorId: operator.userId, waitSeconds: 7, durationSeconds: 61 }, attachments: [{ name: 'call.mp3', state: 'pending' }] },
    ]);
  });

  it('that nobody took waits, with a call-back task and a notification; the voicemail joins it', async () => {
    const inbox = await line();
    const operator = await withPhone(inbox, '+35799000001');
    const olena = phoneNumber('+380441234567');
    const ringing = await deliver(house, inbox, call(house, olena, 'CA2', { state: 'ringing' }));
    expect((await conversationOf(house, ringing)).waitingSince).toBeNull();
    house.pass(25_000);
    await deliver(house, inbox, call(house, olena, 'CA2', { state: 'missed' }));
    await deliver(house, inbox, call(house, olena, 'CA2', { state: 'voicemail', recording: { kind: 'voice', name: 'v.mp3', mime: 'audio/mpeg', content: { type: 'ref', ref: { recording: 'RE2' } } } }));
    const conversation = await conversationOf(house, ringing);
    expect(conversation).toMatchObject({ ownerId: operator.userId, waitingSince: house.now().toISOString(), inboundCount: 1, version: 1, preview: { kind: 'call', callState: 'voicemail' } });
    expect((await house.crm.tasks.list(house.admin, { conversationId: conversation.id })).items).toMatchObject([{ kind: 'call-back', status: 'open', assigneeId: operator.userId }]);
    expect(house.signals.flatMap((signal) => (signal.type === 'notify' ? [signal.notification.type] : []))).toEqual(['missed-call']);
    expect((await house.crm.leads.list(house.admin, {})).items).toHaveLength(1);
  });

  it('goes to the contact’s owner alone', async () => {
    const inbox = await line();
    const [mine, other] = [await withPhone(inbox, '+35799000001'), await withPhone(inbox, '+35799000002')];
    const olena = phoneNumber('+380441234567');
    const { ownerId } = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    const phone = ownerId === mine.userId ? '+35799000001' : '+35799000002';
    expect(other.userId).not.toBe(mine.userId);
    expect((await deliver(house, inbox, call(house, olena, 'CA3', { state: 'ringing' }))).callRouting).toMatchObject({ operators: [{ value: phone }] });
  });

  it('goes to voicemail out of hours, and when nobody with a phone is there; recording can be switched off', async () => {
    const inbox = await line([SMS, VOICE], { recordCalls: false });
    const voicemail = { action: 'voicemail', record: true };
    expect((await deliver(house, inbox, call(house, phoneNumber('+380441234561'), 'CA4', { state: 'ringing' }))).callRouting).toEqual(voicemail);
    await withPhone(inbox, '+35799000001');
    expect((await deliver(house, inbox, call(house, phoneNumber('+380441234562'), 'CA5', { state: 'ringing' }))).callRouting).toMatchObject({ action: 'dial', record: false });
    house.pass(12 * 3_600_000);
    expect((await deliver(house, inbox, call(house, phoneNumber('+380441234563'), 'CA6', { state: 'ringing' }))).callRouting).toEqual(voicemail);
  });

  it('asked about twice by the vendor is routed twice and logged once', async () => {
    const inbox = await line();
    await withPhone(inbox, '+35799000001');
    const input = { inboxId: inbox, raw: rawOf('CA7 ringing'), interpretation: { events: [call(house, phoneNumber('+380441234567'), 'CA7', { state: 'ringing' as const })] } };
    const first = await house.crm.ingest.ingest(input);
    const second = await house.crm.ingest.ingest(input);
    expect(second).toMatchObject({ status: 'duplicate', callRouting: first.callRouting });
    expect(second.callRouting).toMatchObject({ action: 'dial' });
  });

  it('and an SMS of the same number are one conversation', async () => {
    const inbox = await line();
    const olena = phoneNumber('+380441234567');
    const one = await conversationOf(house, await deliver(house, inbox, call(house, olena, 'CA8', { state: 'ringing' })));
    expect((await conversationOf(house, await deliver(house, inbox, words(house, olena)))).id).toBe(one.id);
  });
});

describe('what cannot be interpreted', () => {
  it('is kept byte for byte, shown, and replayed once it is understood; the next message passes', async () => {
    const inbox = await house.inbox(CHAT);
    const raw = rawOf('poison');
    expect(await house.crm.ingest.ingest({ inboxId: inbox, raw, interpretation: { quarantine: 'No such field: x' } })).toEqual({ status: 'quarantined', messageIds: [] });
    expect(await house.crm.ingest.ingest({ inboxId: inbox, raw, interpretation: { quarantine: 'again' } })).toMatchObject({ status: 'duplicate' });
    expect((await deliver(house, inbox, words(house, telegramUser()))).status).toBe('committed');
    const [kept] = (await house.crm.ingest.quarantine.list(house.admin, {})).items;
    expect(kept).toMatchObject({ inboxId: inbox, providerKey: 'poison', reason: 'No such field: x', status: 'quarantined', size: 3 });
    expect((await house.crm.ingest.quarantine.raw(house.admin, kept!.id)).raw).toEqual(raw);
    const events = [words(house, telegramUser())];
    expect(await house.crm.ingest.quarantine.replay(house.admin, kept!.id, { events })).toMatchObject({ status: 'committed', messageIds: [expect.any(String)] });
    expect(await house.crm.ingest.quarantine.replay(house.admin, kept!.id, { events })).toMatchObject({ status: 'duplicate' });
    expect((await house.crm.ingest.quarantine.list(house.admin, {})).items).toEqual([]);
    const operator = await house.person('operator', [inbox]);
    await expect(house.crm.ingest.quarantine.list(operator, {})).rejects.toThrow('not allow');
  });

  it('is quarantined also when only writing it fails, with nothing half made', async () => {
    const inbox = await house.inbox(CHAT);
    const broken = words(house, telegramUser(), { occurredAt: new Date(Number.NaN) });
    expect((await deliver(house, inbox, broken)).status).toBe('quarantined');
    expect(await house.sql.query('SELECT 1 FROM contact')).toEqual([]);
  });

  it('does not happen for NUL and broken surrogates: they go, the rest stays', async () => {
    const inbox = await house.inbox(CHAT);
    const { id } = await conversationOf(house, await deliver(house, inbox, words(house, telegramUser('5', 'Ole\0na'), { text: 'a\0b \ud83d c' })));
    expect((await messages(id))[0]!.text).toBe('ab \ufffd c');
  });

  it('an unknown inbox is refused and a listener’s cursor moves with what it brought', async () => {
    await expect(deliver(house, '00000000-0000-4000-8000-000000000000', words(house, telegramUser()))).rejects.toThrow('No such inbox');
    const inbox = await house.inbox(CHAT);
    expect(await house.crm.ingest.cursor(inbox)).toBeNull();
    await house.crm.ingest.ingest({ inboxId: inbox, raw: rawOf(), interpretation: { events: [] }, cursor: { uid: 7 } });
    await house.crm.ingest.ingest({ inboxId: inbox, raw: rawOf(), interpretation: { quarantine: 'x' }, cursor: { uid: 8 } });
    expect(await house.crm.ingest.cursor(inbox)).toEqual({ uid: 8 });
  });
});

describe('spam', () => {
  it('closes, blocks its sender and makes nothing; taken back, all of it returns and what was held back can be replayed', async () => {
    const inbox = await house.inbox(CHAT);
    const operator = await house.person('operator', [inbox]);
    const bot = telegramUser('666');
    const { id, contactId } = await conversationOf(house, await deliver(house, inbox, words(house, bot)));
    expect(await house.crm.conversations.setSpam(operator, id, true)).toMatchObject({ status: 'closed', spam: true, waitingSince: null, openTaskDueAt: null });
    expect((await house.crm.contacts.get(operator, contactId)).lead).toMatchObject({ status: 'junk', junkReason: 'spam' });
    const held = words(house, bot, { text: 'held back' });
    expect((await deliver(house, inbox, held)).messageIds).toEqual([]);
    expect(await messages(id)).toHaveLength(1);
    const [waiting] = (await house.crm.ingest.quarantine.list(house.admin, {})).items;
    expect(await house.crm.ingest.quarantine.replay(house.admin, waiting!.id, { events: [held] })).toMatchObject({ status: 'spam', messageIds: [] });
    expect(await messages(id)).toHaveLength(1);
    expect(await house.crm.conversations.setSpam(operator, id, false)).toMatchObject({ status: 'open', spam: false, waitingSince: '2027-03-01T09:00:00.000Z', openTaskDueAt: expect.any(String) });
    expect((await house.crm.contacts.get(operator, contactId)).lead).toMatchObject({ status: 'open', junkReason: null });
    const kept = await house.crm.ingest.quarantine.keptFrom(operator, contactId);
    expect(kept).toHaveLength(1);
    await house.crm.ingest.quarantine.replay(operator, kept[0]!, { events: [held] });
    expect((await messages(id)).map((message) => message.text)).toContain('held back');
  });

  it('a blocked contact makes nothing either', async () => {
    const inbox = await house.inbox(CHAT);
    const olena = telegramUser();
    const { id, contactId } = await conversationOf(house, await deliver(house, inbox, words(house, olena)));
    await house.crm.contacts.update(house.admin, contactId, { blocked: true });
    expect(await deliver(house, inbox, words(house, olena))).toEqual({ status: 'committed', messageIds: [] });
    await house.crm.contacts.update(house.admin, contactId, { blocked: false });
    await deliver(house, inbox, words(house, olena));
    expect(await messages(id)).toHaveLength(2);
  });
});

describe('words cut to fit a list row', () => {
  it('are never cut through a character, wherever it stands', async () => {
    const inbox = await house.inbox(CHAT);
    for (const before of [198, 199, 200]) {
      const text = `${'a'.repeat(before)}😍 and more`;
      const event = words(house, telegramUser(undefined, text), { text });
      const result = await deliver(house, inbox, event);
      expect(result.status).toBe('committed');
      const row = await conversationOf(house, result);
      expect([row.preview?.text.isWellFormed(), row.contactName.isWellFormed()]).toEqual([true, true]);
      expect((await deliver(house, inbox, { type: 'message-edited', externalId: event.externalId, editedAt: new Date('2027-03-01T09:02:00Z'), text: `${text}!` })).status).toBe('committed');
      const reply = await house.crm.outbound.reply(house.admin, { id: crypto.randomUUID(), conversationId: row.id, kind: 'text', text, seenVersion: 0, force: true });
      expect(reply.text).toBe(text);
      expect((await house.crm.tasks.create(house.admin, { title: `${'a'.repeat(300 + before)}😍`, dueAt: '2027-03-02T09:00:00Z' })).title.isWellFormed()).toBe(true);
    }
  });
});
