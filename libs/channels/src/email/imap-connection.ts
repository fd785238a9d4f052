import { ImapFlow } from 'imapflow';
import type { MailServer } from './settings.ts';

export interface ImapLogin {
  readonly server: MailServer;
  readonly user: string;
  readonly password: string;
}

/** A connected, logged-in client. Rejects with imapflow's error; see {@link isRefusal}. The caller closes it. */
export async function connectImap(login: ImapLogin, timing: { connectMs: number; idleMs: number }): Promise<ImapFlow> {
  const { host, port, security } = login.server;
  const client = new ImapFlow({
    host,
    port,
    secure: security === 'tls',
    ...(security === 'tls' ? {} : { doSTARTTLS: security === 'starttls' }),
    auth: { user: login.user, pass: login.password },
    logger: false,
    connectionTimeout: timing.connectMs,
    greetingTimeout: timing.connectMs,
    socketTimeout: Math.max(timing.idleMs * 2, 60_000),
    autoIdleDelay: 250,
    maxIdleTime: timing.idleMs,
    maxLiteralSize: 64 * 1024 * 1024,
    maxResponseSize: 80 * 1024 * 1024,
    clientInfo: { name: 'Okno' },
  });
  // Without a listener a late socket error would end the process; `close` follows and is what we act on.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw error;
  }
  return client;
}

/** The server knows us and says no: only a person can mend that. A server that is merely busy is no refusal (RFC 5530). */
export function isRefusal(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('authenticationFailed' in error) || !error.authenticationFailed) return false;
  const code = 'serverResponseCode' in error ? String(error.serverResponseCode) : '';
  return !/UNAVAILABLE|INUSE|LIMIT|SERVERBUG/.test(code);
}
