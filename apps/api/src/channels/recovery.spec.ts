import type { ChannelAdapter, RecoveringChannel } from '#channels';
import { createLog } from '../log.ts';
import type { Live, LiveAdapters } from './live-adapters.ts';
import { createRecovery } from './recovery.ts';

const HOUR = 3_600_000;

/** A vendor that lists, at a time that is moved by hand. */
function vendor() {
  const asked: Date[] = [];
  const state = { now: Date.parse('2027-03-01T09:00:00Z'), away: false, asked };
  const adapter: Pick<RecoveringChannel, 'recover'> = {
    async *recover(since) {
      asked.push(since);
      if (state.away) throw new Error('away');
      yield* [];
    },
  };
  const live = { inbox: { id: 'line' }, adapter: adapter as unknown as ChannelAdapter } as Live;
  const adapters = { all: () => Promise.resolve([live]), use: (_id: string, work: (one: Live) => Promise<unknown>) => work(live) } as unknown as LiveAdapters;
  const look = createRecovery({ adapters, accept: () => Promise.reject(new Error('nothing is listed')), log: createLog('silent'), now: () => new Date(state.now) });
  return { state, look: () => look(new AbortController().signal), backHours: () => (state.now - asked.at(-1)!.getTime()) / HOUR };
}

describe('bringing back what never reached us', () => {
  it('looks back three days at first, and from then on an hour before its last complete look', async () => {
    const { state, look, backHours } = vendor();
    await look();
    expect(backHours()).toBe(72);
    state.now += HOUR / 20;
    await look();
    expect(backHours()).toBeCloseTo(1.05);
  });

  it('leaves no gap after hours in which it could not look', async () => {
    const { state, look, backHours } = vendor();
    await look();
    state.away = true;
    for (let hour = 0; hour < 5; hour++) {
      state.now += HOUR;
      await look();
    }
    state.away = false;
    await look();
    expect(backHours()).toBeCloseTo(6);
    await look();
    expect(backHours()).toBeCloseTo(1);
  });
});
