import { Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import type { Actor, Crm, Page, TaskView } from '#crm-core';
import { z } from 'zod';
import { id, when, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const status = z.enum(['open', 'done', 'cancelled']);
const link = id.nullable().optional();
const List = PageQuery.extend({ assigneeId: id.optional(), conversationId: id.optional(), contactId: id.optional(), status: status.optional() });
const Create = z.strictObject({ title: words(500).pipe(z.string().trim().min(1)), dueAt: when, assigneeId: link, conversationId: link, contactId: link, orderId: link });
const Update = z.strictObject({ title: words(500).optional(), dueAt: when.optional(), assigneeId: link, status: status.optional(), result: words(2_000).optional() });
type List = z.infer<typeof List>;
type Create = z.infer<typeof Create>;
type Update = z.infer<typeof Update>;

@Controller('api/v1/tasks')
export class TasksController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('task.read') @Answers('List tasks', view.pageOf(view.Task))
  list(@Me() actor: Actor, @QueryOf(List) query: List): Promise<Page<TaskView>> {
    return this.crm.tasks.list(actor, query);
  }

  @Post() @HttpCode(200) @Can('task.create') @Answers('Add a task', view.Task)
  create(@Me() actor: Actor, @JsonBody(Create) body: Create): Promise<TaskView> {
    return this.crm.tasks.create(actor, body);
  }

  @Patch(':id') @Can('task.update') @Answers('Change a task, or tick it off', view.Task)
  update(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Update) body: Update): Promise<TaskView> {
    return this.crm.tasks.update(actor, id, body);
  }
}
