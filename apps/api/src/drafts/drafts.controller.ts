import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Put, type PipeTransform } from '@nestjs/common';
import { NotFound, type Actor, type Crm, type DraftMode, type DraftView } from '#crm-core';
import { z } from 'zod';
import { id, newId, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

/** Letters keep their layout beside their words. */
const MOST_BESIDE = 1_000_000;
const beside = z.record(z.string().max(64), z.unknown()).refine((value) => JSON.stringify(value).length <= MOST_BESIDE, 'is too much');
const SaveDraft = z.strictObject({ id: newId, text: words(200_000), beside, attachmentIds: z.array(id).max(100), basedOn: z.number().int().min(0) });
type SaveDraft = z.infer<typeof SaveDraft>;

const ModePipe: PipeTransform = {
  transform(value: unknown): DraftMode {
    if (value !== 'reply' && value !== 'note') throw new NotFound('draft');
    return value;
  },
};
const Mode = (): ParameterDecorator => Param('mode', ModePipe);

@Controller('api/v1')
export class DraftsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get('drafts') @Can('conversation.read') @Answers('What you have typed and not sent', view.Draft.array())
  list(@Me() actor: Actor): Promise<DraftView[]> {
    return this.crm.drafts.list(actor);
  }

  @Get('conversations/:id/drafts') @Can('conversation.read') @Answers('The same in one conversation', view.Draft.array())
  of(@Me() actor: Actor, @IdOf() conversationId: string): Promise<DraftView[]> {
    return this.crm.drafts.of(actor, conversationId);
  }

  @Put('conversations/:id/drafts/:mode') @Can('conversation.reply') @Answers('Keep what is typed; empty: forget it', view.Draft)
  save(@Me() actor: Actor, @IdOf() conversationId: string, @Mode() mode: DraftMode, @JsonBody(SaveDraft) body: SaveDraft): Promise<DraftView> {
    return this.crm.drafts.save(actor, conversationId, mode, body);
  }

  @Post('conversations/:id/drafts/:mode/others/:other/restore') @HttpCode(200) @Can('conversation.reply') @Answers('Go on with the version from another device', view.Draft)
  restore(@Me() actor: Actor, @IdOf() conversationId: string, @Mode() mode: DraftMode, @IdOf('other') other: string): Promise<DraftView> {
    return this.crm.drafts.restore(actor, conversationId, mode, other);
  }

  @Delete('conversations/:id/drafts/:mode/others/:other') @HttpCode(200) @Can('conversation.reply') @Answers('Forget the version from another device', view.Draft)
  discardOther(@Me() actor: Actor, @IdOf() conversationId: string, @Mode() mode: DraftMode, @IdOf('other') other: string): Promise<DraftView> {
    return this.crm.drafts.discardOther(actor, conversationId, mode, other);
  }
}
