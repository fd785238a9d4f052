import { Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import type { Actor, Crm, DealView, LeadCountsView, LeadView, Page } from '#crm-core';
import { z } from 'zod';
import { currency, id, money, newId, when, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const status = z.enum(['open', 'converted', 'junk']);
const List = PageQuery.extend({ status: status.optional() });
const SetStatus = z.strictObject({ status, junkReason: words(500).optional(), junkReasonId: id.optional() });
const Qualify = z.strictObject({ id: newId, pipelineId: id.optional(), stageId: id.optional(), title: words(300).optional(), amountMinor: money.nullable().optional(), currency: currency.optional() });
const Since = z.strictObject({ from: when.optional(), to: when.optional() });
type List = z.infer<typeof List>;
type SetStatus = z.infer<typeof SetStatus>;
type Qualify = z.infer<typeof Qualify>;
type Since = z.infer<typeof Since>;

@Controller('api/v1/leads')
export class LeadsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('lead.read') @Answers('List leads', view.pageOf(view.Lead))
  list(@Me() actor: Actor, @QueryOf(List) query: List): Promise<Page<LeadView>> {
    return this.crm.leads.list(actor, query);
  }

  @Get('counts') @Can('lead.read') @Answers('How many first contacts became what', view.LeadCounts)
  counts(@Me() actor: Actor, @QueryOf(Since) since: Since): Promise<LeadCountsView> {
    return this.crm.leads.counts(actor, since);
  }

  @Patch(':id') @Can('lead.update') @Answers('Convert a lead, or call it junk', view.Lead)
  setStatus(@Me() actor: Actor, @IdOf() id: string, @JsonBody(SetStatus) body: SetStatus): Promise<LeadView> {
    return this.crm.leads.setStatus(actor, id, body);
  }

  @Post(':id/qualify') @HttpCode(200) @Can('deal.create') @Answers('A lead becomes a customer with a deal', z.object({ lead: view.Lead, deal: view.Deal }))
  qualify(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Qualify) body: Qualify): Promise<{ lead: LeadView; deal: DealView }> {
    return this.crm.leads.qualify(actor, id, body);
  }
}
