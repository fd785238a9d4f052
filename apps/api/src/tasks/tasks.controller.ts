import { Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import type { Actor, Crm, FinishedTaskView, TaskPageView, TaskView } from '#crm-core';
import { readWhen } from '#words';
import { z } from 'zod';
import { flag, id, timeZone, when, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CLOCK, CRM } from '../parts.ts';

const status = z.enum(['open', 'done', 'cancelled']);
const link = id.nullable().optional();
const List = PageQuery.extend({ assigneeId: id.optional(), conversationId: id.optional(), contactId: id.optional(), teamId: id.optional(), status: status.optional(), contacts: flag.optional() });
const title = words(500).pipe(z.string().trim().min(1));
const Create = z.strictObject({ title, dueAt: when, assigneeId: link, conversationId: link, contactId: link, orderId: link, dealId: link });
const InWords = Create.omit({ title: true, dueAt: true }).extend({ words: words(500).pipe(z.string().trim().min(1)), timeZone: timeZone.optional() });
const Update = z.strictObject({ title: words(500).optional(), dueAt: when.optional(), assigneeId: link, status: status.optional(), result: words(2_000).optional() });
const Finish = z.strictObject({ result: words(2_000).optional(), next: z.strictObject({ title, dueAt: when, assigneeId: link }).optional() });
type List = z.infer<typeof List>;
type Create = z.infer<typeof Create>;
type InWords = z.infer<typeof InWords>;
type Update = z.infer<typeof Update>;
type Finish = z.infer<typeof Finish>;

@Controller('api/v1/tasks')
export class TasksController {
  constructor(
    @Inject(CRM) private readonly crm: Crm,
    @Inject(CLOCK) private readonly now: () => Date,
  ) {}

  @Get() @Can('task.read') @Answers('List tasks: the earliest due first, done ones the latest first', view.TaskPage)
  list(@Me() actor: Actor, @QueryOf(List) query: List): Promise<TaskPageView> {
    return this.crm.tasks.list(actor, query);
  }

  @Post() @HttpCode(200) @Can('task.create') @Answers('Add a task', view.Task)
  create(@Me() actor: Actor, @JsonBody(Create) body: Create): Promise<TaskView> {
    return this.crm.tasks.create(actor, body);
  }

  /** «перезвонить завтра в 10», read as the window reads it; without a time zone by the company's clock. */
  @Post('in-words') @HttpCode(200) @Can('task.create') @Answers('Add a task said in words, in Russian, Ukrainian or English', view.Task)
  async createInWords(@Me() actor: Actor, @JsonBody(InWords) { words: said, timeZone, ...task }: InWords): Promise<TaskView> {
    const { title, dueAt } = readWhen(said, { now: this.now(), zone: timeZone ?? (await this.crm.company.get()).timeZone });
    return this.crm.tasks.create(actor, { ...task, title: title || said, dueAt: dueAt.toISOString() });
  }

  @Patch(':id') @Can('task.update') @Answers('Change a task, or tick it off', view.Task)
  update(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Update) body: Update): Promise<TaskView> {
    return this.crm.tasks.update(actor, id, body);
  }

  @Post(':id/finish') @HttpCode(200) @Can('task.update') @Answers('Tick a task off, with what came of it and what comes next', view.FinishedTask)
  finish(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Finish) body: Finish): Promise<FinishedTaskView> {
    return this.crm.tasks.finish(actor, id, body);
  }
}
