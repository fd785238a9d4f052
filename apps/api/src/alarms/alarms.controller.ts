import { Controller, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import type { Actor, AlarmKind, AlarmRuleView, AlarmView, Crm, Page, PageRequest } from '#crm-core';
import { z } from 'zod';
import { IdOf, JsonBody, Me, PageQuery, QueryOf, ZodPipe } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

/** Longer than a year is no alarm. */
const step = z.strictObject({ who: view.AlarmWho, minutes: z.number().int().min(0).max(525_600), clock: z.enum(['working', 'always']), ways: view.AlarmWay.array().max(4) });
const Rule = z.strictObject({ enabled: z.boolean(), steps: step.array().min(1).max(10) });
type Rule = z.infer<typeof Rule>;

@Controller('api/v1')
export class AlarmsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get('alarms') @Can('alarm.read') @Answers('What nobody reacted to in time', view.pageOf(view.Alarm))
  list(@Me() actor: Actor, @QueryOf(PageQuery) page: PageRequest): Promise<Page<AlarmView>> {
    return this.crm.alarms.list(actor, page);
  }

  @Post('alarms/:id/take') @HttpCode(200) @Can('alarm.take') @Answers('Take it: nobody else is told, and what it is about is yours', view.Alarm)
  take(@Me() actor: Actor, @IdOf() id: string): Promise<AlarmView> {
    return this.crm.alarms.take(actor, id);
  }

  @Get('alarm-rules') @Can('alarm.read') @Answers('When alarms are raised, and whom they reach', view.AlarmRule.array())
  rules(@Me() actor: Actor): Promise<AlarmRuleView[]> {
    return this.crm.alarms.rules.list(actor);
  }

  @Put('alarm-rules/:kind') @Can('alarm-rule.manage') @Answers('Change a rule; alarms that are raised keep their ladder', view.AlarmRule)
  saveRule(@Me() actor: Actor, @Param('kind', new ZodPipe(view.AlarmKind)) kind: AlarmKind, @JsonBody(Rule) body: Rule): Promise<AlarmRuleView> {
    return this.crm.alarms.rules.save(actor, kind, body);
  }
}
