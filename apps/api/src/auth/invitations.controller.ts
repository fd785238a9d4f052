import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { Conflict, NotFound, type Actor, type Crm, type MeView, type Role } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { SystemMail } from '../channels/system-mail.ts';
import type { Config } from '../config.ts';
import { JsonBody, Me } from '../http/input.ts';
import { Refused } from '../http/problem.ts';
import { Answers, Can } from '../http/route.ts';
import * as answer from '../http/answers.ts';
import * as view from '../http/views.schema.ts';
import { CONFIG, CRM, SYSTEM_MAIL } from '../parts.ts';
import { AcceptInvitation, Invite } from './auth.dto.ts';
import { INVITATION_HOURS, linkTo } from './links.ts';
import { demandStrongPassword, hashPassword } from './passwords.ts';
import { isSecure, meView, openSession } from './sessions.ts';
import { newToken, tokenHash } from './tokens.ts';

/** What an invitation holds until it is taken. The inviter's right is asked again then. */
const Held = z.object({ email: z.string(), name: z.string(), role: z.enum(['operator', 'manager', 'admin']), inboxIds: z.array(z.string()), teamIds: z.array(z.string()), byId: z.string() });

@Controller('api/v1/invitations')
export class InvitationsController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(CONFIG) private readonly config: Config, @Inject(SYSTEM_MAIL) private readonly mail: SystemMail) {}

  @Post() @HttpCode(200) @Can('user.manage') @Answers('Invite a person', answer.Link)
  async invite(@Me() actor: Actor, @JsonBody(Invite) body: Invite, @Req() request: FastifyRequest): Promise<{ url: string }> {
    if (await this.crm.users.byEmail(body.email)) throw new Conflict('email-taken', 'Somebody already has an account with this e-mail address.');
    const { token, hash } = newToken();
    await this.crm.sessions.oneTime.issue({ tokenHash: hash, purpose: 'invitation', payload: { ...body, byId: actor.userId }, expiresAt: new Date(Date.now() + INVITATION_HOURS * 3_600_000) });
    await this.crm.company.audit({ userId: actor.userId, action: 'invited', thing: 'user', detail: { role: body.role }, ip: request.ip });
    const url = linkTo(this.config, request, `/invite/${token}`);
    const { language } = await this.crm.company.get();
    void this.mail.send(body.email, 'invitation', language, url).catch(() => undefined);
    return { url };
  }

  @Get() @Can('user.manage') @Answers('Invitations nobody has taken yet', answer.OpenInvitations)
  async list(): Promise<z.infer<typeof answer.OpenInvitations>> {
    const open = await this.crm.sessions.oneTime.open('invitation');
    return open.map(({ tokenHash: hash, payload, expiresAt }) => {
      const { email, name, role } = Held.parse(payload);
      return { id: hash.toString('hex'), email, name, role, expiresAt };
    });
  }

  @Delete(':id') @HttpCode(204) @Can('user.manage') @Answers('Withdraw an invitation', null)
  async withdraw(@Me() actor: Actor, @Param('id') id: string, @Req() request: FastifyRequest): Promise<void> {
    if (!/^[0-9a-f]{64}$/.test(id) || !(await this.crm.sessions.oneTime.withdraw(Buffer.from(id, 'hex'), 'invitation'))) throw new NotFound('invitation');
    await this.crm.company.audit({ userId: actor.userId, action: 'invitation-withdrawn', thing: 'user', ip: request.ip });
  }

  @Get(':token') @Can('public') @Answers('What an invitation is for', answer.Invitation)
  async look(@Param('token') token: string): Promise<{ email: string; role: Role; name: string }> {
    const { email, role, name } = await this.held(token);
    return { email, role, name };
  }

  @Post(':token') @HttpCode(200) @Can('public') @Answers('Accept an invitation', view.Me)
  async accept(@Param('token') token: string, @JsonBody(AcceptInvitation) body: AcceptInvitation, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<MeView> {
    const held = await this.held(token);
    const inviter = await this.crm.users.actor(held.byId);
    if (inviter?.role !== 'admin') throw gone();
    demandStrongPassword(body.password, [body.name, held.email]);
    const passwordHash = await hashPassword(body.password);
    const user = await this.crm.users.create(inviter, {
      email: held.email, name: body.name, role: held.role, passwordHash, locale: body.locale, inboxIds: held.inboxIds, teamIds: held.teamIds, invitation: tokenHash(token),
    }).catch((error: unknown) => { throw error instanceof NotFound ? gone() : error; });
    await openSession(this.crm, user.id, request, reply, isSecure(this.config, request));
    return meView(this.crm, user.id);
  }

  private async held(token: string): Promise<z.infer<typeof Held>> {
    const found = await this.crm.sessions.oneTime.peek(tokenHash(token), 'invitation');
    if (!found) throw gone();
    return Held.parse(found.payload);
  }
}

const gone = (): Refused => new Refused(410, 'link-used', 'This invitation was used already or is too old. Ask for a new one.');
