import { Controller, Delete, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { Actor, Crm, SavedViewView } from '#crm-core';
import { z } from 'zod';
import { Filter, filterOf, listName, listSort } from '../conversations/list.dto.ts';
import { words } from '../http/fields.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const Saved = z.strictObject({
  name: words(60).pipe(z.string().trim().min(1)), shared: z.boolean().default(false), choice: z.strictObject({ view: listName, sort: listSort.default('wait'), filter: Filter.default({}) }),
});
type Saved = z.infer<typeof Saved>;
const input = ({ choice, ...rest }: Saved) => ({ ...rest, choice: { ...choice, filter: filterOf(choice.filter) } });

@Controller('api/v1/saved-views')
export class SavedViewsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get() @Can('saved-view.use') @Answers('My views and the shared ones', view.SavedView.array())
  list(@Me() actor: Actor): Promise<SavedViewView[]> {
    return this.crm.savedViews.list(actor);
  }

  @Post() @HttpCode(200) @Can('saved-view.use') @Answers('Save a view', view.SavedView)
  create(@Me() actor: Actor, @JsonBody(Saved) body: Saved): Promise<SavedViewView> {
    return this.crm.savedViews.save(actor, input(body));
  }

  @Put(':id') @Can('saved-view.use') @Answers('Change a view', view.SavedView)
  save(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Saved) body: Saved): Promise<SavedViewView> {
    return this.crm.savedViews.save(actor, { ...input(body), id });
  }

  @Delete(':id') @HttpCode(204) @Can('saved-view.use') @Answers('Remove a view', null)
  remove(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    return this.crm.savedViews.remove(actor, id);
  }
}
