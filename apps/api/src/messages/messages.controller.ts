import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import type { Actor, Crm, MessageView } from '#crm-core';
import { z } from 'zod';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import type { Settler } from '../outbound/settle.ts';
import { CRM, SETTLER } from '../parts.ts';

const Settle = z.strictObject({ outcome: z.enum(['sent', 'failed']) });
type Settle = z.infer<typeof Settle>;

@Controller('api/v1/messages')
export class MessagesController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(SETTLER) private readonly settler: Settler) {}

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
}
