import { Controller, Get, HttpCode, Inject, Patch, Post, Req } from '@nestjs/common';
import { NotFound, type Actor, type ChangedUserView, type Crm, type UserView } from '#crm-core';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { personName, phone, role } from '../auth/auth.dto.ts';
import { linkTo, RESET_HOURS } from '../auth/links.ts';
import { newToken } from '../auth/tokens.ts';
import type { Config } from '../config.ts';
import type { Notices } from '../database/notices.ts';
import * as answer from '../http/answers.ts';
import { id as idField } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CONFIG, CRM, NOTICES } from '../parts.ts';

const Update = z.strictObject({ name: personName, role, active: z.boolean(), phone, capacity: z.number().int().positive().max(10_000).nullable(), inboxIds: z.array(idField).max(500), onDuty: z.boolean(), deputyId: idField.nullable() }).partial();
type Update = z.infer<typeof Update>;

@Controller('api/v1/users')
export class UsersController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(CONFIG) private readonly config: Config, @Inject(NOTICES) private readonly notices: Notices) {}

  @Get() @Can('user.read') @Answers('Everybody who works here', view.User.array())
  list(@Me() actor: Actor): Promise<UserView[]> {
    return this.crm.users.list(actor);
  }

  /** A new role or a switched-off account ends the person's sessions. */
  @Patch(':id') @Can('user.set-duty') @Answers('Change a colleague; says how much of their open work went back to the queue', view.ChangedUser)
  async update(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Update) { onDuty, ...body }: Update): Promise<ChangedUserView> {
    const changed = Object.keys(body).length ? await this.crm.users.update(actor, id, body) : null;
    if (body.active === false || (body.role !== undefined && id !== actor.userId)) {
      await this.crm.sessions.closeAll(id);
      this.notices.publish([{ type: 'sessions-ended', userId: id }]);
    }
    const user = onDuty !== undefined ? await this.crm.users.setDuty(actor, id, onDuty) : (changed ?? (await this.crm.users.get(id)));
    return { ...user, handedBack: changed?.handedBack ?? { conversations: 0, tasks: 0 } };
  }

  /** For installations without a mailbox: the admin hands the link over. */
  @Post(':id/reset-link') @HttpCode(200) @Can('user.manage') @Answers('A link with which a colleague sets a new password', answer.Link)
  async resetLink(@Me() actor: Actor, @IdOf() id: string, @Req() request: FastifyRequest): Promise<{ url: string }> {
    const user = (await this.crm.users.list(actor)).find((one) => one.id === id && one.active);
    if (!user) throw new NotFound('user');
    const { token, hash } = newToken();
    await this.crm.sessions.oneTime.issue({ tokenHash: hash, purpose: 'password-reset', userId: id, expiresAt: new Date(Date.now() + RESET_HOURS * 3_600_000) });
    await this.crm.company.audit({ userId: actor.userId, action: 'reset-link-made', thing: `user:${id}`, ip: request.ip });
    return { url: linkTo(this.config, request, `/reset/${token}`) };
  }
}
