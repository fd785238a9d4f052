import { Controller, Get, Inject, Patch } from '@nestjs/common';
import type { Actor, Crm, LeadView, Page } from '#crm-core';
import { z } from 'zod';
import { words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const status = z.enum(['open', 'converted', 'junk']);
const List = PageQuery.extend({ status: status.optional() });
const SetStatus = z.strictObject({ status, junkReason: words(500).optional() });
type List = z.infer<typeof List>;
type SetStatus = z.infer<typeof SetStatus>;

@Controller('api/v1/leads')
export class LeadsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('lead.read') @Answers('List leads', view.pageOf(view.Lead))
  list(@Me() actor: Actor, @QueryOf(List) query: List): Promise<Page<LeadView>> {
    return this.crm.leads.list(actor, query);
  }

  @Patch(':id') @Can('lead.update') @Answers('Convert a lead, or call it junk', view.Lead)
  setStatus(@Me() actor: Actor, @IdOf() id: string, @JsonBody(SetStatus) body: SetStatus): Promise<LeadView> {
    return this.crm.leads.setStatus(actor, id, body);
  }
}
