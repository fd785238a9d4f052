import { Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { Actor, Crm, LabelView } from '#crm-core';
import { z } from 'zod';
import { words } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const Label = z.strictObject({ name: words(60).pipe(z.string().trim().min(1)), colour: view.LabelColour });
type Label = z.infer<typeof Label>;

@Controller('api/v1/labels')
export class LabelsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('label.read') @Answers('List labels', view.Label.array())
  list(@Me() actor: Actor): Promise<LabelView[]> {
    return this.crm.labels.list(actor);
  }

  @Post() @HttpCode(200) @Can('label.manage') @Answers('Make a label', view.Label)
  create(@Me() actor: Actor, @JsonBody(Label) body: Label): Promise<LabelView> {
    return this.crm.labels.save(actor, body);
  }

  @Put(':id') @Can('label.manage') @Answers('Change a label', view.Label)
  save(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Label) body: Label): Promise<LabelView> {
    return this.crm.labels.save(actor, { ...body, id });
  }

  @Delete(':id') @HttpCode(204) @Can('label.manage') @Answers('Remove a label', null)
  remove(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    return this.crm.labels.remove(actor, id);
  }
}
