import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startEmbedded } from '../../apps/api/src/database/embedded.ts';
import type { EmbeddedServer } from '../../apps/api/src/database/embedded.ts';
import { startApp } from './app.ts';
import type { App } from './app.ts';
import type { WayIn, WayOut } from './channel.ts';
import { openMail } from './channels/mail.ts';
import { openTelegram } from './channels/telegram.ts';
import { openTwilio } from './channels/twilio.ts';
import { openWebchat } from './channels/webchat.ts';
import { openRecords } from './database.ts';
import type { Records } from './database.ts';
import { signIn } from './desk.ts';
import type { Desk } from './desk.ts';

const ADMIN = { email: 'prover@desk.example', password: 'nothing-lost-nothing-doubled-9' };

/** Everything a proof needs: a durable PostgreSQL, the vendors' stand-ins, the real program, and an operator. */
export interface World {
  readonly app: App;
  readonly desk: Desk;
  readonly records: Records;
  readonly postgres: EmbeddedServer;
  readonly waysIn: readonly WayIn[];
  readonly waysOut: readonly WayOut[];
  /** What the stand-in Telegram last complained about our webhook. */
  telegramComplaint(): Promise<string>;
  stop(): Promise<void>;
}

export async function openWorld(folder: string): Promise<World> {
  const stops: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of stops.reverse()) await Promise.resolve().then(end).catch((error: unknown) => console.error('stopping:', error));
  };
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    const postgres = await startEmbedded(`${folder}/postgres`);
    stops.push(() => postgres.stop());
    const [port, smtpPort] = [await freePort(), await freePort()];
    const app = startApp({
      port, folder,
      environment: {
        DATABASE_URL: postgres.url, DATA_DIR: `${folder}/data`, PUBLIC_URL: `http://127.0.0.1:${port}`, SMTP_PORT: String(smtpPort), OKNO_ALLOWED_HOSTS: '127.0.0.0/8', LOG_LEVEL: 'info',
        OKNO_ADMIN_EMAIL: ADMIN.email, OKNO_ADMIN_PASSWORD: ADMIN.password,
      },
    });
    stops.push(() => app.stop());
    const telegram = await openTelegram(folder);
    stops.push(() => telegram.sandbox.stop());
    const twilio = await openTwilio(folder);
    stops.push(() => twilio.sandbox.stop());
    const mail = await openMail(folder, smtpPort);
    stops.push(() => mail.stop());
    const webchat = openWebchat(folder, () => app.url);
    stops.push(() => webchat.stop());
    await app.ready();
    const desk = await signIn(app.url, ADMIN.email, ADMIN.password);
    for (const channel of [telegram, twilio, mail, webchat]) await channel.connect(desk);
    if (!mail.imap) console.log('IMAP is not proven here: no Dovecot is installed.');
    const records = openRecords(postgres.url);
    stops.push(() => records.close());
    return {
      app, desk, records, postgres, stop,
      waysIn: [telegram.webhook, twilio.webhook, mail.delivery, ...(mail.imap ? [mail.imap] : []), telegram.polling, webchat.chat],
      waysOut: [mail.out, telegram.out, twilio.out],
      async telegramComplaint() {
        const state = (await (await fetch(`http://127.0.0.1:${telegram.sandbox.control}/state`)).json()) as { lastError: { message: string } | null };
        return state.lastError?.message ?? '';
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
