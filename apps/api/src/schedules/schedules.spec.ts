import { createHouse, type House } from '../../../../libs/crm-core/src/testing/house.ts';
import { createLog } from '../log.ts';
import { runDuties } from './schedules.ts';

let house: House;
beforeEach(async () => void (house = await createHouse()));
afterEach(() => house.close());

describe('a duty that is wanted now', () => {
  it('is done at once, and once more when it was being done', async () => {
    let begun = 0;
    const bell: { ring: () => void } = { ring: () => undefined };
    const begins = () => new Promise<void>((resolve) => { bell.ring = resolve; });
    let finish: () => void = () => undefined;
    const work = (): Promise<void> => {
      begun++;
      bell.ring();
      return new Promise((done) => { finish = done; });
    };
    const waits = begins();
    const duties = runDuties({ crm: house.crm, log: createLog('silent') }, [{ name: 'recover', everyMs: 3_600_000, longestMs: 60_000, work }]);
    duties.doNow('recover');
    await waits;
    expect(begun).toBe(1);
    duties.doNow('recover');
    duties.doNow('recover');
    const next = begins();
    finish();
    await next;
    expect(begun).toBe(2);
    finish();
    await duties.stop();
    expect(begun).toBe(2);
  });
});
