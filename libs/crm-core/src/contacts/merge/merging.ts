import { recordAudit } from '../../company/audit.ts';
import { read, write, type Core, type Reader } from '../../core.ts';
import type { Actor, ContactsApi } from '../../crm.ts';
import { Conflict, Invalid, NotFound } from '../../errors.ts';
import { demand } from '../../policy.ts';
import { tell } from '../../sync/append.ts';
import type { Tx } from '../../transaction.ts';
import type { ContactView, Id, MergePreviewView } from '../../views.ts';
import { CONVERSATION_VISIBLE, MESSAGE_VISIBLE, requireContact, scope } from '../../visibility.ts';
import { announceContact, audienceOfContact } from '../announce.ts';
import { readContact } from '../row.ts';
import { chosen, differing, readColumns, takenBack, writeChanged, type Changed } from './fields.ts';
import { holdContacts, treeOf } from './hold.ts';
import { moveBack, moveOver } from './move.ts';
import { tellConversations, tellMoved } from './tell-moved.ts';

/** Two contacts that are one person, joined by a person, and taken apart again: every row then ends where it was. */
export function createMerging(core: Core): Pick<ContactsApi, 'mergePreview' | 'merge' | 'unmerge'> {
  return {
    mergePreview: async (actor, id, otherId) => {
      demand(actor, 'contact.merge');
      const reader = read(core);
      await requireTwo(reader, actor, id, otherId);
      const [contact, other, columns, otherColumns, moves, reasons] = await Promise.all([
        readContact(reader, id), readContact(reader, otherId), readColumns(reader, id), readColumns(reader, otherId), reader.one<MergePreviewView['moves']>(MOVES, [...scope(actor), otherId]),
        reader.query<{ reason: string; value: string }>(REASONS, [id, otherId]),
      ]);
      return { contact: contact!, other: other!, fields: differing(columns, otherColumns), moves: moves!, reasons };
    },
    merge: (actor, id, otherId, take = {}) =>
      write(core, async (tx) => {
        demand(actor, 'contact.merge');
        const before = await tx.one<{ merged_into: Id | null }>('SELECT merged_into FROM contact WHERE id = $1', [otherId]);
        if (before?.merged_into === id) return mergedBefore(tx, actor, id);
        await requireTwo(tx, actor, id, otherId);
        await holdContacts(tx, [otherId], [id, otherId], [id, otherId]);
        if (await tx.one('SELECT 1 FROM contact WHERE id IN ($1, $2) AND merged_into IS NOT NULL', [id, otherId])) throw new Conflict('changed-meanwhile', 'One of them was merged by a colleague just now.');
        const columns = await readColumns(tx, id);
        const changed = chosen(columns, await readColumns(tx, otherId), take);
        await join(tx, core, actor, { id, otherId, changed });
        const moved = await moveOver(tx, otherId, id);
        await writeChanged(tx, id, columns, Object.fromEntries(Object.entries(changed).map(([column, { after }]) => [column, after])));
        await lookForLastTouch(tx, [id]);
        tell(tx, { change: { type: 'contact-merged', contactId: otherId, intoId: id }, audience: await audienceOfContact(tx, id) });
        await tellMoved(tx, id, moved);
        return tellWhoTheyAre(tx, id, 'name' in changed || 'kind' in changed, moved.conversations);
      }),
    unmerge: (actor, mergeId) =>
      write(core, async (tx) => {
        demand(actor, 'contact.merge');
        const merge = await tx.one<MergeRow>('SELECT m.*, COALESCE(k.merged_root, k.id) AS root FROM contact_merge m JOIN contact k ON k.id = m.contact_id WHERE m.id = $1', [mergeId]);
        if (!merge) throw new NotFound('merge');
        await requireContact(tx, actor, merge.root);
        if (merge.undone_at) return (await readContact(tx, merge.contact_id))!;
        const { contact_id: id, into_id: parentId, root } = merge;
        const tree = await treeOf(tx, id);
        await holdContacts(tx, tree, [root], [root, parentId, ...tree]);
        const same = await tx.one('SELECT 1 FROM contact k JOIN contact_merge m ON m.contact_id = k.id WHERE m.id = $1 AND m.undone_at IS NULL AND k.merged_root = $2', [mergeId, root]);
        if (!same || (await treeOf(tx, id)).length !== tree.length) throw new Conflict('changed-meanwhile', 'A colleague merged or undid something of this contact just now.');
        await part(tx, core, actor, merge);
        const moved = await moveBack(tx, root, id, tree, merge.at);
        const renamed = await giveBackFields(tx, merge);
        await lookForLastTouch(tx, [root, id]);
        tell(tx, { change: { type: 'contact-parted', contactId: id, fromId: root }, audience: await audienceOfContact(tx, root) });
        await tellMoved(tx, id, moved);
        await tellWhoTheyAre(tx, root, renamed && parentId === root, []);
        return announceContact(tx, id);
      }),
  };
}

interface MergeRow {
  readonly id: Id;
  readonly contact_id: Id;
  readonly into_id: Id;
  readonly root: Id;
  readonly at: Date;
  readonly undone_at: Date | null;
}

/** Both are there for this actor, and may be one. */
async function requireTwo(reader: Reader, actor: Actor, id: Id, otherId: Id): Promise<void> {
  if (id === otherId) throw new Invalid('same-contact', 'This is the same contact.', 'otherId');
  await requireContact(reader, actor, id);
  await requireContact(reader, actor, otherId);
  const kinds = await reader.query<{ kind: ContactView['kind'] }>('SELECT kind FROM contact WHERE id IN ($1, $2)', [id, otherId]);
  if (kinds.some(({ kind }) => kind === 'group') && kinds.some(({ kind }) => kind !== 'group')) throw new Invalid('group', 'A group is nobody in particular.', 'otherId');
}

async function mergedBefore(tx: Tx, actor: Actor, id: Id): Promise<ContactView> {
  await requireContact(tx, actor, id);
  return (await readContact(tx, id))!;
}

async function join(tx: Tx, core: Core, actor: Actor, { id, otherId, changed }: { id: Id; otherId: Id; changed: Changed }): Promise<void> {
  const mergeId = core.newId();
  tx.write(
    { text: 'UPDATE contact SET merged_into = CASE WHEN id = $1 THEN $2 ELSE merged_into END, merged_root = $2 WHERE id = $1 OR merged_root = $1', values: [otherId, id] },
    { text: 'INSERT INTO contact_merge (id, contact_id, into_id, by_id, at, changed) VALUES ($1, $2, $3, $4, $5, $6)', values: [mergeId, otherId, id, actor.userId, core.now(), JSON.stringify(changed)] },
  );
  await recordAudit(tx, { userId: actor.userId, action: 'contact.merge', thing: id, detail: { mergeId, otherId } });
}

async function part(tx: Tx, core: Core, actor: Actor, { id: mergeId, contact_id: id, root }: MergeRow): Promise<void> {
  tx.write(
    { text: `WITH RECURSIVE tree AS (SELECT $1::uuid AS id UNION ALL SELECT k.id FROM contact k JOIN tree t ON k.merged_into = t.id)
        UPDATE contact SET merged_into = CASE WHEN contact.id = $1 THEN NULL ELSE merged_into END, merged_root = CASE WHEN contact.id = $1 THEN NULL ELSE $1 END FROM tree WHERE contact.id = tree.id`, values: [id] },
    { text: 'UPDATE contact_merge SET undone_by = $2, undone_at = $3 WHERE id = $1', values: [mergeId, actor.userId, core.now()] },
  );
  await recordAudit(tx, { userId: actor.userId, action: 'contact.unmerge', thing: root, detail: { mergeId, contactId: id } });
}

/** Returns whether the survivor is called otherwise now. */
async function giveBackFields(tx: Tx, { id, into_id }: MergeRow): Promise<boolean> {
  const merges = await tx.query<{ id: Id; changed: Changed }>('SELECT id, changed FROM contact_merge WHERE into_id = $1 AND (undone_at IS NULL OR id = $2) ORDER BY seq', [into_id, id]);
  const columns = await readColumns(tx, into_id);
  const { values, later } = takenBack(columns, merges, id);
  for (const each of later) tx.write({ text: 'UPDATE contact_merge SET changed = $2 WHERE id = $1', values: [each.id, JSON.stringify(each.changed)] });
  await writeChanged(tx, into_id, columns, values);
  return 'name' in values || 'kind' in values;
}

async function lookForLastTouch(tx: Tx, ids: readonly Id[]): Promise<void> {
  await tx.query(
    `UPDATE contact k SET last_touch = t.source, last_touch_at = t.at FROM unnest($1::uuid[]) AS i (id) LEFT JOIN LATERAL (SELECT source, at FROM touch WHERE contact_id = i.id ORDER BY at DESC LIMIT 1) t ON true
     WHERE k.id = i.id`, [ids]);
}

/** Rows in lists carry the name; those that moved were told already, with it. */
async function tellWhoTheyAre(tx: Tx, id: Id, renamed: boolean, told: readonly Id[]): Promise<ContactView> {
  const rows = renamed ? await tx.query<{ id: Id }>("UPDATE conversation SET version = version WHERE contact_id = $1 AND status <> 'closed' AND id <> ALL ($2::uuid[]) RETURNING id", [id, told]) : [];
  await tellConversations(tx, rows.map((row) => row.id), false);
  return announceContact(tx, id);
}

/** What somebody would bring along, as far as this actor sees it. */
const MOVES = `WITH c AS (SELECT c.id FROM conversation c WHERE c.contact_id = $4 AND ${CONVERSATION_VISIBLE}),
    m AS (SELECT m.id, m.kind FROM c JOIN message m ON m.conversation_id = c.id WHERE m.deleted_at IS NULL AND ${MESSAGE_VISIBLE})
  SELECT (SELECT count(*)::int FROM c) AS conversations, (SELECT count(*)::int FROM m WHERE kind IN ('text', 'call')) AS messages, (SELECT count(*)::int FROM m WHERE kind = 'note') AS notes,
    (SELECT count(*)::int FROM sales_order WHERE contact_id = $4) AS orders, (SELECT count(*)::int FROM deal WHERE contact_id = $4) AS deals,
    (SELECT count(*)::int FROM task WHERE contact_id = $4 AND status = 'open') AS tasks, (SELECT count(*)::int FROM lead WHERE contact_id = $4) AS leads,
    (SELECT count(*)::int FROM m JOIN attachment a ON a.message_id = m.id) AS files`;

/** Of hints about anybody of the one with anybody of the other. */
const REASONS = `SELECT DISTINCT h.reason, h.value FROM duplicate_hint h JOIN contact a ON a.id = h.contact_id JOIN contact b ON b.id = h.other_id
  WHERE h.dismissed_at IS NULL AND (COALESCE(a.merged_root, a.id), COALESCE(b.merged_root, b.id)) IN (($1::uuid, $2::uuid), ($2, $1)) ORDER BY h.reason, h.value`;
