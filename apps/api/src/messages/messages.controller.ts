import { Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { Actor, Crm, MessageView } from '#crm-core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { IdOf, JsonBody, Me, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { sendRemoteImage } from '../media/remote-image.ts';
import type { Net } from '../net/safe-fetch.ts';
import type { Settler } from '../outbound/settle.ts';
import { CRM, NET, SETTLER } from '../parts.ts';

const Settle = z.strictObject({ outcome: z.enum(['sent', 'failed']) });
type Settle = z.infer<typeof Settle>;
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

  @Get(':id/image') @Can('conversation.read') @Answers('A picture that a letter shows from elsewhere, fetched by us', z.string().meta({ format: 'binary' }), 200, 'image/*')
  async image(@Me() actor: Actor, @IdOf() id: string, @QueryOf(RemoteImage) { url }: RemoteImage, @Res() reply: FastifyReply): Promise<void> {
    await sendRemoteImage(await this.crm.outbound.message(actor, id), url, this.net, reply);
  }
}
