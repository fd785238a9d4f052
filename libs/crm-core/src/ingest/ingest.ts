import type { ChannelEvent } from '#channels';
import { read, write, type Core } from '../core.ts';
import type { IngestApi, IngestInput, IngestResult } from '../crm.ts';
import { NotFound, Unavailable } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import { linkTelegram } from '../users/telegram-link.ts';
import type { Id } from '../views.ts';
import { again, interpretRaw, reasonOf } from './interpret-raw.ts';
import { keepAndLook } from './look.ts';
import { createQuarantine } from './quarantine.ts';

export function createIngest(core: Core): IngestApi {
  return {
    ingest: (input) => ingest(core, input),
    moveCursor: (inboxId, cursor) => write(core, (tx) => moveCursor(tx, inboxId, cursor, core.now())),
    cursor: async (inboxId) => {
      const row = await read(core).one<{ cursor: NonNullable<IngestInput['cursor']> }>('SELECT cursor FROM listener_cursor WHERE inbox_id = $1', [inboxId]);
      return row?.cursor ?? null;
    },
    quarantine: createQuarantine(core),
  };
}

/**
 * Keeps a raw event and turns it into rows, in one transaction; whoever calls acknowledges after it. What cannot be turned
 * into rows is kept as quarantined. Throws NotFound for an unknown inbox and Unavailable when PostgreSQL is away: then
 * nothing is kept and nothing may be acknowledged.
 */
async function ingest(core: Core, input: IngestInput): Promise<IngestResult> {
  const { interpretation } = input;
  const result = 'quarantine' in interpretation ? await keepOnly(core, input, interpretation.quarantine) : await keepAndInterpret(core, input, interpretation.events);
  globalThis.oknoFailpoint?.('K3');
  return result;
}

async function keepAndInterpret(core: Core, input: IngestInput, events: readonly ChannelEvent[]): Promise<IngestResult> {
  const known = events.filter((event) => event.type !== 'unsupported' && event.type !== 'typing');
  const reason = events.find((event) => event.type === 'unsupported')?.reason ?? null;
  const raw = { keep: input.raw, status: known.length ? 'interpreted' : 'ignored', reason } as const;
  try {
    return await again(() =>
      write(core, async (tx) => {
        const linked = input.link && (await linkTelegram(tx, input.inboxId, input.link, core.now()));
        const result = linked
          ? { ...(await interpretRaw(tx, core, input.inboxId, { keep: input.raw, status: 'ignored', reason: 'Linked a person of ours.' }, [])), linked }
          : await interpretRaw(tx, core, input.inboxId, raw, known);
        if (input.cursor) await moveCursor(tx, input.inboxId, input.cursor, core.now());
        return result;
      }),
    );
  } catch (error) {
    // Nothing can be kept while the database is away. Whatever else is wrong with an event must not stop the ones behind it.
    if (error instanceof Unavailable) throw error;
    return keepOnly(core, input, reasonOf(error));
  }
}

/** Keeps what cannot be interpreted, and moves on. */
function keepOnly(core: Core, input: IngestInput, reason: string): Promise<IngestResult> {
  return write(core, async (tx) => {
    const raw = { keep: input.raw, status: 'quarantined', reason: reason.replaceAll('\0', '').slice(0, 1000) } as const;
    const found = await keepAndLook(tx, input.inboxId, raw, { address: null, externalId: null, replyTo: null });
    if (!found) throw new NotFound('inbox');
    if (input.cursor) await moveCursor(tx, input.inboxId, input.cursor, core.now());
    return { status: found.rawId === null ? 'duplicate' : 'quarantined', messageIds: [] };
  });
}

async function moveCursor(tx: Tx, inboxId: Id, cursor: NonNullable<IngestInput['cursor']>, now: Date): Promise<void> {
  await tx.query(
    'INSERT INTO listener_cursor (inbox_id, cursor, moved_at) VALUES ($1, $2, $3) ON CONFLICT (inbox_id) DO UPDATE SET cursor = EXCLUDED.cursor, moved_at = EXCLUDED.moved_at',
    [inboxId, JSON.stringify(cursor), now],
  );
}
