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
      watched: () => true,
    },
  });
  await house.inbox(SMS);
  await until(() => told.includes('refetch true'));
  fails = false;
  await house.inbox(SMS);
  await until(() => told.includes('inbox'));
  expect(tail.running()).toBe(true);
  await tail.stop();
});

it('reads nothing while nobody watches, and what comes after somebody does', async () => {
  const told: string[] = [];
  let watched = false;
  const tail = await followFeed({
    crm: house.crm, notices, log: createLog('silent'),
    reader: { entries: (entries) => void told.push(...entries.map(({ event }) => event.type)), jumped: (cursor) => void told.push(`refetch ${cursor}`), watched: () => watched },
  });
  await house.inbox(SMS);
  await house.settled();
  await new Promise((wake) => setTimeout(wake, 100));
  expect(told).toEqual([]);
  // A screen connects.
  watched = true;
  await tail.between(() => Promise.resolve());
  told.length = 0;
  await house.inbox(SMS);
  await until(() => told.includes('inbox'));
  expect(told.filter((type) => type.startsWith('refetch'))).toEqual([]);
  expect(tail.running()).toBe(true);
  await tail.stop();
});
