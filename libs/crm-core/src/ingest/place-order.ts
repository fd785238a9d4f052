import { createHash } from 'node:crypto';
import type { OrderPlaced } from '#channels';
import { chooseOwner } from '../assignment/choose-owner.ts';
import { dealFromForm } from '../deals/order-form.ts';
import type { Id } from '../views.ts';
import { everybody } from './follow-up.ts';
import type { Work } from './work.ts';

/** An order form of a site goes straight to a deal, to whoever the inbox's policy gives it. The same order again, in whatever request, changes nothing. */
export async function placeOrder({ tx, core, now, inbox }: Work, event: OrderPlaced): Promise<void> {
  const id = idOf(inbox.id, event.externalId);
  if (await tx.one('SELECT 1 FROM deal WHERE id = $1', [id])) return;
  const owner = await chooseOwner(tx, inbox, null);
  if (owner) await tx.query('UPDATE app_user SET last_assigned_at = $2 WHERE id = $1', [owner.id, now]);
  const { name, phone, email, title, comment, amountMinor, currency, source = {} } = event;
  await dealFromForm(tx, core, {
    id, name, title, comment, ownerId: owner?.id ?? null, ...(phone && { phone }), ...(email && { email }), ...(amountMinor !== undefined && { amountMinor }), ...(currency && { currency }),
    source: { utm: { ...source.utm }, referrer: source.referrer ?? null, landingPage: source.landingPage ?? source.page ?? null, clickId: source.clickId ?? null },
  }, { channel: event.channel, inboxId: inbox.id, byId: null, everybody: await everybody(tx, inbox.id) });
}

/** The same id for the same order of the same inbox: UUID version 5, RFC 9562 §5.5. */
function idOf(inboxId: Id, externalId: string): Id {
  const bytes = createHash('sha1').update(Buffer.from(inboxId.replaceAll('-', ''), 'hex')).update(externalId).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
