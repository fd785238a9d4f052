import { toast, windowState } from '../../store/window-state.ts';
import { rememberAct, undoLast } from './undo.ts';

describe('Z', () => {
  const back: string[] = [];
  const takes = (what: string) => async (): Promise<void> => void back.push(what);
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  // Notices stand until the test is over.
  const later = globalThis.setTimeout;
  beforeAll(() => void Object.assign(globalThis, { setTimeout: () => 0 }));
  afterAll(() => void Object.assign(globalThis, { setTimeout: later }));
  beforeEach(() => {
    back.length = 0;
    windowState.setState({ toasts: [] });
  });

  it('takes back what was done last, also when the answer to the act before it comes later', async () => {
    let answer = (): void => undefined;
    const handing = new Promise<void>((resolve) => { answer = resolve; });
    const handedOver = rememberAct('a', handing, takes('handing over'));
    const putOff = rememberAct('a', Promise.resolve(), takes('putting off'));
    toast('Put off', putOff());
    answer();
    await handing;
    toast('Handed over', handedOver());
    undoLast();
    await settled();
    expect(back).toEqual(['putting off']);
  });

  it('takes back an act that is still on its way, once it has arrived', async () => {
    let answer = (): void => undefined;
    rememberAct('b', new Promise<void>((resolve) => { answer = resolve; }), takes('b'));
    undoLast();
    await settled();
    expect(back).toEqual([]);
    answer();
    await settled();
    expect(back).toEqual(['b']);
  });

  it('leaves alone what was refused, and goes on to the one before', async () => {
    rememberAct('c', Promise.resolve(), takes('c'));
    rememberAct('d', Promise.reject(new Error('refused')), takes('d'));
    await settled();
    undoLast();
    await settled();
    expect(back).toEqual(['c']);
    undoLast();
    await settled();
    expect(back).toEqual(['c']);
    expect(windowState.getState().toasts.at(-1)?.action).toBeUndefined();
  });
});
