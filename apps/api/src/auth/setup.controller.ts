import { Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { Crm, MeView } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { JsonBody, QueryOf } from '../http/input.ts';
import { Refused } from '../http/problem.ts';
import { Answers, Can } from '../http/route.ts';
import * as answer from '../http/answers.ts';
import * as view from '../http/views.schema.ts';
import { CONFIG, CRM } from '../parts.ts';
import { Setup, SetupQuery } from './auth.dto.ts';
import { demandStrongPassword, hashPassword } from './passwords.ts';
import { isSecure, meView, openSession } from './sessions.ts';
import { tokenHash } from './tokens.ts';

/** The first start: whoever holds the link from the console makes the company and its first admin. */
@Controller('api/v1/setup')
export class SetupController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(CONFIG) private readonly config: Config) {}

  @Get() @Can('public') @Answers('Is this set-up link valid?', answer.Valid)
  async look(@QueryOf(SetupQuery) query: SetupQuery): Promise<{ valid: boolean }> {
    return { valid: (await this.open()) && (await this.crm.sessions.oneTime.peek(tokenHash(query.token), 'setup')) !== null };
  }

  @Post() @HttpCode(200) @Can('public') @Answers('Set up the company and the first admin', view.Me)
  async setUp(@JsonBody(Setup) body: Setup, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<MeView> {
    const used = new Refused(410, 'link-used', 'This link was used already or is too old. A new one is printed when Okno starts.');
    const hash = tokenHash(body.token);
    if (!(await this.open()) || !(await this.crm.sessions.oneTime.peek(hash, 'setup'))) throw used;
    demandStrongPassword(body.user.password, [body.user.name, body.user.email, body.company.name]);
    const passwordHash = await hashPassword(body.user.password);
    const user = await this.crm.company.setUp({
      tokenHash: hash, admin: { name: body.user.name, email: body.user.email, passwordHash, locale: body.company.language }, company: body.company, ip: request.ip,
    });
    if (!user) throw used;
    // Whoever sets up sits in front of the screen: the first inquiry finds somebody on duty.
    const actor = await this.crm.users.actor(user.id);
    if (actor) await this.crm.users.setDuty(actor, user.id, true);
    await openSession(this.crm, user.id, request, reply, isSecure(this.config, request));
    return meView(this.crm, user.id);
  }

  private async open(): Promise<boolean> {
    return (await this.crm.company.get()).setUpAt === null;
  }
}
