import { Controller, Delete, Get, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { NotFound, type Actor, type CalendarTask, type Crm, type Locale } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { linkTo } from '../auth/links.ts';
import { newToken, tokenHash } from '../auth/tokens.ts';
import type { Config } from '../config.ts';
import * as answer from '../http/answers.ts';
import { Me } from '../http/input.ts';
import { Refused } from '../http/problem.ts';
import { Answers, Can } from '../http/route.ts';
import { CONFIG, CRM } from '../parts.ts';
import { toCalendar, type CalendarEntry } from './ics.ts';

/** Calendars ask a few times an hour; who tries addresses is stopped. Counted in this process, like the widget's. */
const PER_MINUTE = 60;

/** A person's tasks in the calendar of their phone: whoever knows the address reads them, so only its hash is kept and it is shown once. */
@Controller()
export class CalendarController {
  private readonly limiter = new RateLimiterMemory({ keyPrefix: 'calendar', points: PER_MINUTE, duration: 60 });

  constructor(
    @Inject(CRM) private readonly crm: Crm,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('calendar/:file') @Can('public')
  async read(@Param('file') file: string, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.limiter.consume(request.ip).catch((rejection: unknown) => {
      if (rejection instanceof Error) throw rejection;
      throw new Refused(429, 'too-many-attempts', 'Too many requests. Wait a little and try again.', Math.ceil((rejection as { msBeforeNext: number }).msBeforeNext / 1000));
    });
    const [, token] = /^([\w-]{43})\.ics$/.exec(file) ?? [];
    const shared = token ? await this.crm.users.calendar.resolve(tokenHash(token)) : null;
    if (!shared) throw new NotFound('calendar');
    const tasks = await this.crm.tasks.calendar(shared.actor);
    reply.header('content-type', 'text/calendar; charset=utf-8').header('cache-control', 'private, max-age=300').header('x-robots-tag', 'noindex').header('referrer-policy', 'no-referrer');
    return toCalendar('Okno', tasks.map((task) => entryOf(task, shared.locale, (path) => linkTo(this.config, request, path))));
  }

  /** The address that was given before ends with this one. */
  @Post('api/v1/auth/calendar') @HttpCode(200) @Can('signed-in') @Answers('A new secret address of your tasks for a calendar', answer.Link)
  async share(@Me() actor: Actor, @Req() request: FastifyRequest): Promise<{ url: string }> {
    const { token, hash } = newToken();
    await this.crm.users.calendar.share(actor.userId, hash);
    return { url: linkTo(this.config, request, `/calendar/${token}.ics`) };
  }

  @Delete('api/v1/auth/calendar') @HttpCode(204) @Can('signed-in') @Answers('End the address of your tasks for a calendar', null)
  withdraw(@Me() actor: Actor): Promise<void> {
    return this.crm.users.calendar.share(actor.userId, null);
  }
}

/** Tasks that make themselves carry a kind instead of somebody's words. */
const KINDS: Readonly<Record<CalendarTask['kind'], Readonly<Record<Locale, string>>>> = {
  answer: { en: 'Answer', ru: 'Ответить', uk: 'Відповісти' },
  'follow-up': { en: 'Follow up', ru: 'Напомнить о себе', uk: 'Нагадати про себе' },
  'call-back': { en: 'Call back', ru: 'Перезвонить', uk: 'Передзвонити' },
  'win-back': { en: 'Win back', ru: 'Вернуть клиента', uk: 'Повернути клієнта' },
  manual: { en: 'Task', ru: 'Задача', uk: 'Завдання' },
};

function entryOf(task: CalendarTask, locale: Locale, link: (path: string) => string): CalendarEntry {
  const url = link(task.conversationId ? `/c/${task.conversationId}` : '/tasks');
  const title = task.title || KINDS[task.kind][locale];
  return {
    uid: `task-${task.id}@okno`, summary: task.contactName ? `${title} · ${task.contactName}` : title, description: url, url, startsAt: new Date(task.dueAt), writtenAt: new Date(task.createdAt),
  };
}
