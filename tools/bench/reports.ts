import { measureBeside } from './beside.ts';
import type { CrmCompany } from './crm-company.ts';
import { REPORTS, type Asked } from './reports-bare.ts';
import type { Report } from './report.ts';

const GOAL_MS = 1_000;

interface ReportAnswer {
  readonly rows: readonly { readonly numbers: Record<string, { readonly count: number }> }[];
}
interface Page {
  readonly items: readonly unknown[];
}

/** Each report of a month and of everything, over HTTP, as an admin, who sees all numbers. */
export async function benchReports(report: Report, { client, pipelineId, ask }: CrmCompany): Promise<void> {
  const today = Date.now();
  const day = (back: number): string => new Date(today - back * 86_400_000).toISOString().slice(0, 10);
  const measure = (what: string, period: string, from: string, { path, bare, counts }: Asked): Promise<void> =>
    measureBeside(report, {
      what: `report: ${what}, ${period}`, goalMs: GOAL_MS, rounds: 20, warmUp: 3,
      ours: async () => {
        const answer = await ask.admin<ReportAnswer & Page>(`/reports/${path}&from=${from}&to=${day(0)}`);
        return counts === 'things' ? answer.items.length : answer.rows.flatMap(({ numbers }) => counts.map((name) => numbers[name]?.count ?? 0)).reduce((all, count) => all + count, 0);
      },
      bare: async () => {
        let found = 0;
        for (const text of bare) {
          const values = text.includes('$1') ? [`${from} 00:00Z`, `${day(-1)} 00:00Z`, ...(text.includes('$3') ? [pipelineId] : [])] : [];
          const { rows } = await client.query<{ count?: number }>({ text, values });
          found += counts === 'things' ? rows.length : rows.reduce((all, { count }) => all + (count ?? 0), 0);
        }
        return found;
      },
    });
  for (const [period, from] of [['a month', day(29)], ['two years', day(729)]] as const) for (const asked of REPORTS) await measure(asked.what, period, from, asked);
}
