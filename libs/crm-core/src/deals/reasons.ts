import { read, write, type Core, type Reader } from '../core.ts';
import type { DealsApi } from '../crm.ts';
import { cut } from '../cut.ts';
import { Invalid, NotFound } from '../errors.ts';
import { demand } from '../policy.ts';
import { tell } from '../sync/append.ts';
import type { Id, ReasonKind, ReasonView } from '../views.ts';
import { EVERYBODY } from '../visibility.ts';

/** Why leads and deals end: lists that the company keeps. What was named once stays named, also when it is offered no more. */
export function createReasons(core: Core): DealsApi['reasons'] {
  return {
    list: async (actor) => {
      demand(actor, 'pipeline.read');
      return readReasons(read(core), null);
    },
    save: (actor, kind, reasons) =>
      write(core, async (tx) => {
        demand(actor, 'pipeline.manage');
        await tx.query('SELECT pg_advisory_xact_lock(7130615)');
        const names = reasons.map(({ name }) => cut(name.trim(), 100));
        if (!names.length) throw new Invalid('no-reasons', 'Keep at least one reason.', 'reasons');
        if (names.some((name) => !name)) throw new Invalid('empty-name', 'A reason needs a name.', 'reasons');
        if (new Set(names.map((name) => name.toLowerCase())).size < names.length) throw new Invalid('same-name', 'Two reasons have the same name.', 'reasons');
        const before = await readReasons(tx, kind);
        // Out of the way first, so that two may exchange their names.
        await tx.query('UPDATE reason SET removed_at = $2 WHERE kind = $1 AND removed_at IS NULL', [kind, core.now()]);
        for (const [position, { id }] of reasons.entries()) {
          const same = before.find((reason) => reason.id === id);
          if (id && !same) throw new NotFound('reason');
          await tx.query(
            `INSERT INTO reason (id, kind, code, name, position) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (id) DO UPDATE SET code = EXCLUDED.code, name = EXCLUDED.name, position = EXCLUDED.position, removed_at = NULL`,
            [id ?? core.newId(), kind, same?.name === names[position] ? same?.code : null, names[position], position]);
        }
        const saved = await readReasons(tx, kind);
        tell(tx, { change: { type: 'reasons', kind, reasons: saved }, audience: EVERYBODY });
        return saved;
      }),
  };
}

const readReasons = (reader: Reader, kind: ReasonKind | null): Promise<ReasonView[]> =>
  reader.query<ReasonView>('SELECT id, kind, code, name FROM reason WHERE removed_at IS NULL AND ($1::text IS NULL OR kind = $1) ORDER BY kind, position, id', [kind]);

/** One of the list, by id or by its words. Throws Invalid `no-reason` when none is named, `bad-reason` when it is not on the list. */
export async function requireReason(reader: Reader, kind: ReasonKind, named: { id?: Id | undefined; words?: string | undefined }, path: string): Promise<{ id: Id; name: string }> {
  const words = named.words?.trim();
  if (!named.id && !words) throw new Invalid('no-reason', 'Say the reason.', path);
  const reason = await reader.one<{ id: Id; name: string }>(
    'SELECT id, coalesce(code, name) AS name FROM reason WHERE kind = $1 AND removed_at IS NULL AND (id = $2 OR ($2::uuid IS NULL AND (lower(name) = lower($3) OR code = $3))) LIMIT 1', [kind, named.id ?? null, words ?? null]);
  if (!reason) throw new Invalid('bad-reason', 'This reason is not on the list.', path);
  return reason;
}
