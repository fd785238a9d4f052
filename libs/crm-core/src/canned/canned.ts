import { read, write, type Core, type Reader } from '../core.ts';
import type { Actor, CannedApi, CannedInput } from '../crm.ts';
import { Conflict, Invalid } from '../errors.ts';
import { toAttachmentView } from '../messages/view.ts';
import type { AttachmentRow } from '../messages/row.ts';
import { can, demand, found } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Tx } from '../transaction.ts';
import type { CannedReplyView, Id, Locale } from '../views.ts';
import { EVERYBODY, onlyFor } from '../visibility.ts';
import { dropFiles, keepFiles } from './files.ts';
import { CANNED, toCannedView, type CannedRow } from './row.ts';

const LOCALES: readonly Locale[] = ['ru', 'uk', 'en'];

/**
 * Answers that are written again and again. A personal one is its owner's alone; a team's is its members'; a shared one is
 * everybody's. Own ones are anybody's to write, shared and a team's a leader's (a manager in the team, or an admin).
 */
export function createCanned(core: Core): CannedApi {
  return {
    list: async (actor) => {
      demand(actor, 'canned.read');
      const rows = await read(core).query<CannedRow>(`${CANNED} ORDER BY lower(r.title), r.id`, [actor.userId]);
      return rows.filter((row) => sees(actor, row)).map(toCannedView);
    },
    save: (actor, input) =>
      write(core, async (tx) => {
        demand(actor, 'canned.write');
        const before = input.id ? found(await lock(tx, actor, input.id), 'canned reply', (row) => sees(actor, row)) : null;
        await demandAudience(tx, actor, input);
        const id = input.id ?? core.newId();
        await put(tx, core, actor, id, checked(input), input.id !== undefined);
        await dropFiles(tx, core, id, input.keepFileIds ?? []);
        await keepFiles(tx, core, actor, id, input.attachmentIds ?? []);
        tellChanged(tx, actor, input.audience === 'personal' && (before === null || before.owner_id !== null));
        return toCannedView((await one(tx, actor, id))!);
      }).catch((error: unknown) => {
        throw (error as { constraint?: string }).constraint === 'canned_reply_code' ? new Conflict('code-taken', 'Another reply there has this code.') : error;
      }),
    remove: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'canned.write');
        const before = found(await lock(tx, actor, id), 'canned reply', (row) => sees(actor, row));
        await dropFiles(tx, core, id, []);
        await tx.query('DELETE FROM canned_reply WHERE id = $1', [id]);
        tellChanged(tx, actor, before.owner_id !== null);
      }),
    use: (actor, id) =>
      write(core, async (tx) => {
        demand(actor, 'canned.read');
        found(await one(tx, actor, id), 'canned reply', (row) => sees(actor, row));
        await tx.query(
          `INSERT INTO canned_reply_use (reply_id, user_id, used_count, last_used_at) VALUES ($1, $2, 1, $3)
           ON CONFLICT (reply_id, user_id) DO UPDATE SET used_count = canned_reply_use.used_count + 1, last_used_at = $3`, [id, actor.userId, core.now()]);
        const files = await tx.query<{ id: Id }>('SELECT id FROM canned_reply_file WHERE reply_id = $1 ORDER BY position FOR SHARE', [id]);
        const made: AttachmentRow[] = [];
        for (const file of files) {
          made.push((await tx.one<AttachmentRow>(
            `INSERT INTO attachment (id, uploaded_by, kind, name, mime, size, sha256, state, created_at)
             SELECT $1, $2, f.kind, f.name, f.mime, f.size, f.sha256, 'ready', $3 FROM canned_reply_file f WHERE f.id = $4 RETURNING *`, [core.newId(), actor.userId, core.now(), file.id]))!);
        }
        return { files: made.map(toAttachmentView) };
      }),
  };
}

const one = (reader: Reader, actor: Actor, id: Id): Promise<CannedRow | undefined> => reader.one<CannedRow>(`${CANNED} WHERE r.id = $2`, [actor.userId, id]);

/** Says that something changed, not what: each screen asks for what its person may see. */
function tellChanged(tx: Tx, actor: Actor, onlyOwn: boolean): void {
  tell(tx, { change: { type: 'canned-replies' }, audience: onlyOwn ? onlyFor(actor.userId) : EVERYBODY });
}

function sees(actor: Actor, row: CannedRow): boolean {
  return row.owner_id ? row.owner_id === actor.userId : row.team_id === null || row.mine || can(actor, 'canned.manage');
}

/** The row to be changed; whoever sees it without the right to change it is told so. */
async function lock(tx: Tx, actor: Actor, id: Id): Promise<CannedRow | undefined> {
  await tx.query('SELECT 1 FROM canned_reply WHERE id = $1 FOR NO KEY UPDATE', [id]);
  const row = await one(tx, actor, id);
  if (row && sees(actor, row) && row.owner_id === null) demand(actor, row.team_id && !row.mine ? 'canned.manage' : 'canned.share');
  return row;
}

async function demandAudience(tx: Tx, actor: Actor, { audience, teamId }: CannedInput): Promise<void> {
  if (audience === 'personal') return;
  demand(actor, 'canned.share');
  if (audience === 'shared') return;
  const team = teamId && (await tx.one<{ mine: boolean }>('SELECT EXISTS (SELECT 1 FROM team_member m WHERE m.team_id = t.id AND m.user_id = $2) AS mine FROM team t WHERE t.id = $1', [teamId, actor.userId]));
  if (!team) throw new Invalid('no-team', 'Say which team it is for.', 'teamId');
  if (!team.mine) demand(actor, 'canned.manage');
}

interface Checked {
  readonly title: string;
  readonly code: string | null;
  readonly audience: CannedReplyView['audience'];
  readonly teamId: Id | null;
  readonly texts: CannedReplyView['texts'];
}

function checked(input: CannedInput): Checked {
  const title = input.title.trim();
  if (!title) throw new Invalid('empty-title', 'A reply needs a title.', 'title');
  const code = input.code?.trim() || null;
  if (code && /[\s/]/.test(code)) throw new Invalid('bad-code', 'A code is one word without a slash.', 'code');
  const texts = Object.fromEntries(LOCALES.flatMap((locale) => (input.texts[locale]?.trim() ? [[locale, input.texts[locale].trim()]] : [])));
  if (!Object.keys(texts).length) throw new Invalid('empty', 'Write the reply in at least one language.', 'texts');
  return { title, code, audience: input.audience, teamId: input.audience === 'team' ? (input.teamId ?? null) : null, texts };
}

async function put(tx: Tx, core: Core, actor: Actor, id: Id, reply: Checked, existing: boolean): Promise<void> {
  const values = [id, reply.title, reply.code, reply.audience === 'personal' ? actor.userId : null, reply.teamId, JSON.stringify(reply.texts), core.now()];
  if (existing) await tx.query('UPDATE canned_reply SET title = $2, code = $3, owner_id = $4, team_id = $5, texts = $6, updated_at = $7 WHERE id = $1', values);
  else await tx.query('INSERT INTO canned_reply (id, title, code, owner_id, team_id, texts, created_at, updated_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)', [...values, actor.userId]);
}
