import { labelOf, normaliseAddress } from '../contacts/address.ts';
import { announceContact } from '../contacts/announce.ts';
import { recordClaims } from '../contacts/claims.ts';
import { insertContact, insertIdentity } from '../contacts/row.ts';
import type { Core } from '../core.ts';
import { notify } from '../company/notifications.ts';
import type { OrderFormInput } from '../crm.ts';
import { cut } from '../cut.ts';
import { Invalid } from '../errors.ts';
import type { LeadRow } from '../leads/row.ts';
import { toLeadView } from '../leads/row.ts';
import { tell } from '../sync/append.ts';
import { audiencesOfTask } from '../tasks/audiences.ts';
import { insertTask, toTaskView, type TaskRow } from '../tasks/row.ts';
import type { Tx } from '../transaction.ts';
import type { ChannelKind, DealView, Id, SourceView } from '../views.ts';
import { EVERYBODY } from '../visibility.ts';
import { announceDeal } from './announce-deal.ts';
import { insertDeal, stageFor } from './create-deal.ts';
import { withFields } from './fields.ts';
import { readDeal, toDealView } from './row.ts';

/** How a form came to us. */
export interface FormWay {
  readonly channel: ChannelKind;
  readonly inboxId: Id | null;
  /** Which program of ours handed it over; null: the site itself, through an inbox. */
  readonly byId: Id | null;
  /** Who learns of it where nobody owns it. */
  readonly everybody: readonly Id[];
}

/**
 * An order form: who ordered is known by what they typed alone, so they are a contact of their own; an address that is somebody else's
 * makes a hint. Lead (qualified: they ordered), deal, and a task to call back now, of which the owner or everybody is told. The same id
 * again answers the same deal.
 */
export async function dealFromForm(tx: Tx, core: Core, input: OrderFormInput, way: FormWay): Promise<DealView> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7130616))', [input.id]);
  const before = await readDeal(tx, input.id);
  if (before) return toDealView(before);
  const contactId = await newContact(tx, core, input);
  const lead = await newLead(tx, core, contactId, input, way);
  const stage = await stageFor(tx, core, input.pipelineId ? { pipelineId: input.pipelineId } : {});
  const { currency } = (await tx.one<{ currency: string }>('SELECT currency FROM company'))!;
  const values = await withFields(tx, { title: '', ownerId: null, amountMinor: null, currency, expectedOn: null, probability: null, comment: '' }, input);
  await insertDeal(tx, core, { id: input.id, contactId, conversationId: null, leadId: lead.id, stage, values, byId: way.byId });
  const task: TaskRow = {
    id: core.newId(), kind: 'call-back', title: values.title, contact_id: contactId, conversation_id: null, order_id: null, deal_id: input.id, assignee_id: values.ownerId, due_at: core.now(), status: 'open',
    created_by: way.byId, created_at: core.now(), done_at: null,
  };
  const { text, values: row } = insertTask(task);
  await tx.query(text, row);
  await announceContact(tx, contactId);
  tell(tx, { change: { type: 'lead', lead: toLeadView(lead) }, audience: EVERYBODY });
  for (const audience of await audiencesOfTask(tx, task)) tell(tx, { change: { type: 'task', task: toTaskView(task) }, audience });
  await notify(tx, core, values.ownerId ? [values.ownerId] : way.everybody, { type: 'task-due', conversationId: null, taskId: task.id, title: [input.name.trim(), values.title].filter(Boolean).join(', ') });
  return announceDeal(tx, input.id, null);
}

async function newContact(tx: Tx, core: Core, input: OrderFormInput): Promise<Id> {
  const typed = [input.phone ? ({ kind: 'phone', value: input.phone } as const) : null, input.email ? ({ kind: 'email', value: input.email } as const) : null].filter((address) => address !== null);
  const name = cut(input.name.replace(/\s+/g, ' ').trim(), 200);
  if (!name) throw new Invalid('empty-name', 'Say who ordered.', 'name');
  if (!typed.length) throw new Invalid('no-address', 'Say a phone or an e-mail, so that somebody can answer.', 'phone');
  const { country } = (await tx.one<{ country: string }>('SELECT country FROM company'))!;
  const id = core.newId();
  const contact = insertContact({ id, kind: 'person', name, named: true, owner_id: null, language: null, blocked_at: null, created_at: core.now() });
  await tx.query(contact.text, contact.values);
  for (const given of typed) {
    const address = normaliseAddress(given, country);
    const taken = await tx.one('SELECT 1 FROM contact_identity WHERE kind = $1 AND value = $2', [address.kind, address.value]);
    if (taken) await recordClaims(tx, core, { id, homeId: null }, [{ address: given, verified: false, origin: 'order-form' }], country, core.now());
    else {
      const identity = insertIdentity({ id: core.newId(), contact_id: id, kind: given.kind, value: address.value, label: labelOf(address), verified: false, created_at: core.now() });
      await tx.query(identity.text, identity.values);
    }
  }
  return id;
}

async function newLead(tx: Tx, core: Core, contactId: Id, input: OrderFormInput, { channel, inboxId }: FormWay): Promise<LeadRow> {
  const source: SourceView = {
    channel, inboxId, utm: input.source?.utm ?? {}, referrer: input.source?.referrer ?? null, landingPage: input.source?.landingPage ?? null, startParameter: null, calledNumber: null,
    clickId: input.source?.clickId ?? null,
  };
  const now = core.now();
  tx.write(
    { text: 'INSERT INTO touch (id, contact_id, source, at) VALUES ($1, $2, $3, $4)', values: [core.newId(), contactId, JSON.stringify(source), now] },
    { text: 'UPDATE contact SET last_touch = $2, last_touch_at = $3 WHERE id = $1', values: [contactId, JSON.stringify(source), now] },
  );
  return (await tx.one<LeadRow>(
    "INSERT INTO lead (id, contact_id, status, source, owner_id, created_at, closed_at) VALUES ($1, $2, 'converted', $3, $4, $5, $5) RETURNING *",
    [core.newId(), contactId, JSON.stringify(source), input.ownerId ?? null, now]))!;
}
