import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';

/**
 * Is a server alive on this folder? One that is still recovering is waited for: a second postmaster on one directory would
 * be the end of the data. A dead one whose process nobody reaped (PID 1 of a container often does not) blocks its own
 * successor; its entry then gets our pid, which PostgreSQL takes for its grandparent and passes over, while the check of the
 * shared memory, for which the file is kept, still happens.
 */
export async function answers(directory: string): Promise<boolean> {
  for (;;) {
    const entry = readPidFile(directory);
    if (!entry || !isAlive(entry.pid)) {
      if (entry && existsSync(`/proc/${entry.pid}`) && entry.pid !== process.pid) await disown(directory, entry.pid);
      return false;
    }
    if (entry.pid === process.pid) return false;
    if (entry.port && (await connects(entry.port))) return true;
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

async function disown(directory: string, pid: number): Promise<void> {
  // Its children leave by themselves within moments; while one is there, the directory is in use.
  for (let waited = 0; childrenOf(directory).length > 0; waited += 100) {
    if (waited > 10_000) throw new Error(`PostgreSQL ${pid} died but left processes on ${directory}: ${childrenOf(directory).join(', ')}. End them and start again.`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
  const file = join(directory, 'postmaster.pid');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [String(process.pid), ...lines.slice(1)].join('\n'));
}

function childrenOf(directory: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/cwd`) === directory;
    } catch {
      return false;
    }
  });
}

/** A zombie answers signal 0 but is dead. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

/** Asks for SSL and waits for the one-byte answer: a dying server's socket may still accept, but nobody speaks behind it. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

function connects(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ host: '127.0.0.1', port, timeout: 1000 }, () => socket.write(SSL_REQUEST));
    const finish = (alive: boolean) => () => {
      socket.destroy();
      done(alive);
    };
    socket.once('data', finish(true)).once('error', finish(false)).once('close', finish(false)).once('timeout', finish(false));
  });
}

/** postmaster.pid: line 1 the pid, line 4 the port (PostgreSQL, src/include/utils/pidfile.h). Null when there is none. */
export function readPidFile(directory: string): { pid: number; port: number } | null {
  try {
    const lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] ? { pid: Number(lines[0]), port: Number(lines[3] ?? 0) } : null;
  } catch {
    return null;
  }
}
