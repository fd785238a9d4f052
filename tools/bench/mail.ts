import pg from 'pg';
import { startDovecot } from '../../libs/channels/src/testing/dovecot.ts';
import { mailCeiling } from './mail-ceiling.ts';
import { mixedMail, seeded } from './mailbox.ts';
import type { Mail } from './mailbox.ts';
import { until } from './okno.ts';
import type { Okno } from './okno.ts';
import { percent, rate } from './report.ts';
import type { Report } from './report.ts';

const COUNT = 800;
const GOAL_RATE = 0.6;
const GOAL_MEMORY_MB = 250;

/** A Dovecot mailbox of 800 mixed mails that waited for us, read by a fresh process; beside the serial ceiling; every thread whole; peak memory. */
export async function benchMail(report: Report, okno: Okno, databaseUrl: string): Promise<void> {
  const dovecot = await startDovecot();
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const count = async (sql: string, values: unknown[] = []): Promise<number> => Number((await database.query<{ n: string }>(sql, values)).rows[0]?.n);
  try {
    const inbox = await okno.call<{ id: string }>('POST', '/inboxes', {
      adapter: 'email', name: 'Mail', policy: { threadMode: 'thread' },
      settings: { address: dovecot.user, imap: { host: dovecot.host, port: dovecot.port, security: 'plain', user: dovecot.user }, smtp: { host: '127.0.0.1', port: 9, security: 'plain' } },
      credentials: { imapPassword: dovecot.password },
    });
    // A new mailbox begins at its end: the position must stand before the mail comes.
    await until(async () => (await count('SELECT count(*) AS n FROM listener_cursor WHERE inbox_id = $1', [inbox.id])) > 0, 30_000, 'the first position in the mailbox');
    await okno.call('PATCH', `/inboxes/${inbox.id}`, { enabled: false });
    await new Promise((wake) => setTimeout(wake, 1_000));
    const mails = mixedMail(COUNT, seeded(20_261_121));
    for (const mail of mails) dovecot.deliver(mail.raw);

    okno.resetPeakMemory();
    const before = await mailCeiling(dovecot, databaseUrl);
    const started = performance.now();
    await okno.call('PATCH', `/inboxes/${inbox.id}`, { enabled: true });
    const enabled = performance.now();
    const kept = (): Promise<number> => count("SELECT count(*) AS n FROM message WHERE inbox_id = $1 AND kind = 'text'", [inbox.id]);
    await until(async () => (await kept()) > 0, 60_000, 'the first mail', 5);
    const first = performance.now();
    await until(async () => (await kept()) >= COUNT, 300_000, `${COUNT} mails`);
    const ended = performance.now();
    const peak = okno.peakMemory() / 1024 / 1024;
    const after = await mailCeiling(dovecot, databaseUrl);

    const speed = COUNT / ((ended - enabled) / 1000);
    const ceiling = (before + after) / 2;
    report.add({
      what: `mails, ${COUNT} from Dovecot`, value: rate(speed), ceiling: `${percent(speed / ceiling)} of serial fetch + parse + transaction, ${rate(ceiling)}`, goal: `≥ ${percent(GOAL_RATE)}`, met: speed / ceiling >= GOAL_RATE,
    });
    report.add({ what: '  until the first one was there', value: `${Math.round(first - started)} ms`, ceiling: '', goal: '', met: null });
    report.add({ what: '  peak memory of the process', value: `${peak.toFixed(0)} MB`, ceiling: '', goal: `≤ ${GOAL_MEMORY_MB} MB`, met: peak <= GOAL_MEMORY_MB });
    await reportThreads(report, database, inbox.id, mails);
  } finally {
    await database.end();
    await dovecot.stop();
  }
}

/** Every thread in one conversation and every conversation with one thread, whatever the order in which the mails came. */
async function reportThreads(report: Report, database: pg.Pool, inboxId: string, mails: readonly Mail[]): Promise<void> {
  const { rows } = await database.query<{ text: string; conversation_id: string }>("SELECT text, conversation_id FROM message WHERE inbox_id = $1 AND kind = 'text'", [inboxId]);
  const threadOf = new Map(mails.map((mail) => [mail.token, mail.thread]));
  const conversations = new Map<number, Set<string>>();
  const threads = new Map<string, Set<number>>();
  let unknown = 0;
  for (const { text, conversation_id: conversation } of rows) {
    const thread = threadOf.get(/bench-mail-\d+/.exec(text)?.[0] ?? '');
    if (thread === undefined) {
      unknown += 1;
      continue;
    }
    conversations.set(thread, (conversations.get(thread) ?? new Set()).add(conversation));
    threads.set(conversation, (threads.get(conversation) ?? new Set()).add(thread));
  }
  const whole = [...conversations.values()].filter((set) => set.size === 1 && threads.get([...set][0] ?? '')?.size === 1).length;
  const all = new Set(mails.map((mail) => mail.thread)).size;
  report.add({ what: '  threads whole, mails in shuffled order', value: `${whole} of ${all}`, ceiling: unknown ? `${unknown} mails lost their words` : '', goal: 'all', met: whole === all && unknown === 0 && rows.length === mails.length });
}
