import { pause, type Okno } from './okno.ts';
import type { TwilioLine } from './twilio-line.ts';
import { now, type MeasuredWindow } from './ui-window.ts';

const SWITCHES = 60;
const CACHED = 20;
const TIMES = 20;
/** Between two acts, as of somebody in a hurry: what is fetched ahead and marked as read happens meanwhile. */
const HASTE_MS = 120;

/** A conversation over the connected number: it can be answered, and its customer can write. */
export interface Reachable {
  readonly id: string;
  readonly phone: string;
}

/** Among twenty conversations that were opened before, in both directions. */
export async function switchCached(window: MeasuredWindow): Promise<number[]> {
  for (let n = 0; n < CACHED; n += 1) {
    await window.step('KeyJ');
    await pause(150);
  }
  const took: number[] = [];
  for (let n = 0; n < SWITCHES; n += 1) {
    took.push(await window.step(Math.floor(n / (CACHED - 2)) % 2 === 0 ? 'KeyK' : 'KeyJ'));
    await pause(HASTE_MS);
  }
  return took;
}

/** From Enter to the bubble. */
export async function ownMessages(window: MeasuredWindow, round: string): Promise<number[]> {
  const took: number[] = [];
  await window.page.keyboard.press('KeyR');
  for (let n = 0; n < TIMES; n += 1) {
    const text = `Так, є в наявності ${round}-${n}`;
    await window.page.keyboard.type(text);
    await pause(HASTE_MS);
    took.push(await window.fromKey(['Enter'], `() => bench.said(${JSON.stringify(text)})`));
    await pause(HASTE_MS);
  }
  await window.page.keyboard.press('Escape');
  return took;
}

/** From the first byte of the customer's message at our server to its bubble in the open conversation. */
export async function arrivals(window: MeasuredWindow, okno: Okno, line: TwilioLine, { phone }: Reachable, round: string): Promise<number[]> {
  const offset = await window.clockOffset();
  const took: number[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    const text = `А коли привезете ${round}-${n}`;
    const { headers, body } = line.request(phone, text);
    await window.run(`bench.expect(() => bench.said(${JSON.stringify(text)}))`);
    const begun = now();
    const answer = await fetch(okno.url + line.path, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    await answer.arrayBuffer();
    took.push((await window.run<number>('bench.answer()')) - offset - begun);
    await pause(HASTE_MS * 2);
  }
  return took;
}

/** From the press on another view to the row that the server puts first there. */
export async function views(window: MeasuredWindow, okno: Okno): Promise<number[]> {
  const names = ['mine', 'all'] as const;
  const first = new Map<string, string>();
  for (const name of names) first.set(name, (await okno.call<{ items: { id: string }[] }>('GET', `/conversations?view=${name}&limit=1`)).items[0]!.id);
  const took: number[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    const name = names[n % 2]!;
    took.push(await window.fromClick(`.views a[href="/inbox/${name}"]`, `() => bench.firstRow() === ${JSON.stringify(first.get(name))} && document.querySelector('.views [aria-current]')?.getAttribute('href') === '/inbox/${name}'`));
    await window.page.mouse.move(900, 500);
    await pause(HASTE_MS);
  }
  return took;
}

/** From the press on a condition to the row that the server puts first under it; and back. */
export async function filters(window: MeasuredWindow, okno: Okno): Promise<number[]> {
  const first = async (query: string): Promise<string> => (await okno.call<{ items: { id: string }[] }>('GET', `/conversations?view=all&limit=1${query}`)).items[0]!.id;
  const [plain, narrowed] = [await first(''), await first('&hasOrder=true')];
  if (plain === narrowed) throw new Error('The filter changes nothing that could be seen.');
  await window.page.keyboard.press('Shift+KeyF');
  await window.page.locator('.filter-flags').waitFor();
  const took: number[] = [];
  for (let n = 0; n < TIMES; n += 1) {
    took.push(await window.fromClick('.filter-flags label:nth-child(2)', `() => bench.firstRow() === ${JSON.stringify(n % 2 === 0 ? narrowed : plain)}`));
    await pause(HASTE_MS);
  }
  await window.page.keyboard.press('Escape');
  return took;
}

/** Each letter typed into the palette, and its opening. */
export async function paletteKeys(window: MeasuredWindow): Promise<number[]> {
  const took: number[] = [];
  for (const word of ['snooze', 'коваль', 'hand over', 'ghbdtn']) {
    took.push(await window.fromKey(['Control+KeyK'], "() => document.querySelector('.palette [data-command]') !== null"));
    let typed = '';
    for (const letter of word) {
      typed += letter;
      took.push(await window.fromLetter(letter, `() => document.querySelector('.palette input')?.value === ${JSON.stringify(typed)}`));
      await pause(HASTE_MS / 2);
    }
    await window.page.keyboard.press('Escape');
    await pause(HASTE_MS);
    while (await window.run<boolean>("document.querySelector('.palette') !== null")) await window.page.keyboard.press('Escape');
  }
  return took;
}

/**
 * How much more memory is held after so many switches, over more conversations than are kept; measured from where all that is kept is full
 * and V8 has made its machine code, which grows by about a megabyte over the first five hundred and then stands.
 */
export async function heapGrowth(window: MeasuredWindow, switches: number): Promise<number> {
  const WAY = 44;
  const WARM = WAY * 12;
  let at = 0;
  const walk = async (steps: number): Promise<void> => {
    for (let n = 0; n < steps; n += 1, at += 1) await window.step(Math.floor(at / WAY) % 2 === 0 ? 'KeyJ' : 'KeyK');
  };
  // Onto the first; from there to the last and back, again and again.
  await window.step('KeyJ');
  await walk(WARM);
  const before = await window.heap();
  await walk(switches);
  return (await window.heap()) / before - 1;
}
