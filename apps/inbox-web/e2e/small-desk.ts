import { chromium, type Browser as Chromium } from 'playwright-core';
import { connectMessenger, type Messenger } from '../../api/src/testing/messenger.ts';
import { ADMIN, Browser, createTestDatabase, PASSWORD, startTestOkno, until, type TestDatabase, type TestOkno } from '../../api/src/testing/okno.ts';
import { ensureBuilt } from '../../api/src/testing/built.ts';
import { committedIn, type Committed } from './committed.ts';
import { Operator } from './operator.ts';
import { CHROMIUM } from './stage.ts';

/** One company with one messenger and nothing else: what suites of the window need that are not about channels. */
export interface SmallDesk {
  readonly okno: TestOkno;
  readonly db: TestDatabase;
  readonly committed: Committed;
  readonly messenger: Messenger;
  /** The admin at the API. */
  readonly admin: Browser;
  readonly browser: Chromium;
  /** A colleague by the API's invitation; an operator with the messenger's inbox. */
  hire(name: string, email: string): Promise<void>;
  /** At the screen, signed in; the admin when nobody else is named. */
  sit(locale?: string, email?: string): Promise<Operator>;
  /** A customer writes; gives the conversation. */
  write(from: string, text: string): Promise<string>;
  /** So many messages of the past, a minute between two, the newest an hour ago; one in three is ours. */
  fill(conversationId: string, count: number): Promise<void>;
  stop(): Promise<void>;
}

/** `road`: gives the address at which the process finds its database, from the one where it is. */
export async function openSmallDesk(environment: Record<string, string> = {}, road: (databaseUrl: string) => Promise<string> = (url) => Promise.resolve(url)): Promise<SmallDesk> {
  ensureBuilt('inbox-web', 'index.html');
  const db = await createTestDatabase();
  const okno = await startTestOkno({ ...db, url: await road(db.url) }, { ...ADMIN, ...environment });
  const admin = await new Browser(okno.url).login(ADMIN.OKNO_ADMIN_EMAIL);
  const messenger = await connectMessenger(admin);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const committed = committedIn(db);
  return {
    okno, db, committed, messenger, admin, browser,
    async hire(name, email) {
      const { body } = await admin.ask<{ url: string }>('POST', 'invitations', { email, name, role: 'operator', inboxIds: [messenger.inboxId], teamIds: [] });
      const accepted = await new Browser(okno.url).ask('POST', `invitations/${body.url.split('/invite/')[1]}`, { name, password: PASSWORD, locale: 'en' });
      if (accepted.status !== 200) throw new Error(JSON.stringify(accepted.body));
    },
    async sit(locale = 'en-GB', email = ADMIN.OKNO_ADMIN_EMAIL) {
      const operator = await Operator.sit(browser, locale, /status of (401|409)/);
      await operator.signIn(okno.url, email, PASSWORD);
      return operator;
    },
    async write(from, text) {
      const answer = await messenger.post(okno.url, messenger.signed([messenger.message(text, from)]));
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return until(async () => (await committed.rows<{ id: string }>('SELECT c.id FROM conversation c JOIN contact k ON k.id = c.contact_id WHERE k.name = $1 ORDER BY c.created_at DESC', [from]))[0]?.id, 10_000, `a conversation of ${from}`);
    },
    async fill(conversationId, count) {
      await committed.rows(
        `INSERT INTO message (id, conversation_id, contact_id, inbox_id, channel, kind, direction, author_id, text, delivery_status, occurred_at)
         SELECT gen_random_uuid(), c.id, c.contact_id, $2, 'http', 'text', CASE WHEN n % 3 = 0 THEN 'outbound' ELSE 'inbound' END, CASE WHEN n % 3 = 0 THEN (SELECT id FROM app_user LIMIT 1) END,
           'Message ' || n || CASE WHEN n % 7 = 0 THEN repeat(' and some more words that make it taller', 4) ELSE '' END, CASE WHEN n % 3 = 0 THEN 'sent' END,
           now() - interval '1 hour' - ($3::int - n) * interval '1 minute'
         FROM conversation c, generate_series(1, $3::int) n WHERE c.id = $1`, [conversationId, messenger.inboxId, count]);
      await committed.rows("UPDATE conversation SET inbound_count = (SELECT count(*) FROM message WHERE conversation_id = $1 AND direction = 'inbound') WHERE id = $1", [conversationId]);
    },
    async stop() {
      await browser.close();
      await messenger.close();
      await okno.stop();
      await db.drop();
    },
  };
}
