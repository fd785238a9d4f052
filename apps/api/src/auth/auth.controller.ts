import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Req, Res } from '@nestjs/common';
import { Invalid, type Actor, type Crm, type MeView } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Linking } from '../alerts/linking.ts';
import type { SystemMail } from '../channels/system-mail.ts';
import type { Config } from '../config.ts';
import type { Notices } from '../database/notices.ts';
import { SESSION_COOKIE } from '../http/access.ts';
import * as answer from '../http/answers.ts';
import { JsonBody, Me } from '../http/input.ts';
import { Refused } from '../http/problem.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CONFIG, CRM, LINKING, NOTICES, SYSTEM_MAIL, THROTTLE } from '../parts.ts';
import { ChangePassword, Forgot, Login, Reset, UpdateMe } from './auth.dto.ts';
import { linkTo, RESET_HOURS } from './links.ts';
import { demandStrongPassword, hashPassword, passwordMatches } from './passwords.ts';
import { isSecure, meView, openSession, sessionName } from './sessions.ts';
import type { Throttle } from './throttle.ts';
import { newToken, tokenHash } from './tokens.ts';

@Controller('api/v1/auth')
export class AuthController {
  constructor(
    @Inject(CRM) private readonly crm: Crm,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(NOTICES) private readonly notices: Notices,
    @Inject(THROTTLE) private readonly throttle: Throttle,
    @Inject(SYSTEM_MAIL) private readonly mail: SystemMail,
    @Inject(LINKING) private readonly linking: Linking,
  ) {}

  @Post('login') @HttpCode(200) @Can('public') @Answers('Sign in', view.Me)
  async login(@JsonBody(Login) body: Login, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<MeView> {
    await this.throttle.enter(body.email, request.ip);
    const user = await this.crm.users.byEmail(body.email);
    const matches = await passwordMatches(user?.passwordHash ?? null, body.password);
    const welcome = matches && user?.active === true;
    await this.crm.company.audit({ userId: user?.id ?? null, action: welcome ? 'login' : 'login-refused', thing: 'session', ip: request.ip });
    if (!user || !welcome) throw new Refused(401, 'bad-credentials', 'E-mail or password is wrong.');
    await this.throttle.forgive(body.email);
    await openSession(this.crm, user.id, request, reply, isSecure(this.config, request));
    return meView(this.crm, user.id);
  }

  @Post('logout') @HttpCode(204) @Can('public') @Answers('Sign out', null)
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const cookie = request.cookies[SESSION_COOKIE];
    if (!cookie) return;
    const hash = tokenHash(cookie);
    await this.crm.sessions.close(hash);
    this.notices.publish([{ type: 'session-ended', session: sessionName(hash) }]);
    reply.clearCookie(SESSION_COOKIE, { path: '/' });
  }

  @Get('me') @Can('signed-in') @Answers('Who is signed in', view.Me)
  me(@Me() actor: Actor): Promise<MeView> {
    return meView(this.crm, actor.userId);
  }

  @Patch('me') @Can('signed-in') @Answers('Change your own settings', view.Me)
  async update(@Me() actor: Actor, @JsonBody(UpdateMe) { onDuty, ...profile }: UpdateMe): Promise<MeView> {
    if (Object.keys(profile).length) await this.crm.users.update(actor, actor.userId, profile);
    if (onDuty !== undefined) await this.crm.users.setDuty(actor, actor.userId, onDuty);
    return meView(this.crm, actor.userId);
  }

  /** Ends every other session of this person. */
  @Post('password') @HttpCode(204) @Can('signed-in') @Answers('Change your password', null)
  async changePassword(@Me() actor: Actor, @JsonBody(ChangePassword) body: ChangePassword, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const user = await this.crm.users.get(actor.userId);
    await this.throttle.enter(user.email, request.ip);
    const stored = await this.crm.users.byEmail(user.email);
    if (!(await passwordMatches(stored?.passwordHash ?? null, body.current))) throw new Invalid('wrong-password', 'The current password is wrong.', 'current');
    await this.throttle.forgive(user.email);
    demandStrongPassword(body.next, [user.name, user.email]);
    await this.crm.users.setPassword(actor.userId, await hashPassword(body.next));
    await this.crm.company.audit({ userId: actor.userId, action: 'password-changed', thing: `user:${actor.userId}`, ip: request.ip });
    await this.endSessions(actor.userId);
    await openSession(this.crm, actor.userId, request, reply, isSecure(this.config, request));
  }

  /** Another link ends none that was given before; the first one opened works. */
  @Post('telegram-link') @HttpCode(200) @Can('signed-in') @Answers('A link to be told of new inquiries in Telegram', answer.ExpiringLink)
  linkTelegram(@Me() actor: Actor): Promise<{ url: string; expiresAt: string }> {
    return this.linking.link(actor.userId);
  }

  @Delete('telegram-link') @HttpCode(204) @Can('signed-in') @Answers('Be told in Telegram no more', null)
  unlinkTelegram(@Me() actor: Actor): Promise<void> {
    return this.crm.users.unlinkTelegram(actor.userId);
  }

  /** The same answer at once, whoever asks for whom; the rest happens afterwards. */
  @Post('forgot') @HttpCode(204) @Can('public') @Answers('Ask for a password reset by e-mail', null)
  async forgot(@JsonBody(Forgot) body: Forgot, @Req() request: FastifyRequest): Promise<void> {
    await this.throttle.enter(`reset:${body.email}`, request.ip);
    void this.mailResetLink(body.email, request).catch(() => undefined);
  }

  @Post('reset') @HttpCode(200) @Can('public') @Answers('Set a new password with a reset link', view.Me)
  async reset(@JsonBody(Reset) body: Reset, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<MeView> {
    const hash = tokenHash(body.token);
    const held = await this.crm.sessions.oneTime.peek(hash, 'password-reset');
    if (!held?.userId) throw new Refused(410, 'link-used', 'This link was used already or is too old.');
    const user = await this.crm.users.get(held.userId);
    demandStrongPassword(body.password, [user.name, user.email]);
    const passwordHash = await hashPassword(body.password);
    if (!user.active || !(await this.crm.sessions.oneTime.redeem(hash, 'password-reset'))) throw new Refused(410, 'link-used', 'This link was used already or is too old.');
    await this.crm.users.setPassword(user.id, passwordHash);
    // Whoever forgot it has tried the old one often enough; the new one must open the other devices at once.
    await this.throttle.forgive(user.email);
    await this.crm.company.audit({ userId: user.id, action: 'password-reset', thing: `user:${user.id}`, ip: request.ip });
    await this.endSessions(user.id);
    await openSession(this.crm, user.id, request, reply, isSecure(this.config, request));
    return meView(this.crm, user.id);
  }

  private async mailResetLink(address: string, request: FastifyRequest): Promise<void> {
    const user = await this.crm.users.byEmail(address);
    if (!user?.active) return;
    const { token, hash } = newToken();
    await this.crm.sessions.oneTime.issue({ tokenHash: hash, purpose: 'password-reset', userId: user.id, expiresAt: new Date(Date.now() + RESET_HOURS * 3_600_000) });
    const { locale } = await this.crm.users.get(user.id);
    await this.mail.send(address.toLowerCase(), 'password-reset', locale, linkTo(this.config, request, `/reset/${token}`));
  }

  private async endSessions(userId: string): Promise<void> {
    await this.crm.sessions.closeAll(userId);
    this.notices.publish([{ type: 'sessions-ended', userId }]);
  }
}
