import { Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { Actor, Crm, TeamView } from '#crm-core';
import { z } from 'zod';
import { id as idField, timeZone, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const Team = z.strictObject({ name: words(200).pipe(z.string().trim().min(1)), memberIds: z.array(idField).max(1_000).default([]), timeZone: timeZone.nullable().optional() });
type Team = z.infer<typeof Team>;

@Controller('api/v1/teams')
export class TeamsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('user.read') @Answers('List teams', view.Team.array())
  list(@Me() actor: Actor): Promise<TeamView[]> {
    return this.crm.users.teams.list(actor);
  }

  @Post() @HttpCode(200) @Can('team.manage') @Answers('Make a team', view.Team)
  create(@Me() actor: Actor, @JsonBody(Team) body: Team): Promise<TeamView> {
    return this.crm.users.teams.save(actor, body);
  }

  @Put(':id') @Can('team.manage') @Answers('Change a team', view.Team)
  save(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Team) body: Team): Promise<TeamView> {
    return this.crm.users.teams.save(actor, { ...body, id });
  }

  @Delete(':id') @HttpCode(204) @Can('team.manage') @Answers('Dissolve a team', null)
  remove(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    return this.crm.users.teams.remove(actor, id);
  }
}
