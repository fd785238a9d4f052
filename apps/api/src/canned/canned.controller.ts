import { Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { Actor, AttachmentView, CannedReplyView, Crm } from '#crm-core';
import { z } from 'zod';
import { id, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const text = words(10_000).optional();
const Canned = z.strictObject({
  title: words(200).pipe(z.string().trim().min(1)), code: words(40).nullable().optional(), audience: z.enum(['personal', 'team', 'shared']), teamId: id.nullable().optional(),
  texts: z.strictObject({ ru: text, uk: text, en: text }), keepFileIds: z.array(id).max(10).optional(), attachmentIds: z.array(id).max(10).optional(),
});
type Canned = z.infer<typeof Canned>;
const Used = z.object({ files: z.array(view.Attachment) });

@Controller('api/v1/canned-replies')
export class CannedController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('canned.read') @Answers('Canned replies you may use: your own, your teams’, everybody’s', z.array(view.CannedReply))
  list(@Me() actor: Actor): Promise<CannedReplyView[]> {
    return this.crm.canned.list(actor);
  }

  @Post() @HttpCode(200) @Can('canned.write') @Answers('Add a canned reply', view.CannedReply)
  create(@Me() actor: Actor, @JsonBody(Canned) body: Canned): Promise<CannedReplyView> {
    return this.crm.canned.save(actor, body);
  }

  @Put(':id') @Can('canned.write') @Answers('Change a canned reply', view.CannedReply)
  save(@Me() actor: Actor, @IdOf() replyId: string, @JsonBody(Canned) body: Canned): Promise<CannedReplyView> {
    return this.crm.canned.save(actor, { ...body, id: replyId });
  }

  @Delete(':id') @HttpCode(204) @Can('canned.write') @Answers('Remove a canned reply', null)
  remove(@Me() actor: Actor, @IdOf() replyId: string): Promise<void> {
    return this.crm.canned.remove(actor, replyId);
  }

  @Post(':id/use') @HttpCode(200) @Can('canned.read') @Answers('Count a use; its files become your uploads, ready for a message', Used)
  use(@Me() actor: Actor, @IdOf() replyId: string): Promise<{ files: AttachmentView[] }> {
    return this.crm.canned.use(actor, replyId);
  }
}
