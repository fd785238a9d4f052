/** What an operator does besides answering: calls, puts off, reads again what was not understood. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { committedIn, type Committed } from './committed.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, TWILIO, type LedgerLine, type Stage } from './stage.ts';
import { words } from './words.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «paths of the desk» does not run.`);
const MARINA = '+380555000201';
const DARIA = '+35799000142';
const SPAMMER = '+380555000666';
const ILYA = '+35799000177';

(missing ? describe.skip : describe)('paths of the desk', () => {
  let stage: Stage;
  let committed: Committed;
  let daria: Operator;
  let ilya: Operator;
  /** Marina's conversation; Daria owns it. */
  let marina: string;

  beforeAll(async () => {
    stage = await setStage({ phoneSpeed: 5 });
    committed = committedIn(stage.db);
    [daria, ilya] = await Promise.all([Operator.sit(stage.browser, 'en-GB'), Operator.sit(stage.browser, 'ru-RU')]);
    await daria.signIn(stage.okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    await daria.ask('PATCH', 'company', { workingHours: { days: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) } });
    const line = await daria.ask('POST', 'inboxes', {
      adapter: 'twilio', name: 'Phone', settings: { phoneNumber: TWILIO.number, accountSid: TWILIO.account, apiRoot: `http://127.0.0.1:${stage.twilio.sandbox.port}`, recordCalls: false }, credentials: { authToken: TWILIO.token },
    });
    await daria.ask('POST', `inboxes/${line.id}/connect`);
    const { url } = await daria.ask('POST', 'invitations', { email: 'ilya@nord.example', name: 'Илья Громов', role: 'operator', inboxIds: [line.id], teamIds: [] });
    await ilya.page.goto(String(url));
    await ilya.page.locator('input[type=password]').fill('vysokaya-osen-1991');
    await ilya.page.locator('form .btn.primary').click();
    await ilya.page.locator('.list').waitFor();
    await daria.ask('PATCH', 'auth/me', { name: 'Дарья Ким', onDuty: true });

    await stage.twilio.order('/sms', { from: MARINA, to: TWILIO.number, body: 'Есть Hoshi 12?' });
    marina = await committed.conversationOf(MARINA);
    const [{ contact_id } = { contact_id: '' }] = await committed.rows<{ contact_id: string }>('SELECT contact_id FROM conversation WHERE id = $1', [marina]);
    await daria.ask('PATCH', `contacts/${contact_id}`, { name: 'Марина Лебедева' });
    await ilya.ask('PATCH', 'auth/me', { phone: ILYA, onDuty: true });
    await Promise.all([daria.mark(), ilya.mark()]);
  });
  afterAll(async () => {
    await stage?.stop();
  });

  const called = (...types: string[]): LedgerLine[] => stage.twilio.ledger().filter((line) => types.includes(line.type));
  const rings = (number: string): Promise<LedgerLine> => until(() => called('ringing').findLast((line) => line.to === number && !ended(line.sid)), 10_000, `the phone ${number} to ring`);
  const ended = (sid: unknown): boolean => called('call-ended').some((line) => line.sid === sid);
  const phone = (order: 'answer' | 'decline' | 'hang-up', number: string): Promise<unknown> => stage.twilio.order(`/${order}`, { number });
  const nobodyTalks = (): Promise<unknown> => until(() => called('call-received', 'call-placed').every((line) => ended(line.sid)), 20_000, 'the end of all calls');
  /** The last call of the timeline. */
  const card = (operator: Operator, words: string) => operator.page.locator('.call').last().filter({ hasText: words });

  const otherView = async (name: string): Promise<void> => {
    await daria.page.locator('.views').getByRole('button').click();
    await daria.page.getByRole('menuitemradio', { name }).click();
  };

  describe('calling a customer', () => {
    it('is refused with a way out while the operator has no phone number', async () => {
      await daria.view('all');
      await daria.open(marina);
      await daria.page.locator('.side').getByRole('button', { name: `${words('call.callNumber')} +380 5550 00201` }).click();
      const notice = daria.notice(words('problem.noPhone'));
      await notice.waitFor();
      expect(called('call-placed')).toEqual([]);

      await notice.getByRole('button', { name: words('call.enterNumber') }).click();
      await daria.page.getByLabel(words('profile.phone'), { exact: true }).fill('tomorrow');
      await daria.page.locator('.settings-block', { has: daria.page.getByLabel(words('profile.phone'), { exact: true }) }).getByRole('button', { name: words('action.save') }).click();
      await daria.notice(words('problem.badPhone')).waitFor();
      await daria.page.getByLabel(words('profile.phone'), { exact: true }).fill('+357 99 000 142');
      await daria.page.locator('.settings-block', { has: daria.page.getByLabel(words('profile.phone'), { exact: true }) }).getByRole('button', { name: words('action.save') }).click();
      await daria.notice(words('action.saved')).waitFor();
      expect(await committed.count('app_user WHERE phone = $1', [DARIA])).toBe(1);
    });

    it('rings the operator, then the customer, and ends in the timeline with how long they spoke', async () => {
      await daria.go('/inbox/queue');
      await daria.view('all');
      await daria.open(marina);
      await daria.page.locator('.side').getByRole('button', { name: `${words('call.callNumber')} +380 5550 00201` }).click();
      await rings(DARIA);
      await card(daria, words('call.ringing')).waitFor();
      expect(called('ringing').map((line) => line.to)).toEqual([DARIA]);

      await phone('answer', DARIA);
      await rings(MARINA);
      expect(called('ringing').map((line) => [line.from, line.to])).toEqual([[TWILIO.number, DARIA], [TWILIO.number, MARINA]]);
      await phone('answer', MARINA);
      await card(daria, words('call.answered')).waitFor();
      await phone('hang-up', MARINA);
      await card(daria, words('call.outgoingDone')).filter({ hasText: words('call.talked') }).waitFor();
      expect(await card(daria, words('call.outgoingDone')).innerText()).toContain(words('event.you'));
      await nobodyTalks();
      expect(called('ringing')).toHaveLength(2);
      expect(await committed.count("message WHERE kind = 'call'")).toBe(1);
    });

    it('that nobody takes ends as unanswered, whoever of both did not', async () => {
      await daria.page.keyboard.press('Shift+KeyC');
      await rings(DARIA);
      await phone('answer', DARIA);
      await rings(MARINA);
      await phone('decline', MARINA);
      await card(daria, words('call.noAnswer')).waitFor();
      await nobodyTalks();

      await daria.page.locator('.thread').getByRole('button', { name: words('action.more') }).click();
      await daria.page.getByRole('menuitem', { name: words('call.call') }).click();
      await rings(DARIA);
      await phone('decline', DARIA);
      await card(daria, words('call.failed')).waitFor();
      await nobodyTalks();
      expect(await committed.count("message WHERE kind = 'call'")).toBe(3);
    });
  });

  describe('a customer who calls', () => {
    const pop = (operator: Operator) => operator.page.locator('.ring');
    const calls = (): Promise<unknown> => stage.twilio.order('/call', { from: MARINA, to: TWILIO.number, voicemailSeconds: 4 });

    it('pops up by name where the owner sits, and the pop opens the conversation', async () => {
      await daria.ask('POST', `conversations/${marina}/assign`, { ownerId: (await daria.ask<{ id: string }>('GET', 'auth/me')).id });
      await daria.go('/tasks');
      await calls();
      await rings(DARIA);
      await pop(daria).filter({ hasText: 'Марина Лебедева' }).filter({ hasText: '+380 5550 00201' }).waitFor();
      expect(await pop(ilya).count()).toBe(0);
      await pop(daria).getByRole('button', { name: words('call.openConversation') }).click();
      await daria.page.waitForURL(`**/inbox/all/${marina}`);
      await card(daria, words('call.ringing')).waitFor();
      expect(await pop(daria).count()).toBe(0);

      await phone('answer', DARIA);
      await card(daria, words('call.answered')).waitFor();
      await phone('hang-up', MARINA);
      await card(daria, words('call.incomingDone')).filter({ hasText: words('call.talked') }).waitFor();
      await nobodyTalks();
      expect(called('bridged').at(-1)).toMatchObject({ from: MARINA, to: DARIA });
      expect(await committed.count("task WHERE conversation_id = $1 AND kind = 'call-back' AND status = 'open'", [marina])).toBe(0);
    });

    it('and is not answered stands in the queue with a task to call back and the voicemail to listen to', async () => {
      await daria.go('/tasks');
      await calls();
      await rings(DARIA);
      await pop(daria).waitFor();
      await phone('decline', DARIA);
      await pop(daria).waitFor({ state: 'detached' });
      await daria.go('/inbox/queue');
      await daria.row(marina).filter({ hasText: words('call.voicemail') }).waitFor();
      await daria.open(marina);
      await card(daria, words('call.voicemail')).waitFor();
      await daria.page.locator('.side .task', { hasText: words('task.kind.callBack') }).waitFor();

      const voicemail = card(daria, words('call.voicemail')).locator('.voice');
      await voicemail.waitFor();
      await voicemail.getByRole('button', { name: words('voice.play') }).click();
      await until(() => voicemail.locator('audio').evaluate((audio) => (audio as unknown as { currentTime: number }).currentTime > 0.2), 10_000, 'the voicemail to play');
      await nobodyTalks();
    });

    it('is called back from that line, which settles the task', async () => {
      await card(daria, words('call.voicemail')).getByRole('button', { name: words('call.callBack') }).click();
      await rings(DARIA);
      await phone('answer', DARIA);
      await rings(MARINA);
      await phone('answer', MARINA);
      await card(daria, words('call.answered')).waitFor();
      await daria.page.locator('.side .task', { hasText: words('task.kind.callBack') }).waitFor({ state: 'detached' });
      await phone('hang-up', DARIA);
      await card(daria, words('call.outgoingDone')).filter({ hasText: words('call.talked') }).waitFor();
      await nobodyTalks();
    });
  });

  describe('putting off', () => {
    const writes = (body: string): Promise<unknown> => stage.twilio.order('/sms', { from: MARINA, to: TWILIO.number, body });
    const snoozeFor = async (preset: string): Promise<void> => {
      await daria.page.locator('.thread').getByRole('button', { name: words('thread.snooze') }).click();
      await daria.page.locator('.picker').getByRole('option', { name: preset }).click();
    };
    const snoozedUntil = async (): Promise<number> => Number((await committed.rows<{ at: Date | null }>('SELECT snoozed_until AS at FROM conversation WHERE id = $1', [marina]))[0]?.at ?? 0);

    it('takes a conversation out of the queue until the chosen time, and can be undone at once', async () => {
      await writes('А когда привезут?');
      await daria.view('queue');
      await daria.open(marina);
      await snoozeFor(words('snooze.threeHours'));
      await daria.notice(words('thread.snoozed')).waitFor();
      await daria.row(marina).waitFor({ state: 'detached' });
      await daria.page.locator('.thread .pane-sub', { hasText: words('thread.snoozedUntil') }).waitFor();
      expect(Math.abs((await snoozedUntil()) - Date.now() - 3 * 3_600_000)).toBeLessThan(30_000);

      await daria.notice(words('thread.snoozed')).getByRole('button', { name: words('action.undo') }).click();
      await daria.row(marina).waitFor();
      expect(await snoozedUntil()).toBe(0);
    });

    it('can be ended by hand where the conversation stands', async () => {
      await daria.page.keyboard.press('KeyH');
      await daria.page.keyboard.press('Digit2');
      await daria.row(marina).waitFor({ state: 'detached' });
      expect(await daria.page.evaluate(`new Date(${await snoozedUntil()}).getHours() + ':' + new Date(${await snoozedUntil()}).getMinutes()`)).toBe('9:0');
      await otherView(words('view.snoozed'));
      await daria.row(marina).waitFor();
      await daria.open(marina);
      await snoozeFor(words('snooze.wake'));
      await daria.row(marina).waitFor({ state: 'detached' });
      await daria.view('queue');
      await daria.row(marina).waitFor();
    });

    it('ends when the time has come', async () => {
      await daria.open(marina);
      // The menu begins at three hours; the same act with a nearer time.
      await daria.ask('POST', `conversations/${marina}/status`, { status: 'snoozed', snoozedUntil: new Date(Date.now() + 1_500).toISOString() });
      await daria.row(marina).waitFor({ state: 'detached' });
      await daria.row(marina).waitFor();
      await daria.page.locator('.event', { hasText: words('event.woke') }).last().waitFor();
    });

    it('ends when the customer writes', async () => {
      await snoozeFor(words('snooze.week'));
      await daria.row(marina).waitFor({ state: 'detached' });
      await writes('Алло?');
      await daria.row(marina).filter({ hasText: 'Алло?' }).waitFor();
      expect(await snoozedUntil()).toBe(0);
    });
  });

  describe('what was not understood', () => {
    const entry = (reason: string | RegExp) => daria.page.locator('tbody tr', { hasText: reason });
    const quarantine = async (): Promise<void> => {
      await daria.go('/settings/channels');
      await daria.go('/settings/quarantine');
    };
    const writes = (body: string, fields: Record<string, string> = {}): Promise<unknown> => stage.twilio.order('/sms', { from: MARINA, to: TWILIO.number, body, fields });

    it('stands in quarantine with its reason while others pass, and is read as soon as the cause has gone', async () => {
      // A cause as a faulty version of ours would be one: the message cannot be written.
      await committed.rows(`ALTER TABLE message ADD CONSTRAINT no_tsunami CHECK (text <> 'Цунами')`);
      await writes('Цунами');
      await writes('А это проходит');
      await daria.row(marina).filter({ hasText: 'А это проходит' }).waitFor();
      await quarantine();
      const row = entry(words('quarantine.unexpected')).filter({ hasText: 'no_tsunami' });
      await row.filter({ hasText: 'Phone' }).waitFor();
      await row.getByRole('button', { name: words('quarantine.replay') }).click();
      await daria.notice(words('quarantine.still')).waitFor();
      await row.waitFor();

      await committed.rows('ALTER TABLE message DROP CONSTRAINT no_tsunami');
      await row.getByRole('button', { name: words('quarantine.replay') }).click();
      await daria.notice(words('quarantine.done')).waitFor();
      await row.waitFor({ state: 'detached' });
      expect(await committed.count("message WHERE conversation_id = $1 AND text = 'Цунами'", [marina])).toBe(1);
    });

    it('stays with the same clear reason when it can never be read', async () => {
      await writes('Кто это?', { From: '' });
      await quarantine();
      await entry(words('said.smsUnnamed')).getByRole('button', { name: words('quarantine.replay') }).click();
      await daria.notice(words('quarantine.still')).last().waitFor();
      await entry(words('said.smsUnnamed')).waitFor();
    });

    it('from a blocked sender stays until the verdict is taken back, and then returns by itself', async () => {
      await stage.twilio.order('/sms', { from: SPAMMER, to: TWILIO.number, body: 'Казино!' });
      const spammer = await committed.conversationOf(SPAMMER);
      await daria.go('/inbox/queue');
      await daria.view('all');
      await daria.open(spammer);
      await daria.page.locator('.thread').getByRole('button', { name: words('action.more') }).click();
      await daria.page.getByRole('menuitem', { name: words('thread.markSpam') }).click();
      await daria.row(spammer).waitFor({ state: 'detached' });
      await stage.twilio.order('/sms', { from: SPAMMER, to: TWILIO.number, body: 'Бонус!' });
      await quarantine();
      await entry(SPAMMER).getByRole('button', { name: words('quarantine.replay') }).click();
      await daria.notice(words('quarantine.stillSpam')).waitFor();
      expect(await committed.count("message WHERE text = 'Бонус!'")).toBe(0);

      await daria.go('/inbox/queue');
      await otherView(words('view.spam'));
      await daria.open(spammer);
      await daria.page.locator('.thread').getByRole('button', { name: words('action.more') }).click();
      await daria.page.getByRole('menuitem', { name: words('thread.notSpam') }).click();
      await daria.said('Бонус!').waitFor();
      await quarantine();
      await entry(words('said.smsUnnamed')).waitFor();
      expect(await entry(SPAMMER).count()).toBe(0);
    });
  });

  it('never loaded a screen anew, and no screen complained', async () => {
    expect(await daria.wasReloaded()).toBe(false);
    expect(await ilya.wasReloaded()).toBe(false);
    // Two refusals were asked for: no phone, and a phone that is none.
    expect(daria.complaints.filter((line) => !/status of 422/.test(line))).toEqual([]);
    expect(daria.complaints).toHaveLength(2);
    expect(ilya.complaints).toEqual([]);
  });
});
