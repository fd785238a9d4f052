import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createCrm, createDataSource } from '#crm-core';
import { createAdapter } from '#channels';
import type { TwilioLine } from './twilio-line.ts';
import { ACCOUNT, LINE } from './twilio-line.ts';

/** A piece of a value: as it is, or to be filled in for each request. */
export type Piece =
  | { readonly literal: string }
  /** The request's own message id, customer or body. */
  | { readonly from: 'sid' | 'customer' }
  /** An id that the program makes anew each time; the same number is the same id. */
  | { readonly fresh: number }
  /** What an earlier statement answered, by statement and path into its first row. */
  | { readonly answer: number; readonly path: readonly string[] };
export type Value = { readonly constant: unknown } | { readonly pieces: readonly Piece[] } | { readonly body: true } | { readonly now: true } | { readonly list: readonly Value[] };
export interface Script {
  /** What travels together. */
  readonly batches: readonly (readonly { readonly text: string; readonly values: readonly Value[] }[])[];
}

interface Seen {
  readonly batch: number;
  readonly text: string;
  readonly values: readonly unknown[];
  readonly row: unknown;
}

/** The batch of crm-core's batch.ts, on its way to the server. */
interface Batch {
  readonly statements: readonly { readonly text: string; readonly values: readonly unknown[] }[];
  resolve(results: readonly { readonly rows: readonly unknown[] }[]): void;
}

/**
 * Writes down what the product sends to PostgreSQL for one message of a known customer, in such a form that a bare server can send the
 * same again for any other message: own ids, customers and answers filled in, everything else as it was.
 */
export async function recordStatements(databaseUrl: string, line: TwilioLine, customer: string): Promise<Script> {
  const seen: Seen[] = [];
  let recording = false;
  let batches = 0;
  const prototype = pg.Client.prototype as unknown as { query(this: pg.Client, ...asked: unknown[]): unknown };
  const original = prototype.query;
  // Before the first connection is made: each takes the method with it.
  prototype.query = function (this: pg.Client, ...asked: unknown[]) {
    const [batch] = asked as [Batch];
    if (recording) {
      const number = batches++;
      const answer = batch.resolve.bind(batch);
      batch.resolve = (results) => {
        seen.push(...batch.statements.map(({ text, values }, index) => ({ batch: number, text, values, row: results[index]?.rows[0] })));
        answer(results);
      };
    }
    return original.apply(this, asked);
  };
  const dataSource = await createDataSource(databaseUrl, 2).initialize();
  const request = line.request(customer, 'Слово за словом: чи є доставка на завтра?');
  try {
    const crm = createCrm({ dataSource, clock: () => new Date(), newId: randomUUID, publish: () => undefined });
    const adapter = createAdapter(
      'twilio',
      { settings: { phoneNumber: LINE, accountSid: ACCOUNT }, credentials: { authToken: 'x' } },
      { inboxId: line.inboxId, signingKey: Buffer.alloc(32), webhookUrl: null, fetch, checkHost: () => Promise.resolve(), now: () => new Date(), log: () => undefined },
    );
    const raw = { providerKey: request.sid, body: Buffer.from(request.body), headers: { 'content-type': request.headers['content-type'] ?? '', 'okno-path': 'sms', 'okno-query': '' }, receivedAt: new Date() };
    const events = await adapter.parse(raw);
    recording = true;
    const result = await crm.ingest.ingest({ inboxId: line.inboxId, raw, interpretation: { events } });
    if (result.status !== 'committed') throw new Error(`The message to be written down was ${result.status}.`);
  } finally {
    prototype.query = original;
    await dataSource.destroy();
  }
  return compile(seen, request.sid, customer);
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

function compile(seen: readonly Seen[], sid: string, customer: string): Script {
  const answers = new Map<string, Piece>();
  const fresh = new Map<string, number>();
  const given = new Set<string>();
  const piecesOf = (text: string): Piece[] => {
    const tokens = [sid, customer, ...answers.keys(), ...fresh.keys()].sort((a, b) => b.length - a.length).map((token) => token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return text.split(new RegExp(`(${tokens.join('|')})`)).filter((part) => part !== '').map((part): Piece => {
      if (part === sid) return { from: 'sid' };
      if (part === customer) return { from: 'customer' };
      const known = answers.get(part);
      if (known) return known;
      const number = fresh.get(part);
      return number === undefined ? { literal: part } : { fresh: number };
    });
  };
  const valueOf = (value: unknown): Value => {
    if (Buffer.isBuffer(value)) return { body: true };
    if (value instanceof Date) return { now: true };
    if (Array.isArray(value)) return { list: value.map(valueOf) };
    if (typeof value !== 'string') return { constant: value };
    for (const [id] of value.matchAll(UUID)) if (!answers.has(id) && !given.has(id) && !fresh.has(id)) fresh.set(id, fresh.size);
    return { pieces: piecesOf(value) };
  };
  const statements = seen.map(({ text, values, row }, index) => {
    // The first question can name only what was there before: the inbox.
    if (answers.size === 0) for (const value of values) if (typeof value === 'string') for (const [id] of value.matchAll(UUID)) given.add(id);
    const compiled = { text, values: values.map(valueOf) };
    gather(row, [], (path, leaf) => {
      if ((leaf.match(UUID)?.[0] === leaf || /^\d{4,}$/.test(leaf)) && !answers.has(leaf) && !fresh.has(leaf)) answers.set(leaf, { answer: index, path });
    });
    return compiled;
  });
  return { batches: Array.from({ length: (seen.at(-1)?.batch ?? -1) + 1 }, (_, number) => statements.filter((_statement, index) => seen[index]?.batch === number)) };
}

function gather(value: unknown, path: readonly string[], found: (path: readonly string[], leaf: string) => void): void {
  if (typeof value === 'string') found(path, value);
  else if (value && typeof value === 'object') for (const [key, inner] of Object.entries(value)) gather(inner, [...path, key], found);
}
