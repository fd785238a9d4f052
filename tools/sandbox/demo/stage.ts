import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import type { Company } from './connect-channels.ts';
import type { House } from './house.ts';
import { ADMIN, BOT_TOKEN, COLLEAGUES, CUSTOMER, LINE, MAIL, PASSWORD } from './people.ts';
import { postJson } from './post-json.ts';

const words = z.string().trim().min(1).max(4_000);
/** What the person at the page may do as the customer, and as a colleague whose phone rings. */
const action = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('telegram'), text: words }),
  z.strictObject({ do: z.literal('telegram-photo') }),
  z.strictObject({ do: z.literal('telegram-contact') }),
  z.strictObject({ do: z.literal('telegram-block'), blocked: z.boolean() }),
  z.strictObject({ do: z.literal('sms'), text: words }),
  z.strictObject({ do: z.literal('call') }),
  z.strictObject({ do: z.literal('phone'), number: z.string(), act: z.enum(['answer', 'decline', 'hang-up']) }),
  z.strictObject({ do: z.literal('mail'), subject: z.string().max(300), text: words }),
]);

interface Mail { at: string; from: string; subject: string; text: string; messageId: string; mine: boolean }
interface Sandboxes {
  telegram: { chats: { chat: { id: number }; messages: Record<string, unknown>[]; blocked: boolean; typing: boolean }[] };
  twilio: { messages: Record<string, string>[]; calls: Record<string, string | null>[] };
  mail: { mails: Omit<Mail, 'mine'>[] };
}

const LIVE: ReadonlySet<string> = new Set(['queued', 'ringing', 'in-progress']);

const PAGE: ReadonlyMap<string, { type: string; body: Buffer }> = new Map(
  ([['/', 'index.html', 'text/html; charset=utf-8'], ['/page.css', 'page.css', 'text/css; charset=utf-8'], ['/page.js', 'page.js', 'text/javascript; charset=utf-8']] as const).map(([path, file, type]) => [
    path, { type, body: readFileSync(new URL(`page/${file}`, import.meta.url)) },
  ]),
);

/** Serves the page of another origin than the desk's, and carries its wishes to the stand-ins. */
export function createStage(house: House, company: () => Company): Server {
  const sent: Mail[] = [];
  const control = { telegram: `http://127.0.0.1:${house.telegram.control}`, twilio: `http://127.0.0.1:${house.twilio.control}`, mail: `http://127.0.0.1:${house.mail.control}` };
  const get = async <T>(url: string): Promise<T> => (await (await fetch(url, { signal: AbortSignal.timeout(10_000) })).json()) as T;
  const telegram = (rest: object): Promise<unknown> => postJson(`${control.telegram}/customer`, { token: BOT_TOKEN, from: CUSTOMER.telegram, ...rest });

  async function carryOut(wish: z.infer<typeof action>): Promise<void> {
    switch (wish.do) {
      case 'telegram':
        return void (await telegram({ kind: 'text', text: wish.text }));
      case 'telegram-photo':
        return void (await telegram({ kind: 'photo', text: 'Фото кімнати' }));
      case 'telegram-contact':
        return void (await telegram({ kind: 'contact', phone: CUSTOMER.phone.slice(1) }));
      case 'telegram-block':
        return void (await telegram({ kind: wish.blocked ? 'block' : 'unblock' }));
      case 'sms':
        return void (await postJson(`${control.twilio}/sms`, { from: CUSTOMER.phone, to: LINE, body: wish.text }));
      case 'call': {
        const { calls } = await get<Sandboxes['twilio']>(`${control.twilio}/state`);
        if (calls.some((call) => call.from === CUSTOMER.phone && call.direction === 'inbound' && LIVE.has(call.status ?? ''))) throw new Error('You are on the phone already.');
        return void (await postJson(`${control.twilio}/call`, { from: CUSTOMER.phone, to: LINE, voicemailSeconds: 6 }));
      }
      case 'phone':
        return void (await postJson(`${control.twilio}/${wish.act}`, { number: wish.number }));
      case 'mail': {
        const last = (await mails()).findLast((mail) => !mail.mine);
        const mail = { from: CUSTOMER.email, name: CUSTOMER.name, to: MAIL.forwarding, subject: wish.subject, text: wish.text, ...(last && { inReplyTo: last.messageId, references: [last.messageId] }) };
        const { messageId } = await postJson<{ messageId: string }>(`${control.mail}/customer`, mail);
        sent.push({ at: new Date().toISOString(), from: CUSTOMER.email, subject: wish.subject, text: wish.text, messageId, mine: true });
      }
    }
  }

  async function mails(): Promise<Mail[]> {
    const { mails: received } = await get<Sandboxes['mail']>(`${control.mail}/state?to=${encodeURIComponent(CUSTOMER.email)}`);
    return [...sent, ...received.map((mail) => ({ ...mail, mine: false }))].sort((a, b) => a.at.localeCompare(b.at));
  }

  async function state(): Promise<unknown> {
    const [chats, line, letters] = await Promise.all([get<Sandboxes['telegram']>(`${control.telegram}/state?token=${encodeURIComponent(BOT_TOKEN)}`), get<Sandboxes['twilio']>(`${control.twilio}/state`), mails()]);
    const chat = chats.chats.find((one) => one.chat.id === CUSTOMER.telegram.id);
    const own = (entry: Record<string, string | null>): boolean => entry.from === CUSTOMER.phone || entry.to === CUSTOMER.phone;
    const phones = new Set<string | null>([CUSTOMER.phone, ...COLLEAGUES.map(({ phone }) => phone)]);
    return {
      telegram: { messages: chat?.messages ?? [], blocked: chat?.blocked ?? false, typing: chat?.typing ?? false },
      sms: line.messages.filter(own),
      calls: line.calls.filter((call) => phones.has(call.from!) || phones.has(call.to!)),
      mails: letters,
    };
  }

  const about = (): unknown => ({
    desk: house.url, inbox: company().webchatId, customer: CUSTOMER, line: LINE, mail: MAIL.address, password: PASSWORD,
    people: [{ ...ADMIN, role: 'admin', phone: null }, ...COLLEAGUES],
  });

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => send(response, 400, { error: error instanceof Error ? error.message : String(error) }));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const file = PAGE.get(path);
    if (request.method === 'GET' && file) {
      const policy = `default-src 'none'; style-src 'self'; script-src 'self' ${house.url}; frame-src ${house.url}; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'`;
      return void response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-cache', 'content-security-policy': policy }).end(file.body);
    }
    if (request.method === 'GET' && path === '/about') return send(response, 200, about());
    if (request.method === 'GET' && path === '/state') return send(response, 200, await state());
    if (request.method === 'POST' && path === '/act') {
      // Another site in this browser must not play the customer.
      if (request.headers['content-type'] !== 'application/json') return send(response, 415, { error: 'JSON only' });
      await carryOut(action.parse(JSON.parse(await text(request))));
      return send(response, 200, {});
    }
    send(response, 404, { error: 'There is nothing here.' });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
