import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Res } from '@nestjs/common';
import type { Actor, Crm, MessageVersionView, MessageView, TakenBackView } from '#crm-core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { sendRemoteImage } from '../media/remote-image.ts';
import type { Net } from '../net/safe-fetch.ts';
import type { Settler } from '../outbound/settle.ts';
import { CRM, NET, SETTLER } from '../parts.ts';

const Settle = z.strictObject({ outcome: z.enum(['sent', 'failed']) });
type Settle = z.infer<typeof Settle>;
const Edit = z.strictObject({ text: words(200_000) });
type Edit = z.infer<typeof Edit>;
const RemoteImage = z.strictObject({ url: z.url({ protocol: /^https?$/ }).max(4000) });
type RemoteImage = z.infer<typeof RemoteImage>;

@Controller('api/v1/messages')
export class MessagesController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(SETTLER) private readonly settler: Settler, @Inject(NET) private readonly net: Net) {}

  @Post(':id/retry') @HttpCode(200) @Can('delivery.settle') @Answers('Send what was not accepted once more', view.Message)
  retry(@Me() actor: Actor, @IdOf() id: string): Promise<MessageView> {
    return this.crm.outbound.retry(actor, id);
  }

  @Post(':id/settle') @HttpCode(200) @Can('delivery.settle') @Answers('Say what became of an uncertain message', view.Message)
  settle(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Settle) body: Settle): Promise<MessageView> {
    return this.crm.outbound.settleByHand(actor, id, body.outcome);
  }

  @Post(':id/check') @HttpCode(200) @Can('delivery.settle') @Answers('Ask the vendor now what became of it', view.Message)
  check(@Me() actor: Actor, @IdOf() id: string): Promise<MessageView> {
    return this.settler.checkNow(actor, id);
  }

  @Post(':id/take-back') @HttpCode(200) @Can('message.change') @Answers('Take it back before anything of it has left; 409 `too-late` after that', view.TakenBack)
  takeBack(@Me() actor: Actor, @IdOf() id: string): Promise<TakenBackView> {
    return this.crm.outbound.takeBack(actor, id);
  }

  @Post(':id/send-now') @HttpCode(200) @Can('message.change') @Answers('Send at once what is held or put off', view.Message)
  sendNow(@Me() actor: Actor, @IdOf() id: string): Promise<MessageView> {
    return this.crm.outbound.sendNow(actor, id);
  }

  @Patch(':id') @Can('message.change') @Answers('Change its words where the customer sees them, if the channel can', view.Message)
  edit(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Edit) { text }: Edit): Promise<MessageView> {
    return this.crm.changes.edit(actor, id, text);
  }

  @Delete(':id') @HttpCode(200) @Can('message.change') @Answers('Take it away from the customer too, if the channel can', view.Message)
  remove(@Me() actor: Actor, @IdOf() id: string): Promise<MessageView> {
    return this.crm.changes.remove(actor, id);
  }

  @Get(':id/versions') @Can('conversation.read') @Answers('What it said before, oldest first', view.MessageVersion.array())
  versions(@Me() actor: Actor, @IdOf() id: string): Promise<MessageVersionView[]> {
    return this.crm.changes.versions(actor, id);
  }

  @Get(':id/image') @Can('conversation.read') @Answers('A picture that a letter shows from elsewhere, fetched by us', z.string().meta({ format: 'binary' }), 200, 'image/*')
  async image(@Me() actor: Actor, @IdOf() id: string, @QueryOf(RemoteImage) { url }: RemoteImage, @Res() reply: FastifyReply): Promise<void> {
    await sendRemoteImage(await this.crm.outbound.message(actor, id), url, this.net, reply);
  }
}
