import pg from 'pg';
import { startDovecot } from '../../libs/channels/src/testing/dovecot.ts';
import { mailCeiling } from './mail-ceiling.ts';
import type { Mailbox } from './mail-ceiling.ts';
import { mixedMail, seeded } from './mailbox.ts';
import type { Mail } from './mailbox.ts';
import { pause, until } from './okno.ts';
import type { Okno } from './okno.ts';
import { median, percent, rate } from './report.ts';
import type { Report } from './report.ts';

const COUNT = 800;
const GOAL_RATE = 0.6;
const GOAL_MEMORY_MB = 250;

/**
 * Dovecot mailboxes of 800 mixed mails that waited for us, read by a fresh process, each between two runs of the serial ceiling;
 * every thread whole; peak memory while the first was read.
 */
export async function benchMail(report: Report, okno: Okno, databaseUrl: string, rounds: number): Promise<void> {
  const dovecot = await startDovecot();
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const speeds: { okno: number; ceiling: number }[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const user = `support-${round}@shop.example`;
      dovecot.addUser(user, 'secret-of-the-mailbox');
      const mailbox = { port: dovecot.port, user, password: 'secret-of-the-mailbox' };
      const inboxId = await waitingMailbox(okno, database, mailbox);
      const mails = mixedMail(COUNT, `round-${round}`, seeded(20_261_121 + round));
      for (const mail of mails) dovecot.deliver(mail.raw, { user });
      const before = await mailCeiling(mailbox, databaseUrl);
      if (round === 0) okno.resetPeakMemory();
      const speed = await readMailbox(okno, database, inboxId);
      if (round === 0) reportMemory(report, okno.peakMemory());
      const after = await mailCeiling(mailbox, databaseUrl);
      speeds.push({ okno: speed, ceiling: (before + after) / 2 });
      if (round === 0) await reportThreads(report, database, inboxId, mails);
      await okno.call('PATCH', `/inboxes/${inboxId}`, { enabled: false });
    }
    const share = median(speeds.map((speed) => speed.okno / speed.ceiling));
    report.add({
      what: `mails, ${COUNT} from Dovecot`, value: rate(median(speeds.map((speed) => speed.okno))),
      ceiling: `${percent(share)} of serial fetch + parse + transaction, ${rate(median(speeds.map((speed) => speed.ceiling)))}`, goal: `≥ ${percent(GOAL_RATE)}`, met: share >= GOAL_RATE,
    });
  } finally {
    await database.end();
    await dovecot.stop();
  }
}

/** An inbox that knows its place in the empty mailbox and is switched off before the mail comes. */
async function waitingMailbox(okno: Okno, database: pg.Pool, mailbox: Mailbox): Promise<string> {
  const inbox = await okno.call<{ id: string }>('POST', '/inboxes', {
    adapter: 'email', name: mailbox.user, policy: { threadMode: 'thread' },
    settings: { address: mailbox.user, imap: { host: '127.0.0.1', port: mailbox.port, security: 'plain', user: mailbox.user }, smtp: { host: '127.0.0.1', port: 9, security: 'plain' } },
    credentials: { imapPassword: mailbox.password },
  });
  await until(async () => (await database.query('SELECT 1 FROM listener_cursor WHERE inbox_id = $1', [inbox.id])).rows.length > 0, 30_000, 'the first position in the mailbox');
  await okno.call('PATCH', `/inboxes/${inbox.id}`, { enabled: false });
  await pause(1_000);
  return inbox.id;
}

/** Switches it on and waits until everything is committed. Mails per second, connecting included. */
async function readMailbox(okno: Okno, database: pg.Pool, inboxId: string): Promise<number> {
  const kept = async (): Promise<number> =>
    Number((await database.query<{ n: string }>("SELECT count(*) AS n FROM message WHERE inbox_id = $1 AND kind = 'text'", [inboxId])).rows[0]?.n);
  await okno.call('PATCH', `/inboxes/${inboxId}`, { enabled: true });
  const started = performance.now();
  await until(async () => (await kept()) >= COUNT, 300_000, `${COUNT} mails`, 50);
  return COUNT / ((performance.now() - started) / 1000);
}

function reportMemory(report: Report, bytes: number): void {
  const megabytes = bytes / 1024 / 1024;
  report.add({ what: '  peak memory of the process meanwhile', value: `${megabytes.toFixed(0)} MB`, ceiling: '', goal: `≤ ${GOAL_MEMORY_MB} MB`, met: megabytes <= GOAL_MEMORY_MB });
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
