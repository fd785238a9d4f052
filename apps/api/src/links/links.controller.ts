import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { Actor, LinkPreviewView } from '#crm-core';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { IdOf, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { PREVIEWS } from '../parts.ts';
import type { Previews } from './previews.ts';

@Controller('api/v1/messages')
export class LinksController {
  constructor(@Inject(PREVIEWS) private readonly previews: Previews) {}

  @Get(':id/link-preview') @Can('conversation.read') @Answers('What the page behind its first link says of itself', z.object({ preview: view.LinkPreview.nullable() }))
  async linkPreview(@Me() actor: Actor, @IdOf() id: string): Promise<{ preview: LinkPreviewView | null }> {
    return { preview: await this.previews.of(actor, id) };
  }

  @Get(':id/link-image') @Can('conversation.read') @Answers('The picture of that page, fetched by us', z.string().meta({ format: 'binary' }), 200, 'image/*')
  async linkImage(@Me() actor: Actor, @IdOf() id: string, @Res() reply: FastifyReply): Promise<void> {
    await this.previews.sendImage(actor, id, reply);
  }
}
