import type { ReportBy, ReportName, ReportView } from '../../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../../i18n/index.ts';

/** What besides the count is said of a number: its times, its money, or how many go on to the next row; `speed`: its time stands first. */
type Says = 'times' | 'speed' | 'money' | 'onward' | null;
export interface Column {
  readonly measure: string;
  readonly title: MessageId;
  readonly says: Says;
}
const column = (measure: string, title: MessageId, says: Says = null): Column => ({ measure, title, says });

/** Columns of each report; the first is drawn as a bar. The file for Excel has the same ones (apps/api/src/reports/table.ts). */
export const columnsOf: Readonly<Record<ReportName, readonly Column[]>> = {
  answering: [column('opened', 'report.opened'), column('answered', 'report.answered', 'times'), column('unanswered', 'report.unanswered'), column('closed', 'report.closed', 'times')],
  funnel: [column('reached', 'report.reached', 'onward'), column('stayed', 'report.stayed', 'times'), column('now', 'report.now', 'money'), column('lost', 'report.lost', 'money')],
  endings: [column('lost', 'report.lostDeals', 'money'), column('junk', 'report.junk')],
  sources: [column('leads', 'report.leads'), column('junk', 'report.junk'), column('converted', 'report.converted'), column('deals', 'report.deals'), column('won', 'report.won', 'money'), column('orders', 'report.orders', 'money')],
  waiting: [column('waiting', 'report.waiting', 'times'), column('money', 'report.withMoney', 'money')],
};

/** The few numbers above the table: of all rows together. */
export const headlinesOf: Readonly<Record<ReportName, readonly Column[]>> = {
  answering: [column('opened', 'report.opened'), column('answered', 'report.answered', 'speed'), column('unanswered', 'report.unanswered'), column('closed', 'report.resolution', 'speed')],
  funnel: [column('deals', 'report.deals', 'money'), column('wonDeals', 'report.won', 'money'), column('lostDeals', 'report.lost', 'money'), column('openDeals', 'report.openDeals', 'money')],
  endings: columnsOf.endings,
  sources: [column('leads', 'report.leads'), column('deals', 'report.deals', 'money'), column('won', 'report.won', 'money'), column('orders', 'report.orders', 'money')],
  waiting: columnsOf.waiting,
};

export const reportNames = ['answering', 'funnel', 'endings', 'sources', 'waiting'] as const satisfies readonly ReportName[];
const TITLES: Readonly<Record<ReportName, MessageId>> = { answering: 'report.answering', funnel: 'report.funnel', endings: 'report.endings', sources: 'report.sources', waiting: 'report.waitingNow' };
const EXPLAINED: Readonly<Record<ReportName, MessageId>> = { answering: 'report.answeringText', funnel: 'report.funnelText', endings: 'report.endingsText', sources: 'report.sourcesText', waiting: 'report.waitingText' };
const BY: Readonly<Record<ReportBy, MessageId>> = { person: 'report.person', channel: 'report.channel', day: 'report.day', hour: 'report.hour' };

export const titleOf = (name: ReportName): string => t(TITLES[name]);
export const explained = (name: ReportName): string => t(EXPLAINED[name]);
export const byName = (by: ReportBy): string => t(BY[by]);
/** By what its rows can be; empty: by one thing alone. */
export const bysOf = (name: ReportName): readonly ReportBy[] => (name === 'answering' ? ['person', 'channel', 'day', 'hour'] : name === 'waiting' ? ['person', 'channel'] : []);
export const hasChannel = (name: ReportName): boolean => name === 'answering' || name === 'sources' || name === 'waiting';

/** What stands over the first column. */
export function rowsAre({ report, by }: Pick<ReportView, 'report' | 'by'>): string {
  switch (report) {
    case 'answering':
    case 'waiting':
      return byName(by ?? 'person');
    case 'funnel':
      return t('report.stage');
    case 'endings':
      return t('report.reason');
    case 'sources':
      return t('report.source');
  }
}
