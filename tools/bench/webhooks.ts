import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from './load.ts';
import type { Okno } from './okno.ts';
import { recordStatements } from './record-statements.ts';
import { median, percent, rate } from './report.ts';
import type { Report } from './report.ts';
import { startChild } from './start-child.ts';
import { prepareLoop } from './transaction-loop.ts';
import { customerNumber } from './twilio-line.ts';
import type { TwilioLine } from './twilio-line.ts';

const CUSTOMERS = 1000;
const CLIENTS = [1, 8, 32];
const GOAL_BARE = 0.6;
const GOAL_LOOP = 0.3;

/** Signed Twilio webhook → commit, beside a bare server with the same statements and a bare transaction loop; in turns, so that all see the same machine. */
export async function benchWebhooks(report: Report, okno: Okno, line: TwilioLine, databaseUrl: string, folder: string, rounds: number, seconds: number): Promise<void> {
  let count = 0;
  const next = () => line.request(customerNumber(count % CUSTOMERS), `Питання номер ${++count}: чи є доставка на завтра?`);
  const first = await loadAll(okno.url, line.path, 8, Array.from({ length: CUSTOMERS }, next));
  report.add({ what: 'webhook → commit, first contacts, 8 clients', value: rate(first), ceiling: 'contact, lead, conversation, owner, task each', goal: '', met: null });

  const script = join(folder, 'statements.json');
  writeFileSync(script, JSON.stringify(await recordStatements(databaseUrl, line, customerNumber(0))));
  const bare = await startChild('tools/bench/bare-server.ts', [databaseUrl, script]);
  const loop = await prepareLoop(databaseUrl);
  try {
    for (const clients of CLIENTS) {
      const measured: { okno: number; bare: number; loop: number }[] = [];
      await load(okno.url, line.path, clients, 1, next);
      await load(bare.url, line.path, clients, 1, next);
      for (let round = 0; round < rounds; round++) {
        measured.push({
          okno: await load(okno.url, line.path, clients, seconds, next),
          bare: await load(bare.url, line.path, clients, seconds, next),
          loop: await loop.run(clients, seconds),
        });
      }
      const value = median(measured.map((round) => round.okno));
      const ofBare = median(measured.map((round) => round.okno / round.bare));
      const ofLoop = median(measured.map((round) => round.okno / round.loop));
      const what = `webhook → commit, ${clients} client${clients > 1 ? 's' : ''}`;
      report.add({ what, value: rate(value), ceiling: `${percent(ofBare)} of node:http + same statements, ${rate(median(measured.map((round) => round.bare)))}`, goal: `≥ ${percent(GOAL_BARE)}`, met: ofBare >= GOAL_BARE });
      report.add({ what: '', value: '', ceiling: `${percent(ofLoop)} of three statements over pg, ${rate(median(measured.map((round) => round.loop)))}`, goal: `≥ ${percent(GOAL_LOOP)}`, met: ofLoop >= GOAL_LOOP });
    }
  } finally {
    await loop.close();
    await bare.stop();
  }
}
