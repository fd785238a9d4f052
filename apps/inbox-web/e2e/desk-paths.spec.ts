/** What an operator does besides answering: calls, puts off, reads again what was not understood, opens hostile mail. */
import { ADMIN, PASSWORD, until } from '../../api/src/testing/okno.ts';
import { hasDovecot } from '../../../libs/channels/src/testing/dovecot.ts';
import { committedIn, type Committed } from './committed.ts';
import { hasCorpus, hostileHtml, letter } from './hostile-letters.ts';
import { Operator } from './operator.ts';
import { hasChromium, setStage, TWILIO, type LedgerLine, type Stage } from './stage.ts';
import { watchOver, type Watch } from './watch.ts';

const missing = [hasChromium ? '' : 'Chromium', hasDovecot ? '' : 'Dovecot'].filter(Boolean).join(' and ');
if (missing) console.warn(`${missing} is not installed: the suite «paths of the desk» does not run.`);
if (!hasCorpus) console.warn('paths of the desk: ../shared/corpora is not there; only our own hostile letters are tried.');
const MARINA = '+380555000201';
const DARIA = '+35799000142';
const SPAMMER = '+380555000666';
const ILYA = '+35799000177';

/** What stands in the frame of one letter. */
interface Shown {
  /** Elements that run, load or ask. */
  readonly inside: string[];
  readonly handlers: string[];
  readonly addresses: string[];
  /** It is taller than its frame. */
  readonly cut: boolean;
}
/** Asks the page for all frames of letters; null while one of them loads. */
const FRAMES = `(() => {
  const pages = [...document.querySelectorAll('iframe.mail-frame')].map((frame) => frame.contentDocument);
  if (pages.some((page) => page?.readyState !== 'complete')) return null;
  return pages.map((page) => ({
    inside: [...page.querySelectorAll('script, iframe, frame, object, embed, form, input, button, link, base, svg, math, video, audio, source, body > style, meta[http-equiv=refresh]')].map((element) => element.outerHTML),
    handlers: [...page.querySelectorAll('*')].flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
    addresses: [...page.querySelectorAll('[href]')].map((element) => element.getAttribute('href')),
    cut: page.defaultView.innerHeight < 4000 && page.documentElement.scrollHeight > page.defaultView.innerHeight,
  }));
})()`;

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

  const otherView = async (name: string): Promise<void> => {
    await daria.page.locator('.views').getByRole('button').click();
    await daria.page.getByRole('menuitemradio', { name }).click();
  };

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

  describe('putting off', () => {
    const writes = (body: string): Promise<unknown> => stage.twilio.order('/sms', { from: MARINA, to: TWILIO.number, body });
    const snoozeFor = async (preset: string): Promise<void> => {
      await daria.page.locator('.thread').getByRole('button', { name: 'Snooze' }).click();
      await daria.page.getByRole('menuitem', { name: preset }).click();
    };
    const snoozedUntil = async (): Promise<number> => Number((await committed.rows<{ at: Date | null }>('SELECT snoozed_until AS at FROM conversation WHERE id = $1', [marina]))[0]?.at ?? 0);

    it('takes a conversation out of the queue until the chosen time, and can be undone at once', async () => {
      await writes('А когда привезут?');
      await daria.view('queue');
      await daria.open(marina);
      await snoozeFor('For three hours');
      await daria.notice('Snoozed').waitFor();
      await daria.row(marina).waitFor({ state: 'detached' });
      await daria.page.locator('.thread .pane-sub', { hasText: 'snoozed till' }).waitFor();
      expect(Math.abs((await snoozedUntil()) - Date.now() - 3 * 3_600_000)).toBeLessThan(30_000);

      await daria.notice('Snoozed').getByRole('button', { name: 'Undo' }).click();
      await daria.row(marina).waitFor();
      expect(await snoozedUntil()).toBe(0);
    }, 30_000);

    it('can be ended by hand where the conversation stands', async () => {
      await daria.page.keyboard.press('KeyH');
      await daria.page.keyboard.press('Digit2');
      await daria.row(marina).waitFor({ state: 'detached' });
      expect(await daria.page.evaluate(`new Date(${await snoozedUntil()}).getHours() + ':' + new Date(${await snoozedUntil()}).getMinutes()`)).toBe('9:0');
      await otherView('Snoozed');
      await daria.row(marina).waitFor();
      await daria.open(marina);
      await snoozeFor('Bring back now');
      await daria.row(marina).waitFor({ state: 'detached' });
      await daria.view('queue');
      await daria.row(marina).waitFor();
    }, 30_000);

    it('ends when the time has come', async () => {
      await daria.open(marina);
      // The menu begins at three hours; the same act with a nearer time.
      await daria.ask('POST', `conversations/${marina}/status`, { status: 'snoozed', snoozedUntil: new Date(Date.now() + 1_500).toISOString() });
      await daria.row(marina).waitFor({ state: 'detached' });
      await daria.row(marina).waitFor();
      await daria.page.locator('.event', { hasText: 'back from snooze' }).last().waitFor();
    }, 30_000);

    it('ends when the customer writes', async () => {
      await snoozeFor('For a week');
      await daria.row(marina).waitFor({ state: 'detached' });
      await writes('Алло?');
      await daria.row(marina).filter({ hasText: 'Алло?' }).waitFor();
      expect(await snoozedUntil()).toBe(0);
    }, 30_000);
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
      const row = entry('no_tsunami');
      await row.filter({ hasText: 'Phone' }).waitFor();
      await row.getByRole('button', { name: 'Read again' }).click();
      await daria.notice('Still not understood').waitFor();
      await row.waitFor();

      await committed.rows('ALTER TABLE message DROP CONSTRAINT no_tsunami');
      await row.getByRole('button', { name: 'Read again' }).click();
      await daria.notice('Read: it stands among the conversations').waitFor();
      await row.waitFor({ state: 'detached' });
      expect(await committed.count("message WHERE conversation_id = $1 AND text = 'Цунами'", [marina])).toBe(1);
    }, 30_000);

    it('stays with the same clear reason when it can never be read', async () => {
      await writes('Кто это?', { From: '' });
      await quarantine();
      await entry('names no MessageSid or no From').getByRole('button', { name: 'Read again' }).click();
      await daria.notice('Still not understood').last().waitFor();
      await entry('names no MessageSid or no From').waitFor();
    }, 30_000);

    it('from a blocked sender stays until the verdict is taken back, and then returns by itself', async () => {
      await stage.twilio.order('/sms', { from: SPAMMER, to: TWILIO.number, body: 'Казино!' });
      const spammer = await committed.conversationOf(SPAMMER);
      await daria.go('/inbox/queue');
      await daria.view('all');
      await daria.open(spammer);
      await daria.page.locator('.thread').getByRole('button', { name: 'More' }).click();
      await daria.page.getByRole('menuitem', { name: 'Spam' }).click();
      await daria.row(spammer).waitFor({ state: 'detached' });
      await stage.twilio.order('/sms', { from: SPAMMER, to: TWILIO.number, body: 'Бонус!' });
      await quarantine();
      await entry(SPAMMER).getByRole('button', { name: 'Read again' }).click();
      await daria.notice('still blocked').waitFor();
      expect(await committed.count("message WHERE text = 'Бонус!'")).toBe(0);

      await daria.go('/inbox/queue');
      await otherView('Spam');
      await daria.open(spammer);
      await daria.page.locator('.thread').getByRole('button', { name: 'More' }).click();
      await daria.page.getByRole('menuitem', { name: 'Not spam' }).click();
      await daria.said('Бонус!').waitFor();
      await quarantine();
      await entry('no From').waitFor();
      expect(await entry(SPAMMER).count()).toBe(0);
    }, 30_000);
  });

  describe('a letter', () => {
    const MALLORY = 'mallory@evil.example';
    let reader: Operator;
    let watch: Watch;
    let hostile: string[];

    beforeAll(async () => {
      await daria.ask('POST', 'inboxes', {
        adapter: 'email', name: 'Mail', credentials: { password: stage.dovecot.password },
        settings: {
          address: stage.dovecot.user, imap: { host: '127.0.0.1', port: stage.dovecot.port, security: 'plain', user: stage.dovecot.user },
          smtp: { host: '127.0.0.1', port: stage.mail.sandbox.port, security: 'plain', user: stage.dovecot.user },
        },
      });
      await until(async () => (await committed.count('listener_cursor')) === 1, 20_000, 'the mailbox to be listened to');
      reader = await Operator.sit(stage.browser, 'en-GB');
      watch = await watchOver(reader.page.context(), stage.okno.url);
      hostile = hostileHtml(watch.stranger);
      const letters = hostile.map((html, index) => letter({ from: MALLORY, to: stage.dovecot.user, subject: `Letter ${index}`, html }));
      for (const raw of letters) stage.dovecot.deliver(raw);
      await reader.signIn(stage.okno.url, ADMIN.OKNO_ADMIN_EMAIL, PASSWORD);
    }, 60_000);
    afterAll(() => watch?.stop());

    /** Opens the conversation with all its letters as they were sent; gives what stands in their frames. */
    async function readAll(conversationId: string): Promise<Shown[]> {
      const { page } = reader;
      await reader.view('all');
      await reader.open(conversationId);
      for (const older = page.locator('.more-older'); (await page.locator('.mail').count()) < hostile.length; ) {
        await page.locator('.mail').first().waitFor();
        if (await older.count()) await older.click({ timeout: 2_000 }).catch(() => undefined);
      }
      // All at once: scrolling to each of a hundred letters takes a minute.
      await page.evaluate("[...document.querySelectorAll('.mail .fold')].filter((button) => button.textContent === 'As sent').forEach((button) => button.click())");
      return until(async () => {
        const shown = (await page.evaluate(FRAMES)) as Shown[] | null;
        return shown && shown.length === hostile.length && shown;
      }, 15_000, 'all letters to be shown');
    }
    function expectHarmless(shown: readonly Shown[]): void {
      const harmful = shown.map(({ inside, handlers, addresses }) => [...inside, ...handlers, ...addresses.filter((address) => !/^(https?:\/\/|mailto:|tel:)/.test(address))]);
      expect(harmful.flat()).toEqual([]);
      expect(watch.seen).toEqual([]);
      expect(watch.knocks).toEqual([]);
    }

    it('could be caught: what runs or asks in this browser is seen', async () => {
      const bare = await reader.page.context().newPage();
      await bare.setContent(`<img src="${watch.stranger}/bare.gif"><img src="x" onerror="alert('bare')"><iframe sandbox="allow-scripts" srcdoc="<script>alert('framed')</script>"></iframe>`);
      await until(() => watch.seen.some((line) => line.includes('bare.gif')) && watch.seen.some((line) => line.startsWith('alert(bare)')) && watch.seen.some((line) => line.startsWith('Ignored call')), 10_000, 'the watch to see');
      await until(() => watch.knocks.some((knock) => knock.path === '/bare.gif'), 10_000, 'the stranger to be asked');
      await bare.close();
      watch.forget();
    }, 30_000);

    it('that is hostile runs nothing and asks nobody, whatever is in it', async () => {
      await until(async () => (await committed.count("message WHERE channel = 'email'")) === hostile.length, 30_000, 'all letters');
      expect(await committed.count("raw_event WHERE status = 'quarantined' AND reason NOT LIKE '%no From%'")).toBe(0);
      expectHarmless(await readAll(await committed.conversationOf(MALLORY)));
      await until(async () => ((await reader.page.evaluate(FRAMES)) as Shown[] | null)?.every((each) => !each.cut), 10_000, 'every frame to be as tall as its letter');
    }, 60_000);

    it('does not either when our server lets everything through: the window has walls of its own', async () => {
      await reader.page.route(/\/api\/v1\/conversations\/[^/]+\/messages/, async (route) => {
        const answer = await route.fetch();
        const page = (await answer.json()) as { items: { subject: string | null; text: string; html: string | null }[] };
        for (const message of page.items) message.html = hostile[Number(/^Letter (\d+)$/.exec(message.subject ?? '')?.[1])] ?? message.html;
        await route.fulfill({ response: answer, json: page });
      });
      await reader.page.reload();
      expectHarmless(await readAll(await committed.conversationOf(MALLORY)));
    }, 60_000);

    it('shows its pictures from elsewhere after a click, fetched by us', async () => {
      stage.dovecot.deliver(letter({
        from: 'news@shop.example', to: stage.dovecot.user, subject: 'Весенний каталог',
        html: `<h2>Весенний каталог</h2><p>Новые кондиционеры уже на складе.</p><p><img src="${watch.stranger}/catalogue.png" width="480" alt="Каталог"></p><p>С уважением, Nord</p>`,
      }));
      await reader.view('all');
      await reader.open(await committed.conversationOf('news@shop.example'));
      const mail = reader.page.locator('.mail', { hasText: 'Весенний каталог' });
      await mail.getByRole('button', { name: 'As sent' }).click();
      await mail.locator('iframe.mail-frame').waitFor();
      expect(watch.knocks).toEqual([]);
      await mail.getByRole('button', { name: 'Show images from elsewhere' }).click();
      await until(() => reader.page.evaluate("document.querySelector('iframe.mail-frame')?.contentDocument?.images[0]?.naturalWidth > 0"), 15_000, 'the picture');
      const asked = watch.knocks.filter((knock) => knock.path !== 'connection');
      expect(asked.map((knock) => knock.path)).toEqual(['/catalogue.png']);
      expect([asked[0]?.headers.cookie, asked[0]?.headers.referer]).toEqual([undefined, undefined]);
      expect(watch.seen).toEqual([]);

      // On a phone the words wrap: the frame grows with them.
      await reader.page.setViewportSize({ width: 390, height: 844 });
      await until(async () => ((await reader.page.evaluate(FRAMES)) as Shown[] | null)?.every((each) => !each.cut), 10_000, 'the frame to be as tall as its letter');
    }, 30_000);
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
