import type { Id, LeadView, SourceView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { leadStatusName } from '../../i18n/words.ts';
import { change, useDesk } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { channelName } from '../../ui/glyphs.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { complain } from '../thread/actions.ts';

/** Where this person came from, and what became of the first interest. */
export function LeadSection({ contactId }: { contactId: Id }) {
  const extras = useDesk((state) => state.extras[contactId]);
  const lead = useDesk((state) => (extras?.leadId ? state.leads[extras.leadId] : undefined));
  const source = lead?.source ?? extras?.source ?? null;
  if (!source && !lead) return null;
  return (
    <section className="sec">
      <div className="sec-head"><span className="grow">{t('lead.title')}</span>{lead && <LeadChip lead={lead} />}</div>
      {source && <Source source={source} {...(lead && { since: lead.createdAt })} />}
    </section>
  );
}

function LeadChip({ lead }: { lead: LeadView }) {
  const set = (status: LeadView['status'], junkReason?: string): void => {
    api.updateLead(lead.id, { status, ...(junkReason && { junkReason }) }).then((saved) => change((state) => foldOwn.lead(state, saved)), complain);
  };
  return (
    <Menu trigger={<button type="button" className={`chip ${lead.status === 'converted' ? 'green' : lead.status === 'junk' ? '' : 'accent'}`} aria-label={t('lead.change', { status: leadStatusName(lead.status) })}>{leadStatusName(lead.status)}</button>}>
      <MenuItem checked={lead.status === 'open'} onSelect={() => set('open')}>{t('lead.open')}</MenuItem>
      <MenuItem checked={lead.status === 'converted'} onSelect={() => set('converted')}>{t('lead.converted')}</MenuItem>
      <MenuItem checked={lead.status === 'junk'} onSelect={() => set('junk', 'not-a-customer')}>{t('lead.junk')}</MenuItem>
    </Menu>
  );
}

function Source({ source, since }: { source: SourceView; since?: string }) {
  const inbox = useDesk((state) => (source.inboxId ? state.inboxes[source.inboxId] : undefined));
  const utm = Object.entries(source.utm);
  const rows: [string, string][] = [[t('source.channel'), [channelName(source.channel), inbox?.address].filter(Boolean).join(', ')]];
  if (utm.length > 0) rows.push(['UTM', utm.map(([, value]) => value).join(' / ')]);
  if (source.startParameter) rows.push([t('source.start'), source.startParameter]);
  if (source.calledNumber) rows.push([t('source.number'), source.calledNumber]);
  if (source.landingPage) rows.push([t('source.page'), source.landingPage]);
  if (source.referrer) rows.push([t('source.referrer'), source.referrer]);
  if (since) rows.push([t('source.since'), shortDate(since, Date.now())]);
  return <dl className="kv">{rows.map(([term, value]) => [<dt key={term}>{term}</dt>, <dd key={`${term} value`}>{value}</dd>])}</dl>;
}
