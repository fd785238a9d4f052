import { read, write, type Core } from '../core.ts';
import type { Actor, DraftsApi } from '../crm.ts';
import { NotFound } from '../errors.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { DraftMode, DraftView, Id } from '../views.ts';
import { CONVERSATION_VISIBLE, onlyFor, requireConversation, scope } from '../visibility.ts';
import { isNothing, keepOthers, type DraftContent, type OtherVersion } from './keep-others.ts';

interface Row {
  conversation_id: Id;
  mode: DraftMode;
  id: Id | null;
  text: string;
  beside: Record<string, unknown>;
  attachment_ids: Id[];
  others: OtherVersion[];
  version: number;
  gone_id: Id | null;
  changed_at: Date;
}

const NEWEST = 500;

/** What each person has typed and not sent. Nobody else sees it. Who wrote last has their words in the composer; what gave way to them is kept beside. */
export function createDrafts(core: Core): DraftsApi {
  /** Right, lock, change, event: every act on a draft. `act` gives null when there is nothing to do. */
  const change = (actor: Actor, conversationId: Id, mode: DraftMode, act: (row: Row, tx: Tx) => Promise<Partial<Row> | null>): Promise<DraftView> =>
    write(core, async (tx) => {
      await requireConversation(tx, actor, conversationId);
      await tx.query('INSERT INTO draft (user_id, conversation_id, mode, version, changed_at) VALUES ($1, $2, $3, 0, $4) ON CONFLICT DO NOTHING', [actor.userId, conversationId, mode, core.now()]);
      const row = (await tx.one<Row>('SELECT * FROM draft WHERE user_id = $1 AND conversation_id = $2 AND mode = $3 FOR UPDATE', [actor.userId, conversationId, mode]))!;
      const part = await act(row, tx);
      if (!part) return toView(row);
      const next: Row = { ...row, ...part, version: row.version + 1, changed_at: core.now() };
      await save(tx, actor.userId, next);
      return toView(next);
    });

  return {
    list: async (actor) =>
      (await read(core).query<Row>(
        `SELECT d.* FROM draft d JOIN conversation c ON c.id = d.conversation_id WHERE d.user_id = $4 AND (d.id IS NOT NULL OR d.others <> '[]') AND ${CONVERSATION_VISIBLE} ORDER BY d.changed_at DESC LIMIT $5`,
        [...scope(actor), actor.userId, NEWEST])).map(toView),
    of: async (actor, conversationId) => {
      await requireConversation(read(core), actor, conversationId);
      return (await read(core).query<Row>('SELECT * FROM draft WHERE user_id = $1 AND conversation_id = $2 ORDER BY mode', [actor.userId, conversationId])).map(toView);
    },
    save: (actor, conversationId, mode, input) =>
      change(actor, conversationId, mode, async (row, tx) => {
        if (input.id === row.gone_id) return null;
        const attachmentIds = await ownUploads(tx, actor, input.attachmentIds);
        const content: DraftContent = { text: input.text, beside: input.beside, attachmentIds };
        const nothing = isNothing(content) && Object.keys(content.beside).length === 0;
        const lost = input.basedOn === row.version || row.id === null ? null : asOther(row, core);
        const others = keepOthers(content, row.others, lost);
        return {
          ...(nothing ? { id: null, text: '', beside: {}, gone_id: input.id } : { id: input.id, text: content.text, beside: { ...content.beside } }),
          others, attachment_ids: nothing ? [] : attachmentIds,
        };
      }),
    restore: (actor, conversationId, mode, otherId) =>
      change(actor, conversationId, mode, async (row) => {
        const chosen = row.others.find((other) => other.id === otherId);
        if (!chosen) throw new NotFound('version of the draft');
        const others = keepOthers(chosen, row.others.filter((other) => other !== chosen), row.id === null ? null : asOther(row, core));
        return { id: core.newId(), text: chosen.text, beside: { ...chosen.beside }, others, attachment_ids: [...chosen.attachmentIds] };
      }),
    discardOther: (actor, conversationId, mode, otherId) =>
      change(actor, conversationId, mode, async (row) => {
        const others = row.others.filter((other) => other.id !== otherId);
        return others.length === row.others.length ? null : { others };
      }),
    trim: (days) =>
      write(core, async (tx) => {
        const gone = await tx.query("DELETE FROM draft WHERE id IS NULL AND others = '[]' AND changed_at < $1 RETURNING 1", [new Date(core.now().getTime() - days * 86_400_000)]);
        return gone.length;
      }),
  };
}

/** The words were sent: gone in the transaction that sends them. Another draft, begun since, stays. */
export async function draftSent(tx: Tx, core: Core, actor: Actor, conversationId: Id, mode: DraftMode, draftId: Id): Promise<void> {
  const row = await tx.one<Row>('SELECT * FROM draft WHERE user_id = $1 AND conversation_id = $2 AND mode = $3 FOR UPDATE', [actor.userId, conversationId, mode]);
  if (row && row.id !== null && row.id !== draftId) return;
  // Also where no word of it reached us yet: it may still come.
  const fresh: Row = { conversation_id: conversationId, mode, id: null, text: '', beside: {}, attachment_ids: [], others: [], version: 0, gone_id: null, changed_at: core.now() };
  const before = row ?? fresh;
  await save(tx, actor.userId, { ...before, id: null, text: '', beside: {}, attachment_ids: [], gone_id: draftId, version: before.version + 1, changed_at: core.now() });
}

async function save(tx: Tx, userId: Id, row: Row): Promise<void> {
  await tx.query(
    `INSERT INTO draft (user_id, conversation_id, mode, id, text, beside, attachment_ids, others, version, gone_id, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (user_id, conversation_id, mode) DO UPDATE SET id = $4, text = $5, beside = $6, attachment_ids = $7, others = $8, version = $9, gone_id = $10, changed_at = $11`,
    [userId, row.conversation_id, row.mode, row.id, row.text, JSON.stringify(row.beside), row.attachment_ids, JSON.stringify(row.others), row.version, row.gone_id, row.changed_at]);
  tell(tx, { change: { type: 'draft', conversationId: row.conversation_id, mode: row.mode, id: row.id, version: row.version }, audience: onlyFor(userId) });
}

const ownUploads = async (tx: Tx, actor: Actor, ids: readonly Id[]): Promise<Id[]> => {
  if (!ids.length) return [];
  const own = new Set((await tx.query<{ id: Id }>('SELECT id FROM attachment WHERE id = ANY ($1::uuid[]) AND uploaded_by = $2 AND message_id IS NULL', [ids, actor.userId])).map((row) => row.id));
  return ids.filter((id) => own.has(id));
};

const asOther = (row: Row, core: Core): OtherVersion => ({ id: core.newId(), text: row.text, beside: row.beside, attachmentIds: row.attachment_ids, at: row.changed_at.toISOString() });

const toView = (row: Row): DraftView => ({
  conversationId: row.conversation_id, mode: row.mode, id: row.id, text: row.text, beside: row.beside, others: row.others.map(({ id, text, at }) => ({ id, text, at })), version: row.version,
  changedAt: row.changed_at.toISOString(),
});
