import { ms, quantile, type Report } from './report.ts';

/** Both say how many things they brought: as many, or the bare statement is not that of the question. */
export interface Pair {
  readonly what: string;
  readonly goalMs: number;
  readonly rounds: number;
  /** Every connection of the pool prepares each statement; PostgreSQL plans it anew the first five times. */
  readonly warmUp: number;
  ours(round: number): Promise<number>;
  bare(round: number): Promise<number>;
}

/** A question over HTTP, one at a time, from the request to the whole answer, and the bare SQL that brings the same rows: in turns, so that both see the same machine. */
export async function measureBeside(report: Report, { what, goalMs, rounds, warmUp, ours, bare }: Pair): Promise<void> {
  const times = { ours: [] as number[], bare: [] as number[] };
  for (let round = 0; round < warmUp + rounds; round += 1) {
    const begun = performance.now();
    const brought = await ours(round);
    const answered = performance.now();
    const same = await bare(round);
    const ended = performance.now();
    if (brought !== same) throw new Error(`${what}: ${brought} came, ${same} by bare SQL.`);
    if (round < warmUp) continue;
    times.ours.push(answered - begun);
    times.bare.push(ended - answered);
  }
  const slow = quantile(times.ours, 0.95);
  report.add({
    what, value: `${ms(quantile(times.ours, 0.5))}, ${ms(slow)}`, ceiling: `bare SQL ${ms(quantile(times.bare, 0.5))}, ${ms(quantile(times.bare, 0.95))} (p50, p95)`,
    goal: `p95 ≤ ${goalMs} ms`, met: slow <= goalMs,
  });
}
