import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What every stand-in prints as its first line: where the vendor's protocol and its own control API listen. Further ports by name. */
export interface SandboxReady {
  readonly ready: true;
  readonly port: number;
  readonly control: number;
}
export interface RunningSandbox extends SandboxReady {
  readonly process: ChildProcess;
  /** SIGTERM, then waits for the end. */
  stop(): Promise<void>;
}

/**
 * Starts a stand-in vendor (`tools/sandbox/<name>/server.ts`) as its own process and waits for its ready line.
 * Rejects with what it wrote to stderr when it ends before.
 */
export function startSandbox(script: string, args: readonly string[] = []): Promise<RunningSandbox> {
  const child = spawn(process.execPath, ['--conditions=okno-source', '--disable-warning=ExperimentalWarning', script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code} before it was ready: ${complaints.join('')}`)));
    createInterface(child.stdout).once('line', (line) => {
      const ready = JSON.parse(line) as SandboxReady;
      resolve({ ...ready, process: child, stop: async () => { child.kill('SIGTERM'); await ended; } });
    });
  });
}
