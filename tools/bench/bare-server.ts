import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { runBatch } from '../../libs/crm-core/src/batch.ts';
import type { Piece, Script, Value } from './record-statements.ts';

// The ceiling: nothing but node:http and the product's own statements, as they were written down. Arguments: database, script.
const [databaseUrl = '', scriptFile = ''] = process.argv.slice(2);
const script = JSON.parse(readFileSync(scriptFile, 'utf8')) as Script;
const pool = new pg.Pool({ connectionString: databaseUrl, max: 20 });
const answer = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

interface Filling { readonly sid: string; readonly customer: string; readonly body: Buffer; readonly fresh: string[]; readonly rows: unknown[] }

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => void chunks.push(chunk));
  request.on('end', () => {
    run(Buffer.concat(chunks)).then(
      () => response.writeHead(200, { 'content-type': 'text/xml; charset=utf-8', 'content-length': Buffer.byteLength(answer) }).end(answer),
      (error: unknown) => response.writeHead(503).end(String(error)),
    );
  });
}).listen(0, '127.0.0.1', function (this: { address(): unknown }) {
  console.log(JSON.stringify({ ready: true, port: (this.address() as AddressInfo).port }));
});

async function run(body: Buffer): Promise<void> {
  const form = new URLSearchParams(body.toString());
  const filling: Filling = { sid: form.get('MessageSid') ?? '', customer: form.get('From') ?? '', body, fresh: [], rows: [] };
  const client = await pool.connect();
  try {
    for (const batch of script.batches) {
      const results = await runBatch(client, batch.map(({ text, values }) => ({ text, values: values.map((value) => fill(value, filling)) })));
      filling.rows.push(...results.map(({ rows }) => rows[0]));
    }
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

function fill(value: Value, filling: Filling): unknown {
  if ('constant' in value) return value.constant;
  if ('body' in value) return filling.body;
  if ('now' in value) return new Date();
  if ('list' in value) return value.list.map((inner) => fill(inner, filling));
  return value.pieces.map((piece) => textOf(piece, filling)).join('');
}

function textOf(piece: Piece, filling: Filling): string {
  if ('literal' in piece) return piece.literal;
  if ('from' in piece) return filling[piece.from];
  if ('fresh' in piece) return (filling.fresh[piece.fresh] ??= randomUUID());
  let at: unknown = filling.rows[piece.answer];
  for (const key of piece.path) at = (at as Record<string, unknown> | null | undefined)?.[key];
  return String(at);
}
