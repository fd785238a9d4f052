import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { SendError } from '../errors.ts';
import type { ComposedMail } from './compose.ts';
import type { MailServer } from './settings.ts';
import { sendErrorOf, type SmtpProblem } from './smtp-failure.ts';

export interface SmtpTiming {
  readonly connectMs: number;
  /** How long the answer to the end of data may take (RFC 5321 4.5.3.2.6: 10 minutes). */
  readonly finalAnswerMs: number;
}

export interface SmtpLogin {
  readonly user: string;
  readonly password: string;
}

/**
 * One transaction on a connection of its own. Resolves with the id the server gave the mail, if it said one. Rejects with
 * SendError; aborting closes the connection at once and tells whether the mail may have gone.
 */
export function transmit(server: MailServer, login: SmtpLogin | null, mail: ComposedMail, timing: SmtpTiming, signal: AbortSignal): Promise<{ serverMailId?: string }> {
  return new Promise((resolve, reject) => {
    let dotMayHaveLeft = false;
    let settled = false;
    const connection = open(server, timing);
    const onAbort = () => fail({ code: 'EABORT' });
    const finish = (act: () => void) => {
      if (settled) return;
      settled = true;
      signal.removeEventListener('abort', onAbort);
      act();
    };
    const fail = (problem: SmtpProblem) => {
      finish(() => reject(signal.aborted && problem.responseCode === undefined && !dotMayHaveLeft ? new SendError('unavailable', 'Sending was stopped before the mail left.', { code: 'aborted' }) : sendErrorOf(problem, dotMayHaveLeft, server)));
      connection.close();
    };
    if (signal.aborted) return fail({ code: 'EABORT' });
    signal.addEventListener('abort', onAbort, { once: true });
    connection.on('error', fail);
    connection.on('end', () => fail({ code: 'ECONNECTION' }));
    connection.connect((connectError) => {
      if (connectError) return fail(connectError);
      const send = () => {
        const content = Readable.from(pieces(mail.bytes, () => (dotMayHaveLeft = true)), { objectMode: false, highWaterMark: 64 * 1024 });
        connection.send({ from: mail.envelope.from, to: [mail.envelope.to], size: mail.bytes.length }, content, (error, info) => {
          if (error) return fail(error);
          finish(() => resolve(info?.serverMessageId ? { serverMailId: info.serverMessageId.replace(/[<>]/g, '') } : {}));
          connection.quit();
        });
      };
      if (!login) return send();
      connection.login({ credentials: { user: login.user, pass: login.password } }, (error) => (error ? fail(error) : send()));
    });
  });
}

/** Connects and logs in, sends nothing. Rejects with SendError. */
export function tryLogin(server: MailServer, login: SmtpLogin | null, timing: SmtpTiming): Promise<void> {
  return new Promise((resolve, reject) => {
    const connection = open(server, timing);
    const fail = (problem: SmtpProblem) => {
      reject(sendErrorOf(problem, false, server));
      connection.close();
    };
    const done = () => {
      resolve();
      connection.quit();
    };
    connection.on('error', fail);
    connection.on('end', () => fail({ code: 'ECONNECTION' }));
    connection.connect((error) => {
      if (error) return fail(error);
      if (!login) return done();
      connection.login({ credentials: { user: login.user, pass: login.password } }, (loginError) => (loginError ? fail(loginError) : done()));
    });
  });
}

function open(server: MailServer, timing: SmtpTiming): SMTPConnection {
  return new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.security === 'tls',
    requireTLS: server.security === 'starttls',
    ignoreTLS: server.security === 'plain',
    connectionTimeout: timing.connectMs,
    greetingTimeout: timing.connectMs,
    dnsTimeout: timing.connectMs,
    socketTimeout: timing.finalAnswerMs,
    socketCloseTimeout: 1_000,
  });
}

/** The content in at least two pieces, so that a cut in the middle is a cut in the middle. After the last one the dot follows by itself. */
function* pieces(bytes: Buffer, onLast: () => void): Iterable<Buffer> {
  const step = Math.min(64 * 1024, Math.max(1, Math.ceil(bytes.length / 2)));
  for (let at = 0; at < bytes.length; at += step) {
    if (at > 0) globalThis.oknoFailpoint?.('K8');
    if (at + step >= bytes.length) onLast();
    yield bytes.subarray(at, at + step);
  }
  // The stream ends with this turn and no answer can be read before the next one.
  setImmediate(() => setImmediate(() => globalThis.oknoFailpoint?.('K9')));
}
