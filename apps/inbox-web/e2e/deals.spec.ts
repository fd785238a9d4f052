/** The life of a lead without leaving the window: qualified by a key, moved over the board by keys and by hand, won; another is junk; another is lost and comes back as a task. */
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «deals» does not run.');

interface Stage { id: string; name: string }
interface Row { id: string; stage: string; status: string; amount: number | null }

(hasChromium ? describe : describe.skip)('deals', () => {
  let desk: SmallDesk;
  let daria: Operator;
  let boris: Operator;
  let stages: Stage[];
  const ids: Record<string, string> = {};

  const deal = async (name: string): Promise<Row | undefined> =>
    (await desk.committed.rows<Row>(
      `SELECT d.id, s.name AS stage, d.status, d.amount_minor::int AS amount FROM deal d JOIN stage s ON s.id = d.stage_id JOIN contact k ON k.id = d.contact_id WHERE k.name = $1`, [name]))[0];
  const becomes = (name: string, expected: Partial<Row>): Promise<Row> =>
    until(async () => { const now = await deal(name); return now && Object.entries(expected).every(([key, value]) => now[key as keyof Row] === value) ? now : undefined; }, 20_000, `the deal of ${name} to become ${JSON.stringify(expected)}`);
  const stage = (index: number): Stage => stages[index]!;
  const column = (who: Operator, index: number) => who.page.locator(`[data-stage="${stage(index).id}"]`);
  const card = (who: Operator, index: number, name: string) => column(who, index).locator('.deal-card', { hasText: name });
  const openThread = async (name: string): Promise<void> => {
    await daria.page.goto(new URL(`/inbox/all/${ids[name]}`, desk.okno.url).href);
    await daria.page.locator('.thread .composer').waitFor();
    await daria.page.locator('.side .deal-sec, .side section').first().waitFor();
  };
  const openBoard = async (): Promise<void> => {
    await daria.page.keyboard.press('g');
    await daria.page.keyboard.press('d');
    await daria.page.locator('.board [data-stage]').first().waitFor();
  };
  /** The person panel may be closed beside the board. */
  const qualifyByKey = async (name: string): Promise<void> => {
    await openThread(name);
    await daria.page.keyboard.press('d');
    await becomes(name, { status: 'open' });
    await daria.page.locator('.side .deal-sec').waitFor();
  };

  beforeAll(async () => {
    desk = await openSmallDesk();
    const made = await desk.admin.ask<{ stages: Stage[] }>('POST', 'pipelines/from-template', { template: 'retail', locale: 'en' });
    stages = made.body.stages;
    for (const name of ['Марина', 'Пётр', 'Олена']) ids[name] = await desk.write(name, 'Есть Hoshi 12?');
    await desk.hire('Борис Ким', 'boris@desk.example');
    daria = await desk.sit();
    boris = await desk.sit('en-GB', 'boris@desk.example');
    await boris.go('/deals');
    await boris.page.locator('.board [data-stage]').first().waitFor();
  });
  afterAll(async () => {
    await desk?.stop();
  });

  it('D makes a deal of a lead; a colleague’s board shows it without being asked', async () => {
    await qualifyByKey('Марина');
    expect(await desk.committed.count("lead l JOIN contact k ON k.id = l.contact_id WHERE k.name = 'Марина' AND l.status = 'converted'")).toBe(1);
    await card(boris, 0, 'Марина').waitFor();
    await column(boris, 0).locator('[data-count]', { hasText: '1' }).waitFor();
    await card(boris, 0, 'Марина').locator('[data-waits] .timer').waitFor();
  });

  it('beside the conversation stand the script and the checklist of the stage, ticked for this deal', async () => {
    const playbook = daria.page.locator('.side .playbook');
    await playbook.locator('.script').waitFor();
    const check = playbook.locator('input[type=checkbox]').first();
    await check.click();
    await until(async () => (await desk.committed.count('deal_tick')) === 1, 10_000, 'the tick');
    await until(async () => check.isChecked(), 10_000, 'the tick to be shown');
  });

  it('a task for the customer is the deal’s next step', async () => {
    const { id } = (await deal('Марина'))!;
    // They wait no more: the card has room for what is next.
    await daria.ask('POST', `conversations/${ids['Марина']}/no-reply-needed`);
    await card(boris, 0, 'Марина').locator('[data-no-task]').waitFor();
    await daria.ask('POST', 'tasks', { title: 'Call Marina', dueAt: new Date(Date.now() + 86_400_000).toISOString(), conversationId: ids['Марина'] });
    await card(boris, 0, 'Марина').getByText('Call Marina').waitFor();
    expect(await desk.committed.count('task WHERE deal_id = $1', [id])).toBe(1);
  });

  it('on the board D moves a deal to a stage by a digit, without a mouse', async () => {
    await openBoard();
    await card(daria, 0, 'Марина').waitFor();
    // As fast as one types: the card that J chose takes the focus some frames later, and not away from what D opened.
    await daria.page.keyboard.press('j');
    await daria.page.keyboard.press('d');
    await daria.page.locator('.move-places').waitFor();
    await daria.page.evaluate('new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(shown))))');
    expect(await daria.page.locator('.move-places button:focus').count()).toBe(1);
    await daria.page.keyboard.press('2');
    await becomes('Марина', { stage: stage(1).name });
    await card(daria, 1, 'Марина').waitFor();
    await card(boris, 1, 'Марина').waitFor();
    await card(boris, 0, 'Марина').waitFor({ state: 'detached' });
  });

  it('a stage that needs a sum asks for it; dragged there, the card goes with the answer', async () => {
    await card(daria, 1, 'Марина').dragTo(column(daria, 2));
    await daria.page.locator('.deal-form input[name=amount]').fill('2460');
    await daria.page.keyboard.press('Enter');
    await becomes('Марина', { stage: stage(2).name, amount: 246_000 });
    await card(daria, 2, 'Марина').waitFor();
    await column(boris, 2).locator('.board-col-head', { hasText: '2,460' }).waitFor();
    await card(daria, 2, 'Марина').dragTo(column(daria, 3));
    await becomes('Марина', { stage: stage(3).name });
  });

  it('won: it leaves the columns, is counted, and its way is kept', async () => {
    await card(daria, 3, 'Марина').dragTo(daria.page.locator('[data-end=win]'));
    await daria.page.locator('#deal-end').waitFor();
    await daria.page.locator('.dialog-foot [type=submit]').click();
    const { id } = await becomes('Марина', { status: 'won' });
    await daria.page.locator('[data-end=win] b', { hasText: '1' }).waitFor();
    await boris.page.locator('[data-end=win] b', { hasText: '1' }).waitFor();
    expect(await desk.committed.count('deal_move WHERE deal_id = $1', [id])).toBe(5);
  });

  it('another is junk, with a reason from the list', async () => {
    await openThread('Пётр');
    await daria.page.locator('.side .sec-head .chip').first().click();
    await daria.page.getByRole('menuitemradio', { name: words('reason.code.wrongNumber') }).click();
    await until(async () => (await desk.committed.count("lead l JOIN contact k ON k.id = l.contact_id JOIN reason r ON r.id = l.junk_reason_id WHERE k.name = 'Пётр' AND l.status = 'junk' AND r.code = 'wrong-number'")) === 1, 10_000, 'the lead to be junk');
  });

  it('another is lost with its reason and a day to return, which is a task', async () => {
    await qualifyByKey('Олена');
    await daria.page.locator('.side .deal-ends button', { hasText: words('deal.lose') }).click();
    await daria.page.locator('[data-reason=later]').click();
    await daria.page.locator('input[name=returnOn]').fill('2031-06-02');
    await daria.page.locator('.dialog-foot [type=submit]').click();
    const { id } = await becomes('Олена', { status: 'lost' });
    expect(await desk.committed.count("task WHERE deal_id = $1 AND kind = 'win-back' AND status = 'open' AND due_at::date = '2031-06-02'", [id])).toBe(1);
    await daria.page.locator('.side [data-task]', { hasText: words('task.kind.winBack') }).waitFor();
  });

  it('the settings hold stages and reasons', async () => {
    await daria.page.goto(new URL('/settings/pipelines', desk.okno.url).href);
    await daria.page.locator('.settings-main .table .link').first().click();
    await daria.page.locator('.stage-edit').first().locator('input.input').first().fill('First words');
    await daria.page.locator('.dialog-foot [type=submit]').click();
    await until(async () => (await desk.committed.count("stage WHERE name = 'First words' AND removed_at IS NULL")) === 1, 10_000, 'the stage to be renamed');
    await column(boris, 0).getByText('First words').waitFor();
  });

  it('V shows what has stood too long, then what has no next step; whose they are is chosen beside it, and the address keeps all of it', async () => {
    const marina = (await deal('Марина'))!;
    await desk.committed.rows("UPDATE deal SET status = 'open', closed_at = NULL, stage_id = $2, stage_since = now() - interval '40 days' WHERE id = $1", [marina.id, stage(0).id]);
    await desk.committed.rows('UPDATE stage SET stuck_after_days = 3 WHERE id = $1', [stage(0).id]);
    await daria.page.goto(new URL('/deals', desk.okno.url).href);
    const marked = (name: string) => daria.page.locator('.board-marks [aria-pressed=true]', { hasText: name });
    await card(daria, 0, 'Марина').waitFor();
    await daria.page.keyboard.press('v');
    await marked(words('deal.onlyStuck')).waitFor();
    await daria.page.waitForURL('**/deals?marked=stuck');
    await column(daria, 0).locator('[data-count]', { hasText: '1' }).waitFor();
    await card(daria, 0, 'Марина').waitFor();
    await daria.page.getByLabel(words('deal.whose')).selectOption({ label: 'Борис Ким' });
    await card(daria, 0, 'Марина').waitFor({ state: 'detached' });
    await daria.page.reload();
    await marked(words('deal.onlyStuck')).waitFor();
    await column(daria, 0).locator('[data-count]', { hasText: '0' }).waitFor();
    expect(await daria.page.getByLabel(words('deal.whose')).locator('option:checked').innerText()).toBe('Борис Ким');
    await daria.page.getByLabel(words('deal.whose')).selectOption('');
    await card(daria, 0, 'Марина').waitFor();
    // By a colleague’s hand it is not stuck any more, and is gone here.
    await boris.ask('POST', `deals/${marina.id}/move`, { stageId: stage(1).id });
    await card(daria, 0, 'Марина').waitFor({ state: 'detached' });
    await daria.page.locator('.board-head h1').click();
    await daria.page.keyboard.press('v');
    await marked(words('deal.onlyNoTask')).waitFor();
    await daria.page.keyboard.press('v');
    await daria.page.waitForURL((url) => url.pathname === '/deals' && url.search === '');
    await card(daria, 1, 'Марина').waitFor();
  });

  it('boards are put in another order by a button and by hand; a colleague’s list follows', async () => {
    for (const name of ['Опт', 'Сервис']) await desk.admin.ask('POST', 'pipelines', { name, stages: [{ name: 'A', colour: 'grey' }] });
    await daria.page.goto(new URL('/settings/pipelines', desk.okno.url).href);
    const rows = daria.page.locator('[data-pipeline]');
    const named = async (): Promise<string[]> => rows.locator('.link').allInnerTexts();
    const stand = (at: number, name: string): Promise<unknown> => until(async () => (await named())[at] === name, 10_000, `${name} at ${at}`);
    await rows.nth(2).waitFor();
    await stand(2, 'Сервис');
    await rows.nth(2).getByRole('button', { name: words('pipeline.up') }).first().click();
    await stand(1, 'Сервис');
    await rows.nth(2).dragTo(rows.nth(0));
    await stand(0, 'Опт');
    await until(async () => (await boris.page.locator('.board-head .board-pick').first().locator('option').allInnerTexts())[0] === 'Опт', 10_000, 'the order at a colleague’s');
    expect((await desk.committed.rows<{ name: string }>('SELECT name FROM pipeline WHERE removed_at IS NULL ORDER BY position')).map(({ name }) => name)).toEqual(await named());
  });

  it('nothing went wrong on either screen', () => {
    expect([...daria.complaints, ...boris.complaints].filter((each) => !/status of 422/.test(each))).toEqual([]);
  });
});
