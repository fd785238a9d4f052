import { Controller, Get, Inject } from '@nestjs/common';
import type { Actor, Crm, SearchView } from '#crm-core';
import { z } from 'zod';
import { channel, flag, id, when, words } from '../http/fields.ts';
import { Me, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const Search = z.strictObject({
  q: words(200).describe('Words in any of their forms, a name, part of an address, the last digits of a phone, the number of an order.'),
  only: z.enum(['people', 'messages', 'orders']).optional().describe('One group instead of all three.'),
  channel: channel.optional(),
  ownerId: z.union([id, z.literal('nobody')]).optional(),
  from: when.optional(),
  to: when.optional(),
  spam: flag.optional(),
  limit: z.coerce.number().int().min(1).max(200).optional().describe('Of each group; 20 when not said.'),
});
type Search = z.infer<typeof Search>;

@Controller('api/v1/search')
export class SearchController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('conversation.read') @Answers('Find people, messages and orders', view.Search)
  find(@Me() actor: Actor, @QueryOf(Search) { q, only, ...narrowed }: Search): Promise<SearchView> {
    return this.crm.search.find(actor, { ...narrowed, words: q, ...(only && { groups: [only] }) });
  }
}
