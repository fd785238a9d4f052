import type { Address, CallRouting, ChannelAdapter, ChannelEvent, Cursor, InboundAttachment, IngestOutcome, RawInbound, Typing } from '#channels';
import type { Crm, IngestInput, IngestResult } from '#crm-core';
import { linkIn } from '../alerts/link-code.ts';
import type { Log } from '../log.ts';
import type { FileStore } from '../media/file-store.ts';
import { pictureSize, storedPictureSize } from '../media/picture-size.ts';
import { safeName, trueType } from '../media/sniff.ts';
import { createTogether } from './together.ts';

/** What came inside one message may not be larger. */
const MAX_INLINE_BYTES = 50 * 1024 * 1024;

/** The one way in, for webhooks, listeners, recovery and the web chat. */
export interface Accept {
  /**
   * Interprets and commits one raw event, with a listener's next position in the same transaction. What cannot be
   * interpreted is kept, marked quarantined. Rejects only when nothing was committed: then it must not be acknowledged.
   */
  (inboxId: string, adapter: ChannelAdapter, raw: RawInbound, cursor?: Cursor): Promise<IngestOutcome & { messageIds: readonly string[] }>;
}

export interface AcceptParts {
  readonly crm: Crm;
  readonly files: FileStore;
  readonly log: Log;
  /** Typing is shown, never stored. */
  readonly onTyping: (inboxId: string, event: Typing) => void;
  /** A call was logged and somebody's phone is about to ring. */
  readonly onRouting: (messageId: string, routing: CallRouting) => void;
  /** A person of ours linked the address: it may be told so. */
  readonly onLinked: (linked: NonNullable<IngestResult['linked']>, inboxId: string, address: Address) => void;
}

export function createAccept(parts: AcceptParts): Accept {
  const ingest = createTogether(parts.crm.ingest);
  return async (inboxId, adapter, raw, cursor) => {
    const input = await prepare(parts, inboxId, adapter, raw, cursor);
    const { interpretation } = input;
    if (!cursor && 'events' in interpretation && interpretation.events.length && interpretation.events.every((event) => event.type === 'typing')) return { status: 'committed', messageIds: [] };
    const result = await ingest(input);
    afterCommit(parts, input, result);
    return result;
  };
}

/** Everything that is done before the transaction: interpret, store files, show typing. Rejects only when storing failed. */
export async function prepare(parts: AcceptParts, inboxId: string, adapter: ChannelAdapter, raw: RawInbound, cursor?: Cursor): Promise<IngestInput> {
  const interpretation = await interpret(adapter, raw, parts.files, parts.log.child({ inboxId }));
  if ('events' in interpretation) for (const event of interpretation.events) if (event.type === 'typing') parts.onTyping(inboxId, event);
  globalThis.oknoFailpoint?.('K4');
  const link = 'events' in interpretation ? linkIn(adapter, interpretation.events) : undefined;
  return { inboxId, raw, interpretation, ...(cursor ? { cursor } : {}), ...(link ? { link } : {}) };
}

/** Who is to be told of what was committed. */
export function afterCommit({ log, onLinked, onRouting }: AcceptParts, { inboxId, raw, link }: IngestInput, result: IngestResult): void {
  if (link && result.linked) onLinked(result.linked, inboxId, link.address);
  if (result.status === 'quarantined') log.warn({ inboxId, providerKey: raw.providerKey }, 'kept without understanding it');
  const [messageId] = result.messageIds;
  if (result.callRouting && messageId && result.status === 'committed') onRouting(messageId, result.callRouting);
}

/** The events of a raw event, with their files stored; or why it could not be understood. Rejects only when storing failed. */
export async function interpret(adapter: ChannelAdapter, raw: RawInbound, files: FileStore, log: Log): Promise<IngestInput['interpretation']> {
  let events: readonly ChannelEvent[];
  try {
    events = await adapter.parse(raw);
  } catch (error) {
    log.warn({ err: error, providerKey: raw.providerKey }, 'could not interpret');
    return { quarantine: (error instanceof Error ? error.message : 'unknown').slice(0, 500) };
  }
  return { events: await Promise.all(events.map((event) => withStoredFiles(event, files))) };
}

async function withStoredFiles(event: ChannelEvent, files: FileStore): Promise<ChannelEvent> {
  if (event.type === 'message-received') return { ...event, attachments: await Promise.all(event.attachments.map((attachment) => stored(attachment, files))) };
  if (event.type === 'call-updated' && event.recording) return { ...event, recording: await stored(event.recording, files) };
  return event;
}

async function stored(attachment: InboundAttachment, files: FileStore): Promise<InboundAttachment> {
  const name = safeName(attachment.name);
  const { content } = attachment;
  // Stored when it was uploaded, perhaps days ago.
  if (content.type === 'stored' && !(await files.keep(content.sha256))) return { ...attachment, name, content: { type: 'unavailable', reason: 'The file was sent too long after it was uploaded and is not there any more.' } };
  if (content.type === 'stored') return { ...attachment, name, ...(await storedPictureSize(files, { sha256: content.sha256, size: attachment.size ?? 0, mime: attachment.mime })) };
  if (content.type !== 'bytes') return { ...attachment, name };
  if (content.bytes.length > MAX_INLINE_BYTES) return { ...attachment, name, size: content.bytes.length, content: { type: 'unavailable', reason: 'The file is larger than 50 MB.' } };
  const { sha256, size, head } = await files.put(content.bytes, MAX_INLINE_BYTES);
  const mime = await trueType(head, attachment.mime);
  return { ...attachment, name, mime, size, ...pictureSize(content.bytes, mime), content: { type: 'stored', sha256 } };
}
