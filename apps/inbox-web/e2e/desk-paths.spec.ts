/** What an operator does besides answering: calls, puts off, reads again what was not understood, opens hostile mail. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { committedIn, type Committed } from './committed.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, TWILIO, type LedgerLine, type Stage } from './stage.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «paths of the desk» does not run.`);
const MARINA = '+380555000201';
const DARIA = '+35799000142';
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
  }, 180_000);
  afterAll(async () => {
    await stage?.stop();
  }, 60_000);

  const called = (...types: string[]): LedgerLine[] => stage.twilio.ledger().filter((line) => types.includes(line.type));
  const rings = (number: string): Promise<LedgerLine> => until(() => called('ringing').findLast((line) => line.to === number && !ended(line.sid)), 10_000, `the phone ${number} to ring`);
  const ended = (sid: unknown): boolean => called('call-ended').some((line) => line.sid === sid);
  const phone = (order: 'answer' | 'decline' | 'hang-up', number: string): Promise<unknown> => stage.twilio.order(`/${order}`, { number });
  const nobodyTalks = (): Promise<unknown> => until(() => called('call-received', 'call-placed').every((line) => ended(line.sid)), 20_000, 'the end of all calls');
  /** The last call of the timeline. */
  const card = (operator: Operator, words: string) => operator.page.locator('.call').last().filter({ hasText: words });

  describe('calling a customer', () => {
    it('is refused with a way out while the operator has no phone number', async () => {
      await daria.view('all');
      await daria.open(marina);
      await daria.page.locator('.side').getByRole('button', { name: 'Call +380 5550 00201' }).click();
      const notice = daria.notice('Enter your own phone number first');
      await notice.waitFor();
      expect(called('call-placed')).toEqual([]);

      await notice.getByRole('button', { name: 'Enter number' }).click();
      await daria.page.getByLabel('Phone', { exact: true }).fill('tomorrow');
      await daria.page.locator('.settings-block', { has: daria.page.getByLabel('Phone', { exact: true }) }).getByRole('button', { name: 'Save' }).click();
      await daria.notice('is no phone number').waitFor();
      await daria.page.getByLabel('Phone', { exact: true }).fill('+357 99 000 142');
      await daria.page.locator('.settings-block', { has: daria.page.getByLabel('Phone', { exact: true }) }).getByRole('button', { name: 'Save' }).click();
      await daria.notice('Saved').waitFor();
      expect(await committed.count('app_user WHERE phone = $1', [DARIA])).toBe(1);
    }, 30_000);

    it('rings the operator, then the customer, and ends in the timeline with how long they spoke', async () => {
      await daria.go('/inbox/queue');
      await daria.view('all');
      await daria.open(marina);
      await daria.page.locator('.side').getByRole('button', { name: 'Call +380 5550 00201' }).click();
      await rings(DARIA);
      await card(daria, 'Ringing').waitFor();
      expect(called('ringing').map((line) => line.to)).toEqual([DARIA]);

      await phone('answer', DARIA);
      await rings(MARINA);
      expect(called('ringing').map((line) => [line.from, line.to])).toEqual([[TWILIO.number, DARIA], [TWILIO.number, MARINA]]);
      await phone('answer', MARINA);
      await card(daria, 'Call in progress').waitFor();
      await phone('hang-up', MARINA);
      await card(daria, 'Outgoing call').filter({ hasText: 'talk' }).waitFor();
      expect(await card(daria, 'Outgoing call').innerText()).toContain('you');
      await nobodyTalks();
      expect(called('ringing')).toHaveLength(2);
      expect(await committed.count("message WHERE kind = 'call'")).toBe(1);
    }, 30_000);

    it('that nobody takes ends as unanswered, whoever of both did not', async () => {
      await daria.page.keyboard.press('Shift+KeyC');
      await rings(DARIA);
      await phone('answer', DARIA);
      await rings(MARINA);
      await phone('decline', MARINA);
      await card(daria, 'No answer').waitFor();
      await nobodyTalks();

      await daria.page.locator('.thread').getByRole('button', { name: 'More' }).click();
      await daria.page.getByRole('menuitem', { name: 'Call' }).click();
      await rings(DARIA);
      await phone('decline', DARIA);
      await card(daria, 'The call did not go through').waitFor();
      await nobodyTalks();
      expect(await committed.count("message WHERE kind = 'call'")).toBe(3);
    }, 30_000);
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
      await pop(daria).getByRole('button', { name: 'Open conversation' }).click();
      await daria.page.waitForURL(`**/inbox/all/${marina}`);
      await card(daria, 'Ringing').waitFor();
      expect(await pop(daria).count()).toBe(0);

      await phone('answer', DARIA);
      await card(daria, 'Call in progress').waitFor();
      await phone('hang-up', MARINA);
      await card(daria, 'Incoming call').filter({ hasText: 'talk' }).waitFor();
      await nobodyTalks();
      expect(called('bridged').at(-1)).toMatchObject({ from: MARINA, to: DARIA });
      expect(await committed.count("task WHERE conversation_id = $1 AND kind = 'call-back' AND status = 'open'", [marina])).toBe(0);
    }, 30_000);

    it('and is not answered stands in the queue with a task to call back and the voicemail to listen to', async () => {
      await daria.go('/tasks');
      await calls();
      await rings(DARIA);
      await pop(daria).waitFor();
      await phone('decline', DARIA);
      await pop(daria).waitFor({ state: 'detached' });
      await daria.go('/inbox/queue');
      await daria.row(marina).filter({ hasText: 'Voicemail' }).waitFor();
      await daria.open(marina);
      await card(daria, 'Voicemail').waitFor();
      await daria.page.locator('.side .task', { hasText: 'Call back' }).waitFor();

      const voicemail = card(daria, 'Voicemail').locator('.voice');
      await voicemail.waitFor();
      await voicemail.getByRole('button', { name: 'Play' }).click();
      await until(() => voicemail.locator('audio').evaluate((audio) => (audio as unknown as { currentTime: number }).currentTime > 0.2), 10_000, 'the voicemail to play');
      await nobodyTalks();
    }, 30_000);

    it('is called back from that line, which settles the task', async () => {
      await card(daria, 'Voicemail').getByRole('button', { name: 'Call back' }).click();
      await rings(DARIA);
      await phone('answer', DARIA);
      await rings(MARINA);
      await phone('answer', MARINA);
      await card(daria, 'Call in progress').waitFor();
      await daria.page.locator('.side .task', { hasText: 'Call back' }).waitFor({ state: 'detached' });
      await phone('hang-up', DARIA);
      await card(daria, 'Outgoing call').filter({ hasText: 'talk' }).waitFor();
      await nobodyTalks();
    }, 30_000);
  });
});
