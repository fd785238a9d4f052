import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Failpoint = `K${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11}`;
export interface Plan {
  readonly point: Failpoint;
  /** At which passage of the point. */
  readonly hit: number;
  /** Cut the next request to this port in the middle. */
  readonly halfOf?: number;
}

/** The real program as a child that a plan kills and that is started again at once, as a supervisor would. */
export interface App {
  readonly url: string;
  /** Arms the next kill. It strikes at most once. */
  arm(plan: Plan): void;
  /** Takes an armed plan that has not struck back. */
  disarm(): void;
  /** How often a plan has struck since the start. */
  kills(): number;
  /** When the last kill happened, on this machine's clock; 0 when there was none. */
  lastKillAt(): number;
  /** From each kill until `/readyz` said 200 again. */
  readonly recoveriesMs: readonly number[];
  ready(): Promise<void>;
  /** Throws when it ended without a plan having asked for it. */
  mustLive(): void;
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly port: number;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

const READY_WITHIN_MS = 60_000;

/** Starts `dist/apps/api/src/main.js` and keeps it running until `stop`. An exit that no plan asked for ends the proof. */
export function startApp({ port, folder, environment }: AppOptions): App {
  const planFile = join(folder, 'plan.json');
  const log = createWriteStream(join(folder, 'app.log'), { flags: 'a' });
  const url = `http://127.0.0.1:${port}`;
  const recoveriesMs: number[] = [];
  let child: ChildProcess;
  let planId = 0;
  let kills = 0;
  let lastKillAt = 0;
  let stopping = false;
  let broken: Error | null = null;
  let exited: Promise<void>;

  const start = (): void => {
    child = spawn(process.execPath, ['--import', './tools/proof/failpoints.mjs', 'dist/apps/api/src/main.js'], {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TZ: 'UTC', ...environment, PORT: String(port), OKNO_PROOF_PLAN: planFile },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    exited = new Promise((resolve) => child.once('exit', (code, signal) => {
      resolve();
      if (stopping) return;
      if (!existsSync(`${planFile}.struck`)) {
        broken = new Error(`The program ended by itself (${signal ?? code}); see ${folder}/app.log`);
        return;
      }
      rmSync(`${planFile}.struck`);
      kills += 1;
      lastKillAt = Date.now();
      start();
      void untilReady().then(() => recoveriesMs.push(Date.now() - lastKillAt), (error: unknown) => { broken = error as Error; });
    }));
  };

  async function untilReady(): Promise<void> {
    const end = Date.now() + READY_WITHIN_MS;
    while (Date.now() < end) {
      if (broken) throw broken;
      const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
      await response?.arrayBuffer().catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The program was not ready within ${READY_WITHIN_MS / 1000} s; see ${folder}/app.log`);
  }

  start();
  return {
    url, recoveriesMs,
    arm(plan) {
      planId += 1;
      writeFileSync(`${planFile}.new`, JSON.stringify({ id: planId, ...plan }));
      // In one step: the program never reads half a plan.
      writeFileSync(planFile, readFileSync(`${planFile}.new`));
    },
    disarm: () => rmSync(planFile, { force: true }),
    kills: () => kills,
    lastKillAt: () => lastKillAt,
    ready: untilReady,
    mustLive() {
      if (broken) throw broken;
    },
    async stop() {
      stopping = true;
      child.kill('SIGTERM');
      await Promise.race([exited, new Promise((resolve) => setTimeout(resolve, 25_000))]);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      log.end();
    },
  };
}
