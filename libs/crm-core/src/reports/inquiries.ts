import type { CallState, ChannelKind, ConversationStatus, DeliveryStatus, Id } from '../views.ts';
import { meaningOf } from '../calls/advance-call.ts';

/** What of a conversation decides about its inquiries: words between the customer and us, and changes of its status. */
export interface Line {
  readonly kind: 'text' | 'call' | 'activity';
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly inbox_id: Id | null;
  readonly channel: ChannelKind | null;
  readonly author_id: Id | null;
  readonly delivery_status: DeliveryStatus | null;
  readonly call: { readonly state: CallState; readonly operatorId: Id | null; readonly waitSeconds: number | null } | null;
  /** Of a line about its status. */
  readonly status: { readonly from: ConversationStatus; readonly to: ConversationStatus; readonly byId: Id | null } | null;
  readonly occurred_at: Date;
}

/** From the customer's first words to the closing. */
export interface Inquiry {
  readonly inboxId: Id | null;
  readonly channel: ChannelKind;
  readonly openedAt: Date;
  readonly answer: { readonly at: Date; readonly by: Id | null } | null;
  readonly end: { readonly at: Date; readonly by: Id | null } | null;
}

/** As it stands now. */
export interface Standing {
  readonly status: ConversationStatus;
  readonly closed_at: Date | null;
  readonly waiting_since: Date | null;
  readonly spam: boolean;
}

type Step = { type: 'asked' } | { type: 'answered'; by: Id | null } | { type: 'spoken'; by: Id | null; after: number } | { type: 'closed'; by: Id | null } | { type: 'reopened' };

/**
 * The inquiries of one conversation, from its lines in the order in which they were stored. Words of the customer open one; the first answer
 * that went out answers it; closing ends it. A person who opens it again takes the closing back; the customer who writes again begins another.
 */
export function inquiriesOf(lines: readonly Line[], now: Standing): Inquiry[] {
  if (now.spam) return [];
  const done: Inquiry[] = [];
  let open = null as Inquiry | null;
  /** Did the last closing end one, or only words of ours to somebody who asked nothing? */
  let ended = false;
  const begin = (line: Line): Inquiry => ({ inboxId: line.inbox_id, channel: line.channel!, openedAt: line.occurred_at, answer: null, end: null });
  for (const line of lines) {
    const step = stepOf(line);
    switch (step?.type) {
      case undefined:
        break;
      case 'asked':
        open ??= begin(line);
        break;
      case 'answered':
        if (open && !open.answer) open = { ...open, answer: { at: line.occurred_at, by: step.by } };
        break;
      case 'spoken':
        open ??= begin(line);
        if (!open.answer) open = { ...open, answer: { at: new Date(line.occurred_at.getTime() + step.after * 1000), by: step.by } };
        break;
      case 'closed':
        ended = open !== null;
        if (open) done.push({ ...open, end: { at: line.occurred_at, by: step.by } });
        open = null;
        break;
      case 'reopened':
        if (ended) open ??= again(done);
        ended = false;
        break;
    }
  }
  // Not every way to its present state is said in its timeline: a merge closes, an answer that nobody got opens.
  if (now.status === 'closed' && open) return [...done, { ...open, end: { at: now.closed_at!, by: null } }];
  if (now.status !== 'closed' && now.waiting_since) open ??= again(done);
  return open ? [...done, open] : done;
}

function again(done: Inquiry[]): Inquiry | null {
  const last = done.pop();
  return last ? { ...last, end: null } : null;
}

/** What did not reach the customer, or perhaps not, answers nobody. */
const LOST: ReadonlySet<DeliveryStatus | null> = new Set<DeliveryStatus>(['failed', 'uncertain']);

function stepOf(line: Line): Step | null {
  if (line.status) {
    if (line.status.to === 'closed') return { type: 'closed', by: line.status.byId };
    return line.status.from === 'closed' ? { type: 'reopened' } : null;
  }
  if (line.kind === 'call') return line.call && line.direction !== 'internal' ? callStep(line.call, line.direction) : null;
  if (line.direction === 'inbound') return { type: 'asked' };
  return LOST.has(line.delivery_status) ? null : { type: 'answered', by: line.author_id };
}

function callStep({ state, operatorId, waitSeconds }: NonNullable<Line['call']>, direction: 'inbound' | 'outbound'): Step | null {
  switch (meaningOf(state, direction)) {
    case 'spoken':
      return direction === 'inbound' ? { type: 'spoken', by: operatorId, after: waitSeconds ?? 0 } : { type: 'answered', by: operatorId };
    case 'missed':
      return { type: 'asked' };
    // While it rings nobody knows what it will be.
    case 'ringing':
    case 'nothing':
      return null;
  }
}
