import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { Actor, Crm, HandoverItemView, HandoverView, Page, PageRequest } from '#crm-core';
import { z } from 'zod';
import { id as idField } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const Begin = z.strictObject({ id: idField, userId: idField, deputyId: idField });
type Begin = z.infer<typeof Begin>;
const ListQuery = PageQuery.extend({ userId: idField.optional() });
type ListQuery = z.infer<typeof ListQuery>;

@Controller('api/v1/handovers')
export class HandoversController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('handover.read') @Answers('Who is away, or was, and what moved', view.pageOf(view.Handover))
  list(@Me() actor: Actor, @QueryOf(ListQuery) { userId, ...page }: ListQuery): Promise<Page<HandoverView>> {
    return this.crm.handovers.list(actor, { ...page, ...(userId && { userId }) });
  }

  @Post() @HttpCode(200) @Can('handover.manage') @Answers('Chats, tasks, deals and alarms of somebody go to their deputy', view.Handover)
  begin(@Me() actor: Actor, @JsonBody(Begin) body: Begin): Promise<HandoverView> {
    return this.crm.handovers.begin(actor, body);
  }

  @Post(':id/end') @HttpCode(200) @Can('handover.manage') @Answers('What is as the handover left it goes back', view.Handover)
  end(@Me() actor: Actor, @IdOf() id: string): Promise<HandoverView> {
    return this.crm.handovers.end(actor, id);
  }

  @Get(':id/log') @Can('handover.read') @Answers('What moved, and what became of it', view.pageOf(view.HandoverItem))
  log(@Me() actor: Actor, @IdOf() id: string, @QueryOf(PageQuery) page: PageRequest): Promise<Page<HandoverItemView>> {
    return this.crm.handovers.log(actor, id, page);
  }
}
