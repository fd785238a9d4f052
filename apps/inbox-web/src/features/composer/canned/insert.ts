import type { CannedReplyView } from '../../../../../../libs/crm-core/src/views.ts';
import { api } from '../../../api/routes.ts';
import { money } from '../../../i18n/format.ts';
import { desk } from '../../../store/desk.ts';
import { channelName } from '../../../ui/glyphs.tsx';
import type { Composing } from '../composing.ts';
import { wordsFor } from './match.ts';
import { countUse } from './store.ts';
import { fill, firstName, properName, unfilled, type Values } from './variables.ts';

/** Puts the reply's words in place of what was typed to find it, and its files into the draft. What could not be filled is selected. */
export function insertCanned(composing: Composing, reply: CannedReplyView, typed: number): void {
  const { company, contacts } = desk.getState();
  const text = fill(wordsFor(reply, contacts[composing.conversation.contactId]?.language ?? null, company?.language ?? 'en'), valuesFor(composing));
  composing.field.current?.replaceBefore(typed, text);
  const [open] = unfilled(text);
  if (open) composing.field.current?.select(open);
  countUse(reply.id);
  const used = api.useCannedReply(reply.id);
  if (reply.files.length > 0) composing.uploads.adopt(reply.files, used.then(({ files }) => files));
  // Only the count is lost with it.
  else used.catch(() => undefined);
}

/** What of the variables is known here. */
export function valuesFor({ conversation, way }: Composing): Values {
  const { contacts, company, me, orders } = desk.getState();
  const name = contacts[conversation.contactId]?.name ?? conversation.contactName;
  const order = Object.values(orders).filter((each) => each.contactId === conversation.contactId && each.status !== 'cancelled').sort((a, b) => b.number - a.number)[0];
  const known: Record<keyof Required<Values>, string | null | undefined> = {
    'contact.name': properName(name),
    'contact.firstName': conversation.contactKind === 'person' ? firstName(name) : properName(name),
    'agent.name': me?.name,
    'agent.firstName': me && firstName(me.name),
    'company.name': company?.name,
    'order.number': order && String(order.number),
    'order.total': order && money(order.totalMinor, order.currency),
    'conversation.channel': way && channelName(way.channel),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value));
}
