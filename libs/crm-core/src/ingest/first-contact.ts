import { isDeepStrictEqual } from 'node:util';
import type { ChannelKind, SourceHint } from '#channels';
import { audienceOf } from '../conversations/announce.ts';
import { placeOf, type ConversationRow } from '../conversations/row.ts';
import { toLeadView, type LeadRow } from '../leads/row.ts';
import type { SourceView } from '../views.ts';
import type { Place } from './find-place.ts';
import type { Person } from './recognise.ts';
import type { Work } from './work.ts';

export function toSource(channel: ChannelKind, inboxId: string, hint: SourceHint | undefined): SourceView {
  return {
    channel,
    inboxId,
    utm: { ...hint?.utm },
    referrer: hint?.referrer ?? null,
    landingPage: hint?.landingPage ?? hint?.page ?? null,
    startParameter: hint?.startParameter ?? null,
    calledNumber: hint?.calledNumber ?? null,
    clickId: hint?.clickId ?? null,
  };
}

/** The first human words of somebody: a lead with its source; not for whom we drew into another's conversation. Every further visit that says where it came from is a touch. */
export async function recordSource(work: Work, person: Person, place: Place, row: ConversationRow, channel: ChannelKind, hint: SourceHint | undefined): Promise<void> {
  const source = toSource(channel, work.inbox.id, hint);
  const own = row.contact_id === person.id;
  const first = own && (person.isNew || (place.isNew && (await neverSpoke(work, person))));
  if (first || (hint && !sameVisit(person.lastTouch, source, work.now))) {
    const touch = [person.id, JSON.stringify(source), work.now];
    work.parts.push(
      { text: 'INSERT INTO touch (id, contact_id, source, at, home_id) VALUES ($1, $2, $3, $4, $5)', values: [work.core.newId(), ...touch, person.homeId] },
      { text: 'UPDATE contact SET last_touch = $2, last_touch_at = $3 WHERE id = $1', values: touch },
    );
  }
  if (!first) return;
  const lead: LeadRow = {
    id: work.core.newId(), contact_id: person.id, conversation_id: row.id, status: 'open', source, owner_id: row.owner_id, junk_reason: null, created_at: work.now, closed_at: null,
  };
  work.parts.push({
    text: 'INSERT INTO lead (id, contact_id, conversation_id, status, source, owner_id, created_at, home_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
    values: [lead.id, lead.contact_id, lead.conversation_id, lead.status, JSON.stringify(source), lead.owner_id, lead.created_at, row.home_id],
  });
  work.told.push({ change: { type: 'lead', lead: toLeadView(lead) }, audience: audienceOf(placeOf(row)) });
}

const VISIT_MS = 30 * 60_000;
/** A texter names the called number each time: the same source again within half an hour is still the same visit. */
const sameVisit = (last: Person['lastTouch'], source: SourceView, now: Date): boolean => last !== null && now.getTime() - last.at.getTime() < VISIT_MS && isDeepStrictEqual(last.source, source);

/** Known only from machines' mail, or not at all: what they now say is their first word. Others have a history with us. */
async function neverSpoke(work: Work, person: Person): Promise<boolean> {
  const spoke = await work.tx.one(
    `SELECT 1 FROM lead WHERE contact_id = $1 UNION ALL SELECT 1 FROM sales_order WHERE contact_id = $1
     UNION ALL SELECT 1 FROM conversation c JOIN message m ON m.conversation_id = c.id WHERE c.contact_id = $1 AND m.kind IN ('text', 'call') AND m.automatic IS NULL LIMIT 1`,
    [person.id],
  );
  return spoke === undefined;
}
