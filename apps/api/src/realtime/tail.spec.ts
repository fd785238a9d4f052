import { createHouse, SMS, type House } from '../../../../libs/crm-core/src/testing/house.ts';
import { openNotices, type Notices } from '../database/notices.ts';
import { createLog } from '../log.ts';
import { until } from '../testing/okno.ts';
import { followFeed } from './tail.ts';

let house: House;
let notices: Notices;
beforeAll(async () => {
  house = await createHouse();
  notices = openNotices(house.db.url, () => undefined);
});
afterAll(async () => {
  await notices.close();
  await house.close();
});

it('changes that could not be told make every screen fetch anew, and the feed goes on', async () => {
  const told: string[] = [];
  let fails = true;
  const tail = await followFeed({
    crm: house.crm, notices, log: createLog('silent'),
    reader: {
      entries(entries) {
        if (fails) throw new Error('a reader stumbled');
        told.push(...entries.map(({ event }) => event.type));
      },
      jumped: (cursor) => void told.push(`refetch ${cursor.length > 0}`),
    },
  });
  await house.inbox(SMS);
  await until(() => told.includes('refetch true'));
  fails = false;
  await house.inbox(SMS);
  await until(() => told.includes('inbox'));
  expect(tail.running()).toBe(true);
  await tail.stop();
}, 20_000);
