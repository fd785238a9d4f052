import type { Reader } from '../core.ts';
import type { Actor } from '../crm.ts';
import type { AddressKind, FoundPersonView, Id, MarkView } from '../views.ts';
import { CONTACT_VISIBLE, CONVERSATION_VISIBLE, scope } from '../visibility.ts';
import { nameKey } from './transliterate.ts';

/** So many of those who fit are asked whether this person may see them. */
const LOOKED_AT = 300;
/** National writing puts a 0 or an 8 in front; the last nine digits are the subscriber's everywhere. */
const TELLING_DIGITS = 9;

/** Of a misspelled name so much must be right, and how its longest word begins. */
const ALIKE = 0.45;

interface Row {
  readonly id: Id;
  readonly name: string;
  readonly kind: FoundPersonView['kind'];
  readonly identities: { kind: AddressKind; value: string; label: string }[];
  readonly conversation_id: Id | null;
  readonly channels: FoundPersonView['channels'] | null;
  readonly last_message_at: Date | null;
  /** The name they were merged under, where that is the one that fits. */
  readonly former: string | null;
}

/** People by the beginning of their names' words, by part of a name or an address, by the last digits of a phone; last by a name that is spelled almost so. Who was merged is found as whom they are now. */
export async function findPeople(read: Reader, actor: Actor, typed: string, limit: number): Promise<FoundPersonView[]> {
  const sought = soughtBy(typed);
  if (!sought) return [];
  const ask = (how: Pick<Sought, 'longest' | 'key' | 'address' | 'tail'>): Promise<Row[]> => read.query<Row>(FIND, [...scope(actor), sought.words, how.longest, how.key, how.address, how.tail, limit, how.key && sought.alike]);
  const plainly = await ask({ ...sought, key: null });
  // Likeness costs far more: only for names that are nowhere as they were typed, and only among those that begin alike.
  const rows = plainly.length > 0 || !sought.key ? plainly : await ask({ longest: null, key: sought.key, address: null, tail: null });
  return rows.map((row) => toView(row, typed, sought));
}

interface Sought {
  /** Each must begin a word of the name. */
  readonly words: readonly string[];
  /** The whole name as one, for likeness; null: not looked for. */
  readonly key: string | null;
  /** Patterns for LIKE; null: not looked for. */
  readonly longest: string | null;
  readonly alike: string | null;
  readonly address: string | null;
  readonly tail: string | null;
  readonly digits: string;
}

function soughtBy(typed: string): Sought | null {
  const term = typed.trim().slice(0, 200);
  const digits = term.replace(/\D/g, '');
  if (/^\+?[\d\s()./-]+$/.test(term) && digits.length >= 3) {
    const telling = digits.slice(-TELLING_DIGITS);
    return { words: [], longest: null, key: null, alike: null, address: digits.length > TELLING_DIGITS ? null : `%${digits}%`, tail: `%${telling}\n%`, digits: telling };
  }
  const key = nameKey(term);
  const words = key.split(' ').filter(Boolean);
  const address = /\s/.test(term) || term.length < 2 ? null : `%${escapeLike(term.toLowerCase())}%`;
  if (words.length === 0 && !address) return null;
  const longest = words.toSorted((a, b) => b.length - a.length)[0];
  return { words, longest: longest ? `%${escapeLike(longest)}%` : null, key: longest && longest.length > 3 ? key : null, alike: longest ? `% ${escapeLike(longest.slice(0, 2))}%` : null, address, tail: null, digits: '' };
}

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** `$4` words of a name, `$5` the longest as a pattern, `$6` all as one, `$7` part of an address, `$8` the end of a phone, `$9` how many, `$10` how a name that is like it begins. Lower ranks are better. */
const FIND = `WITH fitting AS MATERIALIZED (
    SELECT s.contact_id, CASE
        WHEN s.addresses LIKE $8 THEN 0
        WHEN $5::text IS NOT NULL AND s.name_key LIKE $5 AND (SELECT bool_and(s.name_key LIKE '% ' || replace(replace(replace(w, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%') FROM unnest($4::text[]) w) THEN 1
        WHEN s.addresses LIKE $7 THEN 2
        WHEN s.name_key LIKE $5 AND cardinality($4::text[]) = 1 THEN 3
        WHEN s.name_key LIKE $10 AND word_similarity($6, s.name_key) >= ${ALIKE} THEN 4 END AS rank, CASE WHEN $6::text IS NULL THEN 0 ELSE word_similarity($6, s.name_key) END AS likeness
    FROM contact_search s WHERE s.addresses LIKE $8 OR s.name_key LIKE $5 OR s.addresses LIKE $7 OR s.name_key LIKE $10
  ), nearest AS MATERIALIZED (SELECT * FROM fitting WHERE rank IS NOT NULL ORDER BY rank, likeness DESC, contact_id LIMIT ${LOOKED_AT}),
  person AS (
    SELECT DISTINCT ON (COALESCE(m.merged_root, m.id)) COALESCE(m.merged_root, m.id) AS id, f.rank, f.likeness, CASE WHEN m.merged_root IS NOT NULL THEN m.name END AS former
    FROM nearest f JOIN contact m ON m.id = f.contact_id ORDER BY COALESCE(m.merged_root, m.id), f.rank, f.likeness DESC, m.merged_root NULLS FIRST)
  SELECT k.id, k.name, k.kind, f.former, l.conversation_id, l.channels, l.last_message_at,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('kind', n.kind, 'value', n.value, 'label', n.label) ORDER BY n.created_at, n.id), '[]') FROM contact_identity n WHERE n.contact_id = k.id) AS identities
  FROM person f JOIN contact k ON k.id = f.id LEFT JOIN LATERAL (
    SELECT c.id AS conversation_id, c.channels, c.last_message_at FROM conversation c WHERE c.contact_id = k.id AND ${CONVERSATION_VISIBLE} ORDER BY c.spam, c.last_message_at DESC, c.id DESC LIMIT 1) l ON true
  WHERE ${CONTACT_VISIBLE} ORDER BY f.rank, CASE WHEN f.rank = 4 THEN -f.likeness ELSE 0 END, l.last_message_at DESC NULLS LAST, k.name, k.id LIMIT $9`;

function toView(row: Row, typed: string, sought: Sought): FoundPersonView {
  const nameMarks = marksInName(row.name, sought.words);
  const matching = sought.digits
    ? row.identities.find(({ kind, value }) => kind === 'phone' && value.endsWith(sought.digits)) ?? row.identities.find(({ kind, value }) => kind === 'phone' && value.includes(sought.digits))
    : nameMarks.length === 0 ? row.identities.find(({ value, label }) => `${value}\n${label}`.toLowerCase().includes(typed.trim().toLowerCase())) : undefined;
  const address = matching && { label: matching.label, marks: sought.digits ? marksOfDigits(matching.label, sought.digits) : marksOfPart(matching.label, typed.trim()) };
  const former = !address && nameMarks.length === 0 && row.former ? { label: row.former, marks: marksInName(row.former, sought.words) } : null;
  return {
    contactId: row.id, name: row.name, kind: row.kind, nameMarks, via: address ?? former,
    conversationId: row.conversation_id, channels: row.channels ?? [], lastMessageAt: row.last_message_at?.toISOString() ?? null,
  };
}

/** The words of a name that begin like one of those sought. */
function marksInName(name: string, words: readonly string[]): MarkView[] {
  return [...name.matchAll(/[\p{L}\p{M}\p{N}'’ʼ]+/gu)].filter(([word]) => words.some((sought) => nameKey(word).startsWith(sought))).map((match) => ({ from: match.index, to: match.index + match[0].length }));
}

function marksOfPart(label: string, part: string): MarkView[] {
  const at = label.toLowerCase().indexOf(part.toLowerCase());
  return at < 0 ? [] : [{ from: at, to: at + part.length }];
}

/** The digits sought, wherever spaces and brackets stand between them; the last such run. */
function marksOfDigits(label: string, digits: string): MarkView[] {
  const places = [...label.matchAll(/\d/g)].map((match) => match.index);
  const at = places.map((place) => label[place]).join('').lastIndexOf(digits);
  return at < 0 ? [] : [{ from: places[at]!, to: places[at + digits.length - 1]! + 1 }];
}
