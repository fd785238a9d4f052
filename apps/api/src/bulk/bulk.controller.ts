import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { Actor, BulkJobView, Crm } from '#crm-core';
import { z } from 'zod';
import { Filter, filterOf, given, listName, priority } from '../conversations/list.dto.ts';
import { id, newId, when } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const labels = z.array(id).max(50).default([]);
const Action = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('close') }),
  z.strictObject({ type: z.literal('reopen') }),
  z.strictObject({ type: z.literal('assign'), ownerId: id.nullable().optional(), teamId: id.nullable().optional() }),
  z.strictObject({ type: z.literal('label'), add: labels, remove: labels }),
  z.strictObject({ type: z.literal('snooze'), until: when }),
  z.strictObject({ type: z.literal('priority'), priority }),
  z.strictObject({ type: z.literal('read') }),
]);
/** Rows picked by hand, or all that a view with its filter holds. */
const Chosen = z.union([z.strictObject({ ids: z.array(id).min(1).max(1_000) }), z.strictObject({ view: listName, filter: Filter.default({}) })]);
const StartBulk = z.strictObject({ id: newId, action: Action, chosen: Chosen });
type StartBulk = z.infer<typeof StartBulk>;

@Controller('api/v1/bulk-jobs')
export class BulkController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('conversation.update') @Answers('My last acts on many', view.BulkJob.array())
  list(@Me() actor: Actor): Promise<BulkJobView[]> {
    return this.crm.bulk.list(actor);
  }

  @Post() @HttpCode(200) @Can('conversation.update') @Answers('Do the same to many conversations', view.BulkJob)
  start(@Me() actor: Actor, @JsonBody(StartBulk) body: StartBulk): Promise<BulkJobView> {
    const { chosen } = body;
    return this.crm.bulk.start(actor, {
      id: body.id,
      action: body.action.type === 'assign' ? given(body.action) : body.action,
      chosen: 'ids' in chosen ? chosen : { view: chosen.view, filter: filterOf(chosen.filter) },
    });
  }

  @Get(':id') @Can('conversation.update') @Answers('How far it is', view.BulkJob)
  get(@Me() actor: Actor, @IdOf() id: string): Promise<BulkJobView> {
    return this.crm.bulk.get(actor, id);
  }

  @Post(':id/cancel') @HttpCode(200) @Can('conversation.update') @Answers('Stop; what is done stays done', view.BulkJob)
  cancel(@Me() actor: Actor, @IdOf() id: string): Promise<BulkJobView> {
    return this.crm.bulk.cancel(actor, id);
  }

  @Post(':id/undo') @HttpCode(200) @Can('conversation.update') @Answers('Take all of it back, except what was changed since', view.BulkJob)
  undo(@Me() actor: Actor, @IdOf() id: string): Promise<BulkJobView> {
    return this.crm.bulk.undo(actor, id);
  }
}
