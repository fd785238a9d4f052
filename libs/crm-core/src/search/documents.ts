import { Parser } from 'htmlparser2';
import type { Statement } from '../batch.ts';
import type { Reader } from '../core.ts';
import type { AddressKind, Id, MessageKind } from '../views.ts';
import { vectorOf, type Searched } from './lexemes.ts';
import { nameKey } from './transliterate.ts';

/** A message as far as it is searched. */
export interface SourceMessage {
  readonly id: Id;
  readonly conversation_id: Id;
  readonly inbox_id: Id | null;
  readonly channel: string | null;
  readonly kind: MessageKind;
  readonly subject: string | null;
  readonly text: string;
  /** Only where there is no text. */
  readonly html: string | null;
  readonly card: string | null;
  readonly files: string[] | null;
  readonly occurred_at: Date;
  readonly deleted_at: Date | null;
}

/** Over `message m`. What was quoted is left out: it was found where it was said. */
export const SOURCE_COLUMNS = `m.id, m.conversation_id, m.inbox_id, m.channel, m.kind, m.subject, m.text, CASE WHEN m.text = '' THEN m.html END AS html, m.payload->'contactCard'->>'name' AS card,
  (SELECT array_agg(a.name ORDER BY a.position, a.id) FROM attachment a WHERE a.message_id = m.id) AS files, m.occurred_at, m.deleted_at`;

/** The words of a message where a person sees them. */
export function searchedOf(message: Pick<SourceMessage, 'subject' | 'text' | 'html' | 'card' | 'files'>): Searched {
  const text = message.text || (message.html ? wordsOf(message.html) : '');
  return { subject: message.subject ?? '', text: message.card ? `${text}\n${message.card}`.trim() : text, files: message.files ?? [] };
}

/** What a layout says, without its tags, styles and scripts. */
export function wordsOf(html: string): string {
  let silent = 0;
  const words: string[] = [];
  const parser = new Parser({
    onopentagname: (name) => { if (SILENT.has(name)) silent += 1; else words.push(' '); },
    onclosetag: (name) => { if (SILENT.has(name)) silent = Math.max(0, silent - 1); else words.push(' '); },
    ontext: (text) => { if (!silent) words.push(text); },
  });
  parser.end(html);
  return words.join('').replace(/\s+/g, ' ').trim();
}
const SILENT = new Set(['style', 'script', 'head', 'title', 'template']);

/** Brings the index to what these messages say now: ids that are gone, deleted or without a word leave it. */
export async function writeMessages(read: Reader, ids: readonly Id[]): Promise<Statement[]> {
  if (ids.length === 0) return [];
  const rows = await read.query<SourceMessage>(`SELECT ${SOURCE_COLUMNS} FROM message m WHERE m.id = ANY($1)`, [ids]);
  return statementsFor(ids, rows);
}

export function statementsFor(ids: readonly Id[], rows: readonly SourceMessage[]): Statement[] {
  const kept = rows.flatMap((row) => {
    const vector = row.deleted_at || row.kind === 'activity' ? null : vectorOf(searchedOf(row), row.occurred_at);
    return vector === null ? [] : [{ ...row, vector }];
  });
  const here = new Set(kept.map(({ id }) => id));
  const gone = ids.filter((id) => !here.has(id));
  return [
    ...(gone.length ? [{ text: 'DELETE FROM message_search WHERE message_id = ANY($1)', values: [gone] }] : []),
    ...(kept.length
      ? [{
          text: PUT_MESSAGES,
          values: [kept.map((row) => row.id), kept.map((row) => row.conversation_id), kept.map((row) => row.inbox_id), kept.map((row) => row.channel), kept.map((row) => row.occurred_at), kept.map((row) => row.vector)],
        }]
      : []),
  ];
}

/** A message that was removed between the reading and the writing is not put back. */
const PUT_MESSAGES = `INSERT INTO message_search (message_id, conversation_id, inbox_id, channel, occurred_at, lexemes)
  SELECT n.id, n.conversation_id, n.inbox_id, n.channel, n.occurred_at, n.vector::tsvector
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::text[]) AS n (id, conversation_id, inbox_id, channel, occurred_at, vector)
  WHERE EXISTS (SELECT 1 FROM message m WHERE m.id = n.id AND m.deleted_at IS NULL)
  ON CONFLICT (message_id) DO UPDATE SET conversation_id = EXCLUDED.conversation_id, inbox_id = EXCLUDED.inbox_id, channel = EXCLUDED.channel, occurred_at = EXCLUDED.occurred_at, lexemes = EXCLUDED.lexemes`;

interface SourceContact {
  readonly id: Id;
  readonly name: string;
  readonly addresses: { kind: AddressKind; value: string; label: string }[];
}

/** The same for people: their name in one spelling, their addresses as they may be typed. */
export async function writeContacts(read: Reader, ids: readonly Id[]): Promise<Statement[]> {
  if (ids.length === 0) return [];
  const rows = await read.query<SourceContact>(
    `SELECT k.id, k.name, (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'value', n.value, 'label', n.label)), '[]') FROM contact_identity n WHERE n.contact_id = k.id) AS addresses
     FROM contact k WHERE k.id = ANY($1)`, [ids]);
  if (rows.length === 0) return [];
  return [{ text: PUT_CONTACTS, values: [rows.map(({ id }) => id), rows.map(({ name }) => ` ${nameKey(name)}`), rows.map(({ addresses }) => addresses.flatMap(linesOf).map((line) => `${line}\n`).join(''))] }];
}

const PUT_CONTACTS = `INSERT INTO contact_search (contact_id, name_key, addresses)
  SELECT n.id, n.name_key, n.addresses FROM unnest($1::uuid[], $2::text[], $3::text[]) AS n (id, name_key, addresses) WHERE EXISTS (SELECT 1 FROM contact k WHERE k.id = n.id)
  ON CONFLICT (contact_id) DO UPDATE SET name_key = EXCLUDED.name_key, addresses = EXCLUDED.addresses`;

function linesOf({ kind, value, label }: SourceContact['addresses'][number]): string[] {
  switch (kind) {
    case 'phone':
    case 'email':
      return [value.toLowerCase()];
    case 'telegram':
      return label.startsWith('@') ? [label.toLowerCase()] : [];
    case 'http':
      return [label.toLowerCase()];
    case 'visitor':
      return [];
  }
}
