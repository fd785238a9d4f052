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
    await card(boris, 0, 'Марина').locator('[data-no-task]').waitFor();
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
    await daria.ask('POST', 'tasks', { title: 'Call Marina', dueAt: new Date(Date.now() + 86_400_000).toISOString(), conversationId: ids['Марина'] });
    await card(boris, 0, 'Марина').getByText('Call Marina').waitFor();
    expect(await desk.committed.count('task WHERE deal_id = $1', [id])).toBe(1);
  });

  it('on the board D moves a deal to a stage by a digit, without a mouse', async () => {
    await openBoard();
    await card(daria, 0, 'Марина').waitFor();
    await daria.page.keyboard.press('j');
    await daria.page.locator('.deal-card.current', { hasText: 'Марина' }).waitFor();
    await daria.page.keyboard.press('d');
    await daria.page.locator('.move-places').waitFor();
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

  it('nothing went wrong on either screen', () => {
    expect([...daria.complaints, ...boris.complaints].filter((each) => !/status of 422/.test(each))).toEqual([]);
  });
});
