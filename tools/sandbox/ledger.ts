import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** An append-only file of JSON lines, each on the disk before `append` returns: what a stand-in vendor accepted survives its own SIGKILL. */
export interface Ledger {
  append(entry: object): void;
  close(): void;
}

export function openLedger(path: string): Ledger {
  const file = openSync(path, 'a');
  ftruncateSync(file, wholeLines(path));
  return {
    append(entry) {
      writeSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
      fsyncSync(file);
    },
    close: () => closeSync(file),
  };
}

/** Bytes up to the end of the last whole line: a line torn by a kill was never acknowledged to anybody. */
const wholeLines = (path: string): number => readFileSync(path).lastIndexOf(0x0a) + 1;

/** Every whole line of a ledger; one that is not there yet is empty. */
export function readLedger<T = Record<string, unknown>>(path: string): (T & { at: string })[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as T & { at: string });
}
