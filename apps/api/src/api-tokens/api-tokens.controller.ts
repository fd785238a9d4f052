import { Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { Actor, Crm } from '#crm-core';
import { z } from 'zod';
import { newToken } from '../auth/tokens.ts';
import * as answer from '../http/answers.ts';
import { words } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import { CRM } from '../parts.ts';

const Create = z.strictObject({ name: words(100).pipe(z.string().trim().min(1)) });
type Create = z.infer<typeof Create>;

@Controller('api/v1/api-tokens')
export class ApiTokensController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('api-token.manage') @Answers('List API tokens', answer.ApiToken.array())
  list(@Me() actor: Actor): ReturnType<Crm['sessions']['apiTokens']['list']> {
    return this.crm.sessions.apiTokens.list(actor);
  }

  @Post() @HttpCode(200) @Can('api-token.manage') @Answers('Make an API token', answer.NewApiToken)
  async create(@Me() actor: Actor, @JsonBody(Create) body: Create): Promise<{ id: string; token: string }> {
    const { token, hash } = newToken();
    const { id } = await this.crm.sessions.apiTokens.create(actor, { name: body.name, tokenHash: hash });
    return { id, token };
  }

  @Delete(':id') @HttpCode(204) @Can('api-token.manage') @Answers('Revoke an API token', null)
  revoke(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    return this.crm.sessions.apiTokens.revoke(actor, id);
  }
}
