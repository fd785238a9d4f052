import { Controller, Get, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Answers, Can } from '../http/route.ts';
import * as answer from '../http/answers.ts';
import { HEALTH } from '../parts.ts';

/** What must hold for this process to be given work. Each rejects or answers false while it does not. */
export interface Readiness {
  readonly checks: Readonly<Record<string, () => Promise<boolean>>>;
}

@Controller()
export class HealthController {
  constructor(@Inject(HEALTH) private readonly readiness: Readiness) {}

  /** The process lives; says nothing of the database, so that nobody kills it for that. */
  @Get('healthz') @Can('public') @Answers('Is the process alive?', answer.Status)
  alive(): { status: string } {
    return { status: 'alive' };
  }

  @Get('readyz') @Can('public') @Answers('Can it take work? 503 while it cannot', answer.Readiness)
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; checks: Record<string, boolean> }> {
    const checks = Object.fromEntries(
      await Promise.all(Object.entries(this.readiness.checks).map(async ([name, check]) => [name, await within(2_000, check())] as const)),
    );
    const ready = Object.values(checks).every(Boolean);
    reply.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not ready', checks };
  }
}

async function within(ms: number, check: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((done) => { timer = setTimeout(() => done(false), ms); });
  return Promise.race([check.catch(() => false), late]).finally(() => clearTimeout(timer));
}
