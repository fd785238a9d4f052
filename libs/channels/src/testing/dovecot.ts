import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './certificates.ts';

const BINARY = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot', '/opt/homebrew/sbin/dovecot'].find((path) => existsSync(path));

/** False where no Dovecot is installed: suites that need one then say so and are counted as skipped. */
export const hasDovecot = BINARY !== undefined;

export interface Dovecot {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Implicit TLS; 0 without a certificate. */
  readonly securePort: number;
  readonly user: string;
  readonly password: string;
  readonly directory: string;
  /** Puts a mail into the mailbox as a delivery agent does: written aside, then moved into place. `at`: its INTERNALDATE. */
  deliver(raw: Buffer | string, options?: { user?: string; folder?: string; at?: Date }): void;
  addUser(user: string, password: string): void;
  setPassword(password: string, user?: string): void;
  /** Ends it and its children at once, as a power cut does. */
  kill(): Promise<void>;
  /** The same mailbox on the same port again. */
  restart(): Promise<void>;
  /** Gives the mailbox another UIDVALIDITY and numbers its mail anew; restarts the server. */
  changeUidValidity(user?: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A real IMAP server of its own: temporary directory, free ports on 127.0.0.1, one user. With a certificate it speaks STARTTLS
 * and TLS and takes no password in the clear; without, no TLS. Works as root (its processes
 * then run as Dovecot's own users) and as a plain user (everything then runs as that user).
 */
export async function startDovecot(certificate: Certificate | null = null): Promise<Dovecot> {
  if (!BINARY) throw new Error('Dovecot is not installed');
  const isRoot = process.getuid?.() === 0;
  const directory = mkdtempSync(join(tmpdir(), 'okno-dovecot-'));
  chmodSync(directory, 0o755);
  const owner = isRoot ? ids('nobody') : { uid: process.getuid!(), gid: process.getgid!() };
  const me = userInfo().username;
  const port = await freePort();
  const securePort = certificate ? await freePort() : 0;
  const users = new Map([['support@shop.example', 'secret-of-the-mailbox']]);
  const user = 'support@shop.example';
  for (const folder of ['mail', 'run', 'state', 'home']) mkdirSync(join(directory, folder));
  for (const folder of ['mail', 'home']) chownSync(join(directory, folder), owner.uid, owner.gid);
  writeFileSync(join(directory, 'dovecot.conf'), configuration(directory, port, owner, isRoot ? null : me, certificate && { ...certificate, port: securePort }));
  const writeUsers = () => writeFileSync(join(directory, 'users'), [...users].map(([name, secret]) => `${name}:{PLAIN}${secret}\n`).join(''), { mode: 0o644 });
  writeUsers();

  let process_: ChildProcess | null = null;
  const run = async () => {
    process_ = spawn(BINARY, ['-F', '-c', join(directory, 'dovecot.conf')], { stdio: 'ignore', detached: true });
    await untilListening(port, directory);
  };
  const end = async (signal: NodeJS.Signals) => {
    const child = process_;
    process_ = null;
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // The children share the process group; a plain SIGKILL would leave them behind.
    process.kill(-child.pid, signal);
    await gone;
    if (signal !== 'SIGKILL') {
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // Nobody was left.
      }
    }
  };
  const maildir = (name: string, folder: string) => join(directory, 'mail', name, folder === 'INBOX' ? '' : `.${folder}`);
  const own = (path: string) => chownSync(path, owner.uid, owner.gid);
  const ensureMaildir = (path: string) => {
    for (const part of [path, join(path, 'tmp'), join(path, 'new'), join(path, 'cur')]) {
      if (existsSync(part)) continue;
      mkdirSync(part, { recursive: true });
      own(part);
    }
  };
  let counter = 0;
  await run();

  return {
    host: '127.0.0.1',
    port,
    securePort,
    user,
    get password() {
      return users.get(user)!;
    },
    directory,
    deliver(raw, options = {}) {
      const base = maildir(options.user ?? user, 'INBOX');
      ensureMaildir(base);
      const path = maildir(options.user ?? user, options.folder ?? 'INBOX');
      ensureMaildir(path);
      const at = options.at ?? new Date();
      const name = `${Math.floor(at.getTime() / 1000)}.M${String(++counter).padStart(8, '0')}P${process.pid}R${randomBytes(4).toString('hex')}.test`;
      writeFileSync(join(path, 'tmp', name), raw);
      own(join(path, 'tmp', name));
      if (options.at) spawnSync('touch', ['-d', at.toISOString(), join(path, 'tmp', name)]);
      renameSync(join(path, 'tmp', name), join(path, 'new', name));
    },
    addUser(name, secret) {
      users.set(name, secret);
      writeUsers();
    },
    setPassword(secret, name = user) {
      users.set(name, secret);
      writeUsers();
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGKILL');
      await run();
    },
    async changeUidValidity(name = user) {
      await end('SIGKILL');
      const path = maildir(name, 'INBOX');
      const list = join(path, 'dovecot-uidlist');
      const before = existsSync(list) ? /V(\d+)/.exec(readFileSync(list, 'utf8'))?.[1] : undefined;
      for (const file of ['dovecot.index', 'dovecot.index.log', 'dovecot.index.cache']) rmSync(join(path, file), { force: true });
      writeFileSync(list, `3 V${Number(before ?? Math.floor(Date.now() / 1000)) + 1} N1 G${randomBytes(16).toString('hex')}\n`);
      own(list);
      await run();
    },
    async stop() {
      await end('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function configuration(directory: string, port: number, owner: { uid: number; gid: number }, runAs: string | null, secure: (Certificate & { port: number }) | null): string {
  const asUser = runAs === null ? '' : `default_internal_user = ${runAs}\ndefault_internal_group = ${groupOf(runAs)}\ndefault_login_user = ${runAs}\n`;
  // A plain user may not chroot; and tests of refused logins do not wait for a penalty.
  const noChroot = ['imap-login', 'stats'].map((service) => `service ${service} {\n  chroot =\n}\n`).join('') + 'service anvil {\n  chroot =\n  unix_listener anvil-auth-penalty {\n    mode = 0\n  }\n}\n';
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = ${directory}/dovecot.log
${secure ? `ssl = yes\nssl_cert = <${secure.certFile}\nssl_key = <${secure.keyFile}\ndisable_plaintext_auth = yes` : 'ssl = no\ndisable_plaintext_auth = no'}
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
first_valid_gid = 1
${asUser}${noChroot}
mail_location = maildir:${directory}/mail/%u
mail_uid = ${owner.uid}
mail_gid = ${owner.gid}
mail_max_userip_connections = 100
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${secure?.port ?? 0}
    ssl = yes
  }
}
passdb {
  driver = passwd-file
  args = ${directory}/users
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${directory}/home/%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  mailbox Sent {
    auto = create
    special_use = \\Sent
  }
}
`;
}

function ids(name: string): { uid: number; gid: number } {
  const number = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim());
  return { uid: number('-u'), gid: number('-g') };
}

const groupOf = (name: string): string => spawnSync('id', ['-gn', name], { encoding: 'utf8' }).stdout.trim();

async function untilListening(port: number, directory: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
      socket.setTimeout(1_000, () => {
        socket.destroy();
        resolve(false);
      });
    });
    if (greeted) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const log = join(directory, 'dovecot.log');
  throw new Error(`Dovecot did not start: ${existsSync(log) ? readFileSync(log, 'utf8').slice(-1_000) : 'no log'}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
