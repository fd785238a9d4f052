import type { ChannelEvent } from '#channels';
import { read, write, type Core } from '../core.ts';
import type { IngestApi, IngestInput, IngestResult } from '../crm.ts';
import { NotFound, Unavailable } from '../errors.ts';
import type { Tx } from '../transaction.ts';
import { linkTelegram } from '../users/telegram-link.ts';
import type { Id } from '../views.ts';
import { again, interpretKept, interpretRaw, keepRaw, lockAhead, reasonOf, type Kept } from './interpret-raw.ts';
import { keepAndLook } from './look.ts';
import { createQuarantine } from './quarantine.ts';

export function createIngest(core: Core): IngestApi {
  return {
    ingest: (input) => ingest(core, input),
    ingestBacklog: (inputs) => ingestBacklog(core, inputs),
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
  const result = 'quarantine' in interpretation ? await keepOnly(core, input, interpretation.quarantine) : await keepAndInterpret(core, input);
  globalThis.oknoFailpoint?.('K3');
  return result;
}

/**
 * What queued up at one inbox, in its order, as far as one short transaction goes: all of it, with the cursor of a listener's last
 * one. When anything is wrong with one of them, each goes alone as in {@link ingest}, so that the bad one stops no other.
 * Answers for the first ones, at least one; the caller brings the others again. Throws as ingest does, with nothing kept.
 */
async function ingestBacklog(core: Core, inputs: readonly IngestInput[]): Promise<IngestResult[]> {
  if (inputs.length < 2) return Promise.all(inputs.map((input) => ingest(core, input)));
  try {
    const results = await write(core, (tx) => keepTogether(tx, core, inputs));
    globalThis.oknoFailpoint?.('K3');
    return results;
  } catch (error) {
    if (error instanceof Unavailable) throw error;
    return oneByOne(core, inputs);
  }
}

/** Others wait for a conversation that is locked here, and the feed for the commit: not longer than a person notices. */
const LONGEST_TOGETHER_MS = 250;
/** Kept and looked around for in one go: half of what usually comes together, so that PostgreSQL looks around for one half while the other is interpreted. */
const AT_ONCE = 8;

async function keepTogether(tx: Tx, core: Core, inputs: readonly IngestInput[]): Promise<IngestResult[]> {
  // The same few statements again and again: planning each anew for its values costs more than it saves.
  tx.write({ text: 'SET LOCAL plan_cache_mode = force_generic_plan', values: [] });
  const began = core.now().getTime();
  const results: IngestResult[] = [];
  const touched = new Set<string>();
  let ahead: Promise<Kept[]> | null = null;
  while (results.length < inputs.length && (ahead || core.now().getTime() - began <= LONGEST_TOGETHER_MS)) {
    const run = runFrom(inputs, results.length);
    if (!run.length) {
      results.push(await interpretInto(tx, core, inputs[results.length]!));
      continue;
    }
    const kept = await lockAhead(tx, await (ahead ?? keepRun(tx, run)));
    // The next are looked around for while these are interpreted; what these change meanwhile stands in `touched`.
    const next = core.now().getTime() - began <= LONGEST_TOGETHER_MS ? runFrom(inputs, results.length + run.length) : [];
    ahead = next.length ? keepRun(tx, next) : null;
    ahead?.catch(() => undefined);
    for (const one of kept) results.push(await interpretKept(tx, core, one, touched));
  }
  const cursor = inputs.slice(0, results.length).findLast((input) => input.cursor)?.cursor;
  if (cursor) await moveCursor(tx, inputs[0]!.inboxId, cursor, core.now());
  return results;
}

/** The next few that are alike; none when the very next is to be quarantined or links a person, which goes alone. */
function runFrom(inputs: readonly IngestInput[], start: number): IngestInput[] {
  const next = inputs.slice(start, start + AT_ONCE);
  const odd = next.findIndex((input) => 'quarantine' in input.interpretation || input.link);
  return odd < 0 ? next : next.slice(0, odd);
}

const keepRun = (tx: Tx, run: readonly IngestInput[]): Promise<Kept[]> =>
  Promise.all(run.map((input) => keepEvents(tx, input, 'events' in input.interpretation ? input.interpretation.events : [])));

async function oneByOne(core: Core, inputs: readonly IngestInput[]): Promise<IngestResult[]> {
  const results: IngestResult[] = [];
  for (const input of inputs) {
    try {
      results.push(await ingest(core, input));
    } catch (error) {
      if (!results.length) throw error;
      break;
    }
  }
  return results;
}

async function keepAndInterpret(core: Core, input: IngestInput): Promise<IngestResult> {
  try {
    return await again(() => write(core, (tx) => interpretInto(tx, core, input).then((result) => withCursor(tx, core, input, result))));
  } catch (error) {
    // Nothing can be kept while the database is away. Whatever else is wrong with an event must not stop the ones behind it.
    if (error instanceof Unavailable) throw error;
    return keepOnly(core, input, reasonOf(error));
  }
}

async function interpretInto(tx: Tx, core: Core, input: IngestInput): Promise<IngestResult> {
  const { inboxId, interpretation, link, raw } = input;
  if ('quarantine' in interpretation) return keepQuarantined(tx, input, interpretation.quarantine);
  const linked = link && (await linkTelegram(tx, inboxId, link, core.now()));
  if (!linked) return interpretKept(tx, core, await keepEvents(tx, input, interpretation.events), new Set());
  return { ...(await interpretRaw(tx, core, inboxId, { keep: raw, status: 'ignored', reason: 'Linked a person of ours.' }, [])), linked };
}

function keepEvents(tx: Tx, { inboxId, raw }: IngestInput, events: readonly ChannelEvent[]): Promise<Kept> {
  const known = events.filter((event) => event.type !== 'unsupported' && event.type !== 'typing');
  const reason = events.find((event) => event.type === 'unsupported')?.reason ?? null;
  return keepRaw(tx, inboxId, { keep: raw, status: known.length ? 'interpreted' : 'ignored', reason }, known);
}

/** Keeps what cannot be interpreted, and moves on. */
function keepOnly(core: Core, input: IngestInput, reason: string): Promise<IngestResult> {
  return write(core, (tx) => keepQuarantined(tx, input, reason).then((result) => withCursor(tx, core, input, result)));
}

async function keepQuarantined(tx: Tx, input: IngestInput, reason: string): Promise<IngestResult> {
  const raw = { keep: input.raw, status: 'quarantined', reason: reason.replaceAll('\0', '').slice(0, 1000) } as const;
  const found = await keepAndLook(tx, input.inboxId, raw, { address: null, externalId: null, replyTo: null });
  if (!found) throw new NotFound('inbox');
  return { status: found.rawId === null ? 'duplicate' : 'quarantined', messageIds: [] };
}

async function withCursor(tx: Tx, core: Core, input: IngestInput, result: IngestResult): Promise<IngestResult> {
  if (input.cursor) await moveCursor(tx, input.inboxId, input.cursor, core.now());
  return result;
}

async function moveCursor(tx: Tx, inboxId: Id, cursor: NonNullable<IngestInput['cursor']>, now: Date): Promise<void> {
  await tx.query(
    'INSERT INTO listener_cursor (inbox_id, cursor, moved_at) VALUES ($1, $2, $3) ON CONFLICT (inbox_id) DO UPDATE SET cursor = EXCLUDED.cursor, moved_at = EXCLUDED.moved_at',
    [inboxId, JSON.stringify(cursor), now],
  );
}
