import { Controller, Get, Inject } from '@nestjs/common';
import type { Actor, Crm, SyncEvent } from '#crm-core';
import { z } from 'zod';
import * as answer from '../http/answers.ts';
import { Me, QueryOf } from '../http/input.ts';
import { Refused } from '../http/problem.ts';
import { Answers, Can } from '../http/route.ts';
import { CRM } from '../parts.ts';

const After = z.strictObject({ after: z.string().min(1).max(200), limit: z.coerce.number().int().min(1).max(1_000).default(500) });
type After = z.infer<typeof After>;

@Controller('api/v1/sync')
export class SyncController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('signed-in') @Answers('What was committed after a cursor, in order; 410 when it is too old', answer.Sync)
  async after(@Me() actor: Actor, @QueryOf(After) query: After): Promise<{ events: SyncEvent[]; cursor: string; more: boolean }> {
    const missed = await this.crm.feed.catchUp(actor, query.after, query.limit);
    if (missed === 'refetch') throw new Refused(410, 'refetch', 'This cursor is too old: fetch anew.');
    return missed;
  }
}
