import { useEffect } from 'react';
import type { Id, LeadView, SourceView } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { shortDate } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import { reasonName } from '../../i18n/reasons.ts';
import { leadStatusName } from '../../i18n/words.ts';
import { change, useDesk, useDeskShallow } from '../../store/desk.ts';
import { foldOwn } from '../../store/fold.ts';
import { newId } from '../../store/new-id.ts';
import { loadReasons } from '../../store/reasons.ts';
import { channelName } from '../../ui/glyphs.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { complain } from '../thread/actions.ts';

/** Where this person came from, and what became of the first interest. */
export function LeadSection({ contactId }: { contactId: Id }) {
  const extras = useDesk((state) => state.extras[contactId]);
  const lead = useDesk((state) => (extras?.leadId ? state.leads[extras.leadId] : undefined));
  const source = extras?.source ?? lead?.source ?? null;
  const later = extras?.touches.slice(1) ?? [];
  if (!source && !lead) return null;
  return (
    <section className="sec">
      <div className="sec-head"><span className="grow">{t('lead.title')}</span>{lead && <LeadChip lead={lead} />}</div>
      {source && <Source source={source} {...(lead && { since: lead.createdAt })} />}
      {later.length > 0 && (
        <details className="touches">
          <summary className="small t2">{t('source.later', { count: later.length })}</summary>
          {later.map(({ source: visit, at }) => <Source key={at} source={visit} since={at} />)}
        </details>
      )}
    </section>
  );
}

function LeadChip({ lead }: { lead: LeadView }) {
  const reasons = useDeskShallow((state) => (state.reasons ?? []).filter(({ kind }) => kind === 'lead-junk'));
  const asked = useDesk((state) => state.reasons === null);
  useEffect(() => { if (asked) void loadReasons().catch(() => undefined); }, [asked]);
  const set = (status: LeadView['status'], junkReasonId?: Id): void => {
    api.updateLead(lead.id, { status, ...(junkReasonId && { junkReasonId }) }).then((saved) => change((state) => foldOwn.lead(state, saved)), complain);
  };
  const qualify = (): void => {
    api.qualifyLead(lead.id, newId()).then(({ lead: ended, deal }) => change((state) => foldOwn.deal(foldOwn.lead(state, ended), deal)), complain);
  };
  const why = reasons.find(({ id }) => id === lead.junkReasonId);
  const shown = why ? t('lead.junkWhy', { reason: reasonName(why) }) : leadStatusName(lead.status);
  return (
    <Menu trigger={<button type="button" className={`chip ${lead.status === 'converted' ? 'green' : lead.status === 'junk' ? '' : 'accent'}`} aria-label={t('lead.change', { status: shown })}>{shown}</button>}>
      {lead.status === 'open' ? <MenuItem keys="D" onSelect={qualify}>{t('lead.qualify')}</MenuItem> : <MenuItem onSelect={() => set('open')}>{t('lead.open')}</MenuItem>}
      {lead.status !== 'converted' && <MenuItem onSelect={() => set('converted')}>{t('lead.converted')}</MenuItem>}
      <MenuLine />
      {reasons.map((reason) => <MenuItem key={reason.id} checked={reason.id === lead.junkReasonId} onSelect={() => set('junk', reason.id)}>{t('lead.junkWhy', { reason: reasonName(reason) })}</MenuItem>)}
    </Menu>
  );
}

function Source({ source, since }: { source: SourceView; since?: string }) {
  const inbox = useDesk((state) => (source.inboxId ? state.inboxes[source.inboxId] : undefined));
  const utm = utmOf(source);
  const rows: [string, string][] = [[t('source.channel'), [channelName(source.channel), inbox?.address].filter(Boolean).join(', ')]];
  if (utm.length > 0) rows.push(['UTM', utm.join(' / ')]);
  if (source.startParameter) rows.push([t('source.start'), source.startParameter]);
  if (source.calledNumber) rows.push([t('source.number'), source.calledNumber]);
  if (source.landingPage) rows.push([t('source.page'), source.landingPage]);
  if (source.referrer) rows.push([t('source.referrer'), source.referrer]);
  if (source.clickId) rows.push([t('source.click'), source.clickId]);
  if (since) rows.push([t('source.since'), shortDate(since, Date.now())]);
  return <dl className="kv">{rows.map(([term, value]) => [<dt key={term}>{term}</dt>, <dd key={`${term} value`}>{value}</dd>])}</dl>;
}

const UTM = ['source', 'medium', 'campaign', 'term', 'content'];
/** As advertisers write them, from the large to the small; what else was named comes after. With or without `utm_` before the name. */
function utmOf({ utm }: SourceView): string[] {
  const rank = (key: string): number => [...UTM, key.replace(/^utm_/, '')].indexOf(key.replace(/^utm_/, ''));
  return Object.entries(utm).sort(([a], [b]) => rank(a) - rank(b)).map(([, value]) => value);
}
