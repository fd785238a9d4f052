import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { NotFound, type Actor, type Crm, type Page, type ReportThingView, type ReportView } from '#crm-core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { channel, id } from '../http/fields.ts';
import { Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';
import { toCsv } from './csv.ts';
import { toTable } from './table.ts';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'is not a day such as 2027-03-01');
const asked = { from: day.optional(), to: day.optional(), by: view.ReportBy.optional(), ownerId: id.optional(), teamId: id.optional(), channel: channel.optional(), pipelineId: id.optional() };
const Asked = z.strictObject(asked);
const File = z.strictObject({ ...asked, locale: view.Locale.optional() });
/** `key` as a row has it; `none` for the row without one; left out: over all rows. */
const Things = PageQuery.extend({ ...asked, measure: z.string().max(40), key: z.string().max(500).optional(), none: z.enum(['true']).optional() });
type Asked = z.infer<typeof Asked>;
type File = z.infer<typeof File>;
type Things = z.infer<typeof Things>;

@Controller('api/v1/reports')
export class ReportsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get(':name') @Can('report.read') @Answers('One report: an operator’s own numbers, everybody’s for a manager', view.Report)
  read(@Me() actor: Actor, @Param('name') name: string, @QueryOf(Asked) query: Asked): Promise<ReportView> {
    return this.crm.reports.read(actor, nameOf(name), query);
  }

  @Get(':name/things') @Can('report.read') @Answers('What one number of a report counted, slowest first', view.pageOf(view.ReportThing))
  things(@Me() actor: Actor, @Param('name') name: string, @QueryOf(Things) query: Things): Promise<Page<ReportThingView>> {
    const { measure, key, none, limit, after, ...report } = query;
    return this.crm.reports.things(actor, nameOf(name), report, { measure, ...(none ? { key: null } : key === undefined ? {} : { key }) }, { limit, after });
  }

  @Get(':name/csv') @Can('report.read') @Answers('The report as a table for Excel, in this language or the company’s', z.string(), 200, 'text/csv')
  async file(@Me() actor: Actor, @Param('name') name: string, @QueryOf(File) { locale, ...query }: File, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const report = await this.crm.reports.read(actor, nameOf(name), query);
    const language = locale ?? (await this.crm.company.get()).language;
    // Only now: a refusal is no file.
    void reply.headers({ 'content-type': 'text/csv; charset=utf-8', 'content-disposition': 'attachment; filename="report.csv"', 'cache-control': 'private, no-store' });
    return toCsv(toTable(report, language), language);
  }
}

function nameOf(name: string): ReportView['report'] {
  const known = view.ReportName.safeParse(name);
  if (!known.success) throw new NotFound('report');
  return known.data;
}
