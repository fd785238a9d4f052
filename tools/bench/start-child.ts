import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Child {
  readonly url: string;
  readonly process: ChildProcess;
  /** Lines after the first, as JSON. */
  onLine(hear: (line: unknown) => void): void;
  write(line: object): void;
  stop(): Promise<void>;
}

/** A part of the bench as its own process; its first line says where it listens (`port` 0: nowhere). */
export function startChild(script: string, args: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, ['--conditions=okno-source', '--disable-warning=ExperimentalWarning', script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const listeners: ((line: unknown) => void)[] = [];
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}`)));
    let isReady = false;
    createInterface(child.stdout).on('line', (text) => {
      const line = JSON.parse(text) as { port?: number };
      if (isReady) return listeners.forEach((hear) => hear(line));
      isReady = true;
      resolve({
        url: `http://127.0.0.1:${line.port ?? 0}`, process: child,
        onLine: (hear) => void listeners.push(hear),
        write: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
        stop: async () => {
          child.kill('SIGTERM');
          await ended;
        },
      });
    });
  });
}
