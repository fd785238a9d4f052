/** What the page shows stands in its address: it can be sent to a colleague, and Back leads to the same numbers. */
import type { Id, ReportBy, ReportName } from '../../../../../libs/crm-core/src/views.ts';
import { bysOf, hasChannel, reportNames } from './columns.ts';

const PERIODS = ['7', '30', '90', 'month', 'before', 'own'] as const;
export type Period = (typeof PERIODS)[number];
export const periods: readonly Period[] = PERIODS;

export interface Shown {
  readonly report: ReportName;
  readonly period: Period;
  /** Days, with the period `own`. */
  readonly from: string | null;
  readonly to: string | null;
  readonly by: ReportBy | null;
  readonly channel: string | null;
  /** `person <id>` or `team <id>`. */
  readonly of: string | null;
  readonly pipelineId: Id | null;
}

export function readShown(name: string | undefined, search: URLSearchParams): Shown {
  const report = reportNames.find((each) => each === name) ?? 'answering';
  const period = PERIODS.find((each) => each === search.get('period')) ?? '30';
  return {
    report, period, from: period === 'own' ? search.get('from') : null, to: period === 'own' ? search.get('to') : null, by: bysOf(report).find((each) => each === search.get('by')) ?? bysOf(report)[0] ?? null,
    channel: hasChannel(report) ? search.get('channel') : null, of: search.get('of'), pipelineId: report === 'funnel' ? search.get('pipeline') : null,
  };
}

/** Only what is not usual. */
export function pathOf({ report, period, from, to, by, channel, of, pipelineId }: Shown): string {
  const said = new URLSearchParams();
  const say = (key: string, value: string | null): void => { if (value) said.set(key, value); };
  say('period', period === '30' ? null : period);
  say('from', from);
  say('to', to);
  say('by', by === bysOf(report)[0] ? null : by);
  say('channel', channel);
  say('of', of);
  say('pipeline', pipelineId);
  return `/reports/${report}${said.size ? `?${said.toString()}` : ''}`;
}

const plain = (day: Date): string => day.toISOString().slice(0, 10);
const days = (from: string, by: number): string => plain(new Date(Date.parse(`${from}T00:00:00Z`) + by * 86_400_000));

/** Whole days by the company's clock. */
export function daysOf({ period, from, to }: Pick<Shown, 'period' | 'from' | 'to'>, now: number, timeZone: string): { from: string; to: string } {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now);
  const first = `${today.slice(0, 8)}01`;
  switch (period) {
    case '7':
    case '30':
    case '90':
      return { from: days(today, 1 - Number(period)), to: today };
    case 'month':
      return { from: first, to: today };
    case 'before': {
      const last = days(first, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
    case 'own':
      return { from: from ?? days(today, -29), to: to ?? today };
  }
}

/** As the server is asked. */
export function queryOf(shown: Shown, now: number, timeZone: string): Record<string, string | undefined> {
  const [type, id] = shown.of?.split(' ') ?? [];
  return {
    ...daysOf(shown, now, timeZone), by: shown.by ?? undefined, channel: shown.channel ?? undefined, pipelineId: shown.pipelineId ?? undefined, ...(type === 'person' ? { ownerId: id } : {}), ...(type === 'team' ? { teamId: id } : {}),
  };
}
