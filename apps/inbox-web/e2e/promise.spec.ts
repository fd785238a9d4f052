/** What is promised in a message is offered as a task beside it, taken or sent away by a key while the caret stays in the answer; nothing is made by itself. */
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «promises» does not run.');

(hasChromium ? describe : describe.skip)('a promise in an answer', () => {
  let desk: SmallDesk;
  let daria: Operator;
  const ids: Record<string, string> = {};
  const field = () => daria.page.locator('.composer textarea');
  const offer = (said: string) => daria.said(said).locator('.promise-offer');
  const manual = (): Promise<number> => desk.committed.count("task WHERE kind = 'manual'");
  const openThread = async (name: string): Promise<void> => {
    await daria.page.goto(new URL(`/inbox/all/${ids[name]}`, desk.okno.url).href);
    await field().waitFor();
  };
  const send = async (text: string, keys: 'Enter' | 'Control+Shift+Enter' = 'Enter'): Promise<void> => {
    await field().fill(text);
    await field().press(keys);
  };
  const stored = (text: string): Promise<true> => until(async () => (await desk.committed.count('message WHERE text = $1', [text])) === 1 || undefined, 20_000, `«${text}» to be stored`);

  beforeAll(async () => {
    desk = await openSmallDesk();
    for (const name of ['Марина', 'Пётр']) ids[name] = await desk.write(name, 'Скиньте счёт');
    daria = await desk.sit();
    await openThread('Марина');
  }, 180_000);
  afterAll(async () => {
    await desk?.stop();
  }, 60_000);

  it('is offered beside it and becomes a task for the customer by a key, in the middle of the next answer', async () => {
    await send('Добрый день! Вышлю счёт завтра в 11:30.');
    await offer('Вышлю счёт').filter({ hasText: 'Выслать счёт' }).waitFor();
    expect(await manual()).toBe(0);
    await field().fill('И ещё');
    await field().press('Control+;');
    await offer('Вышлю счёт').waitFor({ state: 'detached' });
    const task = await until(async () => (await desk.committed.rows<{ conversation: string; hour: string }>("SELECT conversation_id AS conversation, to_char(due_at AT TIME ZONE 'UTC', 'HH24:MI') AS hour FROM task WHERE title = 'Выслать счёт'"))[0], 20_000, 'the task');
    expect(task.conversation).toBe(ids['Марина']);
    expect(task.hour).toMatch(/:30$/);
    await daria.page.locator('.side .task', { hasText: 'Выслать счёт' }).waitFor();
    expect(await field().inputValue()).toBe('И ещё');
  });

  it('is sent away by another key, and makes nothing', async () => {
    const before = await manual();
    await send("I'll call you back on Friday at 10");
    await offer('call you back').waitFor();
    await field().press('Control+Shift+;');
    await offer('call you back').waitFor({ state: 'detached' });
    expect(await manual()).toBe(before);
  });

  it('what is no promise is offered nothing', async () => {
    await send('Если оплатите сегодня, отправим завтра');
    await stored('Если оплатите сегодня, отправим завтра');
    // The next promise is read after this one was, and is offered.
    await send('Проверю и перезвоню через 2 часа');
    await offer('Проверю и перезвоню').waitFor();
    expect(await daria.page.locator('.promise-offer').count()).toBe(1);
  });

  it('who went on to the next customer is asked by a notice', async () => {
    await openThread('Пётр');
    await send('Надішлю рахунок завтра о 9:15', 'Control+Shift+Enter');
    await daria.page.waitForURL((url) => !url.pathname.endsWith(ids['Пётр']!));
    await daria.notice('Надіслати рахунок').getByRole('button', { name: words('promise.add') }).press('Enter');
    await until(async () => (await desk.committed.count("task WHERE title = 'Надіслати рахунок' AND conversation_id = $1", [ids['Пётр']])) === 1 || undefined, 20_000, 'the task of the notice');
  });

  it('nothing was complained of', () => expect(daria.complaints).toEqual([]));
});
