/** What is typed and not sent: never in another conversation, on every device, through a reload, and gone when it is sent. */
import type { Page } from 'playwright-core';
import { until } from '../../api/src/testing/okno.ts';
import type { Operator } from './operator.ts';
import { openSmallDesk, type SmallDesk } from './small-desk.ts';
import { hasChromium } from './stage.ts';
import { words } from './words.ts';

if (!hasChromium) console.warn('Chromium is not installed: the suite «drafts» does not run.');

(hasChromium ? describe : describe.skip)('drafts', () => {
  let desk: SmallDesk;
  let daria: Operator;
  /** The same person at another machine. */
  let phone: Operator;
  let conversations: string[];
  beforeAll(async () => {
    desk = await openSmallDesk();
    conversations = [];
    for (const name of ['Olena', 'Petro', 'Semen', 'Taras', 'Ulyana', 'Vasyl']) conversations.push(await desk.write(name, `${name} here`));
    [daria, phone] = [await desk.sit(), await desk.sit()];
    for (const operator of [daria, phone]) {
      await operator.view('all');
      await operator.row(conversations[5] as string).waitFor();
    }
  });
  afterAll(async () => {
    await desk?.stop();
  });

  const kept = (conversation: string, mode = 'reply'): Promise<string | undefined> =>
    desk.committed.rows<{ text: string }>('SELECT text FROM draft WHERE conversation_id = $1 AND mode = $2 AND id IS NOT NULL', [conversation, mode]).then(([row]) => row?.text);
  const keptSoon = (conversation: string, text: string | undefined, mode = 'reply'): Promise<unknown> => until(async () => (await kept(conversation, mode)) === text, 10_000, `the draft «${text}»`);
  const field = (operator: Operator) => operator.page.locator('.composer textarea');
  const openIn = (page: Page): string => /\/inbox\/\w+\/([\w-]+)/.exec(page.url())?.[1] ?? '';

  it('land where they were typed, however fast one goes from one to the next', async () => {
    const { keyboard } = daria.page;
    await daria.row(conversations[0] as string).click();
    await field(daria).waitFor();
    const typed = new Map<string, string>();
    // No step waits for the screen: the next key is pressed at once, as quick hands do.
    for (const [turn, key] of ['KeyJ', 'KeyJ', 'KeyK', 'KeyJ', 'KeyJ', 'KeyK', 'KeyK', 'KeyJ', 'KeyJ', 'KeyJ'].entries()) {
      await keyboard.press(key);
      await keyboard.press('KeyR');
      // Letters that are keys of the window outside of a text field.
      await keyboard.type(`<${turn} e close>`);
      await keyboard.press('Escape');
      const id = openIn(daria.page);
      typed.set(id, `${typed.get(id) ?? ''}<${turn} e close>`);
    }
    expect(typed.size).toBeGreaterThan(3);
    for (const id of conversations) await keptSoon(id, typed.get(id));
    for (const [id, text] of typed) {
      await daria.open(id);
      expect(await field(daria).inputValue()).toBe(text);
      await daria.row(id).filter({ hasText: words('list.draft') }).waitFor();
      await field(daria).fill('');
      await keptSoon(id, undefined);
    }
    expect(await desk.committed.count("conversation WHERE status = 'closed'")).toBe(0);
  });

  it('are on the other device a moment later, and in its list', async () => {
    const id = conversations[0] as string;
    await daria.open(id);
    await field(daria).fill('I will look it up');
    await phone.row(id).filter({ hasText: 'I will look it up' }).waitFor();
    await phone.open(id);
    expect(await field(phone).inputValue()).toBe('I will look it up');
    await field(phone).fill('I will look it up tomorrow');
    await until(async () => (await field(daria).inputValue()) === 'I will look it up tomorrow', 10_000, 'the words of the other device');
    expect(await desk.committed.count('draft WHERE id IS NOT NULL AND conversation_id = $1', [id])).toBe(1);
  });

  it('survive a reload, and stand in another tab at once', async () => {
    const id = conversations[0] as string;
    await field(daria).fill('Half a sen');
    await daria.page.reload();
    await field(daria).waitFor();
    expect(await field(daria).inputValue()).toBe('Half a sen');
    const tab = await daria.page.context().newPage();
    await tab.goto(daria.page.url());
    await tab.locator('.composer textarea').waitFor();
    await field(daria).fill('Half a sentence');
    await until(async () => (await tab.locator('.composer textarea').inputValue()) === 'Half a sentence', 2_000, 'the words in the other tab');
    await keptSoon(id, 'Half a sentence');
    await tab.close();
  });

  it('typed on two devices at once lose no words: the later ones are shown, the others can be taken up', async () => {
    const id = conversations[1] as string;
    await Promise.all([daria.open(id), phone.open(id)]);
    await phone.page.context().setOffline(true);
    await field(phone).fill('Written in the tunnel');
    await phone.page.locator('.composer-bar', { hasText: words('composer.savedHere') }).waitFor();
    await field(daria).fill('Written at the desk');
    await keptSoon(id, 'Written at the desk');
    await phone.page.context().setOffline(false);
    await keptSoon(id, 'Written in the tunnel');
    for (const operator of [daria, phone]) {
      await until(async () => (await field(operator).inputValue()) === 'Written in the tunnel', 10_000, 'the later words');
      await operator.page.locator('.other-version', { hasText: 'Written at the desk' }).waitFor();
    }
    await daria.page.locator('.other-version').getByRole('button', { name: words('draft.restore') }).click();
    await until(async () => (await field(phone).inputValue()) === 'Written at the desk', 10_000, 'the words that were taken up');
    await phone.page.locator('.other-version', { hasText: 'Written in the tunnel' }).getByRole('button', { name: words('draft.discard') }).click();
    await daria.page.locator('.other-version').waitFor({ state: 'detached' });
  });

  it('of a reply and of a note are two', async () => {
    const id = conversations[2] as string;
    await daria.open(id);
    await field(daria).fill('To the customer');
    await daria.page.getByRole('tab', { name: words('composer.note') }).click();
    expect(await field(daria).inputValue()).toBe('');
    await field(daria).fill('For colleagues');
    await keptSoon(id, 'To the customer');
    await keptSoon(id, 'For colleagues', 'note');
  });

  it('are gone everywhere with the message they became, however quickly it was sent', async () => {
    const id = conversations[3] as string;
    await Promise.all([daria.open(id), phone.open(id)]);
    await field(daria).fill('Sent from the desk');
    await until(async () => (await field(phone).inputValue()) === 'Sent from the desk', 10_000, 'the draft');
    await daria.page.keyboard.press('Enter');
    await phone.said('Sent from the desk').waitFor();
    await until(async () => (await field(phone).inputValue()) === '', 10_000, 'an empty field');
    // Before any of it was saved.
    await field(daria).pressSequentially('At once');
    await daria.page.keyboard.press('Enter');
    await phone.said('At once').waitFor();
    await field(daria).pressSequentially('The next');
    await keptSoon(id, 'The next');
    await daria.page.reload();
    await field(daria).waitFor();
    expect(await field(daria).inputValue()).toBe('The next');
    expect(await field(phone).inputValue()).toBe('The next');
  });

  it('are nobody else’s: another person at the same machine finds none', async () => {
    await desk.hire('Ilya', 'ilya@nord.example');
    const context = phone.page.context();
    await context.clearCookies();
    await phone.signIn(`${desk.okno.url}/inbox/all`, 'ilya@nord.example', 'gorod-chaika-1987-les');
    await phone.open(conversations[3] as string);
    expect(await field(phone).inputValue()).toBe('');
    expect(daria.complaints).toEqual([]);
  });
});
