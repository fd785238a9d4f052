/** Nobody waits unnoticed: the rules and their ladder as an admin sets them, and an alarm as the people see it whom it reaches. */
import { randomUUID } from 'node:crypto';
import { Browser, until } from '../../api/src/testing/okno.ts';
import { en } from '../src/i18n/messages/en.ts';
import { ru } from '../src/i18n/messages/ru.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «alarms» does not run.');

const ILYA = 'ilya@nord.example';

(hasChromium ? describe : describe.skip)('alarms', () => {
  let desk: SmallDesk;
  let admin: Operator;
  let ids: { admin: string; ilya: string };
  beforeAll(async () => {
    desk = await openSmallDesk();
    await desk.hire('Ilya Frolov', ILYA);
    // Rules apply to what began after they came; here it began before.
    await desk.committed.rows("UPDATE alarm_rule SET applies_from = '-infinity'");
    admin = await desk.sit();
    const people = await desk.committed.rows<{ id: string; email: string }>('SELECT id, email::text FROM app_user');
    ids = { admin: people.find(({ email }) => email !== ILYA)!.id, ilya: people.find(({ email }) => email === ILYA)!.id };
  }, 120_000);
  afterAll(async () => {
    await desk?.stop();
  }, 60_000);

  const open = (at: Operator, path: string): Promise<unknown> => at.page.goto(desk.okno.url + path);
  const rule = (kind: string) => admin.page.locator(`form[data-rule=${kind}]`);
  const kept = async (kind: string): Promise<{ enabled: boolean; steps: unknown[] } | undefined> => (await desk.committed.rows<{ enabled: boolean; steps: unknown[] }>('SELECT enabled, steps FROM alarm_rule WHERE kind = $1', [kind]))[0];
  /** Written to by somebody who has waited for so long, and whose answer this person owes. */
  async function waits(name: string, minutes: number, ownerId: string | null): Promise<string> {
    const id = await desk.write(name, 'Is anybody there?');
    await desk.committed.rows("UPDATE conversation SET owner_id = $2, waiting_since = now() - $3::int * interval '1 minute' WHERE id = $1", [id, ownerId, minutes]);
    return id;
  }
  const alarmOf = async (conversationId: string): Promise<{ state: string; taken_by: string | null } | undefined> => (await desk.committed.rows<{ state: string; taken_by: string | null }>('SELECT state, taken_by FROM alarm WHERE conversation_id = $1', [conversationId]))[0];

  it('an admin sets when a rule rings, whom it reaches and how, and who stands on the upper rungs', async () => {
    const { page } = admin;
    await open(admin, '/settings/alarms');
    await page.getByLabel(en['alarmRules.head'], { exact: true }).selectOption({ label: 'Ilya Frolov' });
    await until(async () => (await desk.committed.count('company WHERE head_of_sales_id = $1', [ids.ilya])) === 1, 20_000, 'the head of sales');
    const first = rule('first-answer').locator('li').first();
    await first.getByLabel(en['alarmRules.number']).fill('2');
    await first.getByLabel(en['alarmRules.clock']).selectOption('always');
    await first.getByLabel(en['alarm.way.sms']).check();
    await rule('first-answer').locator('li').nth(2).getByLabel(en['alarmRules.number']).fill('1');
    await rule('first-answer').getByRole('button', { name: en['action.save'] }).click();
    await rule('first-answer').getByText(en['alarmRules.unsaved']).waitFor({ state: 'detached' });
    expect(await kept('first-answer')).toMatchObject({
      steps: [{ who: 'owner', minutes: 2, clock: 'always', ways: ['desktop', 'telegram', 'sms'] }, { who: 'head-of-sales', minutes: 30 }, { who: 'company-owner', minutes: 60 }],
    });
    // A ladder that goes down is refused, and what was typed stays.
    await first.getByLabel(en['alarmRules.number']).fill('31');
    await rule('first-answer').getByRole('button', { name: en['action.save'] }).click();
    await rule('first-answer').getByRole('alert').waitFor();
    expect(await rule('first-answer').getByRole('alert').innerText()).toBe(en['alarmRules.stepsOrder']);
    expect(await first.getByLabel(en['alarmRules.number']).inputValue()).toBe('31');
    await rule('task-overdue').getByRole('switch').click();
    await until(async () => (await kept('task-overdue'))?.enabled === false, 20_000, 'the rule to be off');
    await rule('task-overdue').locator('ol').waitFor({ state: 'detached' });
  }, 60_000);

  it('says in the thread which rule rang, the money at stake, who was told and who is next; I takes it, and a colleague sees whose it is', async () => {
    const { page } = admin;
    const id = await waits('Olena', 3, ids.ilya);
    const [contact] = await desk.committed.rows<{ contact_id: string }>('SELECT contact_id FROM conversation WHERE id = $1', [id]);
    expect((await desk.admin.ask('POST', 'deals', { id: randomUUID(), contactId: contact!.contact_id, amountMinor: 246_000, currency: 'EUR' })).status).toBeLessThan(300);
    await open(admin, `/inbox/all/${id}`);
    const bar = page.locator('.alarm-bar');
    await bar.waitFor();
    const says = (await bar.innerText()).replaceAll('\u00a0', ' ');
    expect(says).toContain(en['alarm.firstAnswer']);
    expect(says).toContain(en['alarm.atStake'].replace('{sum}', '').trim());
    expect(says).toContain('2,460');
    await bar.locator('.rung.now', { hasText: en['alarm.who.owner'] }).waitFor();
    await bar.locator('.rung.next', { hasText: en['alarm.who.head'] }).waitFor();
    await page.locator(`[data-row="${id}"] .timer.alarm`).waitFor();

    await (await new Browser(desk.okno.url).login(ILYA)).ask('PATCH', 'auth/me', { locale: 'ru' });
    const ilya = await desk.sit('ru-RU', ILYA);
    await open(ilya, `/inbox/all/${id}`);
    await ilya.page.locator('.alarm-bar .btn.primary').waitFor();
    await page.locator('.list h1').click();
    await page.keyboard.press('KeyI');
    await bar.locator('.rung', { hasText: en['alarm.isYours'] }).waitFor();
    expect(await alarmOf(id)).toEqual({ state: 'taken', taken_by: ids.admin });
    expect(await desk.committed.count('conversation WHERE id = $1 AND owner_id = $2', [id, ids.admin])).toBe(1);
    await ilya.page.locator('.alarm-bar.taken').waitFor();
    expect(await ilya.page.locator('.alarm-bar').innerText()).toContain(ru['alarm.firstAnswer']);
    expect(await ilya.page.locator('.alarm-bar .btn').count()).toBe(0);
    await page.locator(`[data-row="${id}"] .timer.alarm`).waitFor({ state: 'detached' });
    await ilya.page.context().close();
  }, 90_000);

  it('whoever owes the answer themselves takes it with the same key, and the answer ends it', async () => {
    const { page } = admin;
    const id = await waits('Bohdan', 3, ids.admin);
    await open(admin, `/inbox/all/${id}`);
    await page.locator('.alarm-bar .btn.primary').waitFor();
    await page.locator('.list h1').click();
    await page.keyboard.press('KeyI');
    await page.locator('.alarm-bar.taken').waitFor();
    expect(await alarmOf(id)).toEqual({ state: 'taken', taken_by: ids.admin });
    expect((await desk.admin.ask('POST', `conversations/${id}/messages`, { id: randomUUID(), kind: 'text', text: 'We are here', seenVersion: 0, force: true })).status).toBeLessThan(300);
    await page.locator('.alarm-bar').waitFor({ state: 'detached' });
    expect(await alarmOf(id)).toMatchObject({ state: 'resolved' });
  }, 60_000);

  it('G A shows who waits, the longest first; J goes on, I takes, and a channel that is down stands above', async () => {
    const { page } = admin;
    const [longer, shorter] = [await waits('Halyna', 50, ids.ilya), await waits('Ihor', 40, ids.ilya)];
    await until(async () => (await alarmOf(longer))?.state === 'raised' && (await alarmOf(shorter))?.state === 'raised', 30_000, 'two alarms');
    await page.locator('.list h1').click();
    await page.keyboard.press('KeyG');
    await page.keyboard.press('KeyA');
    const row = (name: string) => page.locator('.alarm-row', { hasText: name });
    await row('Ihor').waitFor();
    expect(await page.getByRole('list', { name: en['alarm.waiting'] }).locator('.alarm-who a').allInnerTexts()).toEqual(['Halyna', 'Ihor']);
    await page.locator('.alarm-row[aria-current]', { hasText: 'Halyna' }).waitFor();
    await page.locator('.rail-item[href="/alarms"] .rail-badge', { hasText: '2' }).waitFor();
    await page.keyboard.press('KeyJ');
    await page.locator('.alarm-row[aria-current]', { hasText: 'Ihor' }).waitFor();
    await page.keyboard.press('KeyI');
    await page.getByRole('region', { name: en['alarm.takenOnes'] }).locator('.alarm-row', { hasText: 'Ihor' }).waitFor();
    expect(await alarmOf(shorter)).toEqual({ state: 'taken', taken_by: ids.admin });
    expect(await alarmOf(longer)).toEqual({ state: 'raised', taken_by: null });
    await desk.committed.rows("UPDATE inbox SET health = 'broken', broken_since = now() - interval '10 minutes' WHERE id = $1", [desk.messenger.inboxId]);
    const storm = page.locator('.alarm-storm');
    await storm.waitFor();
    // Who rang since it broke, through it, is explained by it and folded away.
    const third = await waits('Kateryna', 20, ids.ilya);
    await until(async () => (await alarmOf(third))?.state === 'raised', 30_000, 'a third alarm');
    await storm.locator('[data-explains="2"]').waitFor();
    expect(await page.getByRole('list', { name: en['alarm.waiting'] }).count()).toBe(0);
    await storm.getByRole('button', { name: en['alarm.unfold'] }).click();
    await row('Kateryna').waitFor();
    await storm.getByRole('button', { name: en['alarm.fold'] }).click();
    await row('Kateryna').waitFor({ state: 'detached' });
    // On a phone the bell leads here.
    await open(admin, '/inbox/queue');
    await page.locator('.bell:visible').click();
    await page.locator('.bell-panel a[href="/alarms"]', { hasText: '3' }).click();
    await storm.waitFor();
    await page.locator('.bell-panel').waitFor({ state: 'detached' });
    await storm.getByRole('button', { name: en['alarm.unfold'] }).click();
    await page.locator('.alarm-row[aria-current]', { hasText: 'Halyna' }).locator('.alarm-who a').click();
    await page.locator('.alarm-bar').waitFor();
    await desk.committed.rows("UPDATE inbox SET health = 'ok', broken_since = NULL WHERE id = $1", [desk.messenger.inboxId]);
  }, 90_000);

  it('the company says after how long what waits for somebody off duty or silent goes on', async () => {
    const { page } = admin;
    await open(admin, '/settings/alarms');
    const row = page.locator('[data-return=offDutyReturnMinutes]');
    await row.getByRole('switch').click();
    await row.getByLabel(en['alarmRules.number']).fill('20');
    await row.getByLabel(en['alarmRules.number']).press('Enter');
    await until(async () => (await desk.committed.count('company WHERE off_duty_return_minutes = 20 AND silent_return_minutes IS NULL')) === 1, 20_000, 'the minutes');
    await row.getByRole('switch').click();
    await until(async () => (await desk.committed.count('company WHERE off_duty_return_minutes IS NULL')) === 1, 20_000, 'the switch');
    await row.getByLabel(en['alarmRules.number']).waitFor({ state: 'detached' });
  }, 60_000);

  it('before a holiday one switch hands everything to the deputy, says line by line what moved, and takes it back', async () => {
    const id = await waits('Daryna', 1, ids.ilya);
    const ilya = await desk.sit('ru-RU', ILYA);
    const { page } = ilya;
    await open(ilya, '/settings/profile');
    const block = page.locator('[data-block=absence]');
    await block.locator('[data-handover=none]').waitFor();
    expect(await block.getByRole('button', { name: ru['absence.handOver'] }).isDisabled()).toBe(true);
    await block.getByLabel(ru['absence.deputy']).selectOption(ids.admin);
    await until(async () => (await desk.committed.count('app_user WHERE id = $1 AND deputy_id = $2', [ids.ilya, ids.admin])) === 1, 20_000, 'the deputy');
    await block.locator('[data-handover=none] .btn:enabled').click();
    await block.locator('[data-handover=running]').waitFor();
    expect(await desk.committed.count('conversation WHERE id = $1 AND owner_id = $2', [id, ids.admin])).toBe(1);
    expect(await desk.committed.count('app_user WHERE id = $1 AND on_duty', [ids.ilya])).toBe(0);
    await block.locator('.handover-head').first().click();
    await block.locator('.handover-items li', { hasText: 'Daryna' }).first().waitFor();
    // The deputy reads in the thread why it is theirs.
    await open(admin, `/inbox/all/${id}`);
    await admin.page.getByText(/\(absence\)/).waitFor();
    await block.getByRole('button', { name: ru['absence.takeBack'] }).click();
    await block.locator('[data-handover=none]').waitFor();
    await block.locator('.handover-items li', { hasText: ru['absence.returned'] }).first().waitFor();
    expect(await desk.committed.count('conversation WHERE id = $1 AND owner_id = $2', [id, ids.ilya])).toBe(1);
    await page.context().close();
  }, 90_000);
});
