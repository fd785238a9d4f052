/** The app with sample data, the vendors' stand-ins, and a page on which a person plays the customer on every channel. */
import { setUpCompany, type Company } from './connect-channels.ts';
import { openHouse, portNear } from './house.ts';
import { ADMIN, COLLEAGUES, PASSWORD } from './people.ts';
import { playDeals, playSamples } from './sample-data.ts';
import { createStage } from './stage.ts';

const stops: (() => Promise<unknown>)[] = [];
let stopping: Promise<void> | undefined;
const stop = (code: number): Promise<void> =>
  (stopping ??= (async () => {
    console.log('\nStopping …');
    for (const end of stops.reverse()) await end().catch((error: unknown) => console.error(error));
    process.exit(code);
  })());
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0));

try {
  console.log('Starting Okno and the stand-ins of Telegram, Twilio and a mail provider …');
  const house = await openHouse();
  stops.push(() => house.stop());
  void house.broken.then((error) => {
    console.error(error.message);
    return stop(1);
  });
  const port = await portNear(3001);
  const site = `http://127.0.0.1:${port}`;
  console.log('Setting up a company, its channels and colleagues; six customers write …');
  const company: Company = await setUpCompany(house, site);
  await playSamples(house, company);
  await playDeals(company);
  const stage = createStage(house, () => company);
  await new Promise<void>((resolve) => stage.listen(port, '127.0.0.1', resolve));
  stops.push(() => new Promise((resolve) => {
    stage.closeAllConnections();
    stage.close(resolve);
  }));
  const people = [{ ...ADMIN, role: 'admin' }, ...COLLEAGUES].map(({ email, role, locale }) => `    ${email.padEnd(28)} ${role.padEnd(9)} ${locale}`).join('\n');
  console.log(`
  The desk:          ${house.url}
${people}
    password           ${PASSWORD}

  Be the customer:   ${site}
    Telegram, SMS, a phone, e-mail, and the web chat of a shop. Put the two windows side by side.

  Everything is thrown away at the end. Log: ${house.logFile}
  Ctrl-C stops it.
`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stop(1);
}
