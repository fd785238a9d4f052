import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Put } from '@nestjs/common';
import type { Actor, BoardView, Crm, DealMoveView, DealPageView, DealView } from '#crm-core';
import { z } from 'zod';
import { currency, flag, id, money, newId, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'is not a day such as 2027-03-01');
const said = {
  title: words(300).optional(), amountMinor: money.nullable().optional(), currency: currency.optional(), expectedOn: day.nullable().optional(), probability: z.number().int().min(0).max(100).nullable().optional(),
  comment: words(5_000).optional(),
};
const fields = { ...said, ownerId: id.nullable().optional() };
const List = PageQuery.extend({
  pipelineId: id.optional(), stageId: id.optional(), status: view.DealStatus.optional(), ownerId: id.optional(), contactId: id.optional(), conversationId: id.optional(), marked: view.DealMarkName.optional(), conversations: flag.optional(),
});
const Board = z.strictObject({ pipelineId: id, ownerId: id.optional(), marked: view.DealMarkName.optional() });
const Create = z.strictObject({ id: newId, contactId: id.optional(), conversationId: id.nullable().optional(), pipelineId: id.optional(), stageId: id.optional(), ...fields });
const Fields = z.strictObject(fields);
const Move = z.strictObject({ stageId: id, fields: Fields.optional() });
const Lose = z.strictObject({ reasonId: id.optional(), competitor: words(200).nullable().optional(), returnOn: day.nullable().optional() });
const short = words(2_000).nullable().optional().transform((text) => text ?? null);
const source = z.strictObject({ utm: z.record(z.string().max(50), words(500)).default({}), referrer: short, landingPage: short, clickId: short });
const Form = z.strictObject({ id: newId, name: words(200), phone: words(50).optional(), email: words(320).optional(), pipelineId: id.optional(), ownerId: id.nullable().optional(), source: source.optional(), ...said });
const Tick = z.strictObject({ ticked: z.boolean() });
type List = z.infer<typeof List>;
type Board = z.infer<typeof Board>;
type Create = z.infer<typeof Create>;
type Fields = z.infer<typeof Fields>;
type Move = z.infer<typeof Move>;
type Lose = z.infer<typeof Lose>;
type Form = z.infer<typeof Form>;
type Tick = z.infer<typeof Tick>;

@Controller('api/v1')
export class DealsController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get('deals') @Can('deal.read') @Answers('List deals', view.DealPage)
  list(@Me() actor: Actor, @QueryOf(List) query: List): Promise<DealPageView> {
    return this.crm.deals.list(actor, query);
  }

  @Get('deals/board') @Can('deal.read') @Answers('Counts and sums of a board', view.Board)
  board(@Me() actor: Actor, @QueryOf(Board) query: Board): Promise<BoardView> {
    return this.crm.deals.board(actor, query);
  }

  @Post('deals') @HttpCode(200) @Can('deal.create') @Answers('Make a deal', view.Deal)
  create(@Me() actor: Actor, @JsonBody(Create) body: Create): Promise<DealView> {
    return this.crm.deals.create(actor, body);
  }

  @Post('order-forms') @HttpCode(200) @Can('deal.create') @Answers('An order form of a site: contact, lead and deal at once', view.Deal)
  fromForm(@Me() actor: Actor, @JsonBody(Form) body: Form): Promise<DealView> {
    return this.crm.deals.fromForm(actor, body);
  }

  @Get('deals/:id') @Can('deal.read') @Answers('One deal', view.Deal)
  get(@Me() actor: Actor, @IdOf() id: string): Promise<DealView> {
    return this.crm.deals.get(actor, id);
  }

  @Patch('deals/:id') @Can('deal.update') @Answers('Change a deal', view.Deal)
  update(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Fields) body: Fields): Promise<DealView> {
    return this.crm.deals.update(actor, id, body);
  }

  @Get('deals/:id/moves') @Can('deal.read') @Answers('How it moved, and how long it stood where', view.DealMove.array())
  moves(@Me() actor: Actor, @IdOf() id: string): Promise<DealMoveView[]> {
    return this.crm.deals.moves(actor, id);
  }

  @Post('deals/:id/move') @HttpCode(200) @Can('deal.update') @Answers('Move a deal to a stage', view.Deal)
  move(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Move) body: Move): Promise<DealView> {
    return this.crm.deals.move(actor, id, body);
  }

  @Post('deals/:id/win') @HttpCode(200) @Can('deal.update') @Answers('A deal is won', view.Deal)
  win(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Fields) body: Fields): Promise<DealView> {
    return this.crm.deals.win(actor, id, body);
  }

  @Post('deals/:id/lose') @HttpCode(200) @Can('deal.update') @Answers('A deal is lost, with its reason', view.Deal)
  lose(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Lose) body: Lose): Promise<DealView> {
    return this.crm.deals.lose(actor, id, body);
  }

  @Post('deals/:id/reopen') @HttpCode(200) @Can('deal.update') @Answers('Open a deal again', view.Deal)
  reopen(@Me() actor: Actor, @IdOf() id: string): Promise<DealView> {
    return this.crm.deals.reopen(actor, id);
  }

  @Put('deals/:id/checks/:checkId') @Can('deal.update') @Answers('Tick a line of the checklist, or take the tick away', view.Deal)
  tick(@Me() actor: Actor, @IdOf() id: string, @IdOf('checkId') checkId: string, @JsonBody(Tick) body: Tick): Promise<DealView> {
    return this.crm.deals.tick(actor, id, checkId, body.ticked);
  }
}

const stage = z.strictObject({
  id: id.optional(), name: words(100), colour: view.LabelColour, required: view.DealField.array().max(10).optional(), stuckAfterDays: z.number().int().min(1).max(3650).nullable().optional(), script: words(5_000).optional(),
  checks: z.array(z.strictObject({ id: id.optional(), text: words(300) })).max(50).optional(),
});
const Pipeline = z.strictObject({ name: words(100), stages: z.array(stage).min(1).max(50) });
const Order = z.strictObject({ ids: id.array().min(1).max(100) });
const FromTemplate = z.strictObject({ template: view.PipelineTemplate, locale: view.Locale });
const Reasons = z.strictObject({ kind: view.ReasonKind, reasons: z.array(z.strictObject({ id: id.optional(), name: words(100) })).max(100) });
type Pipeline = z.infer<typeof Pipeline>;
type Order = z.infer<typeof Order>;
type FromTemplate = z.infer<typeof FromTemplate>;
type Reasons = z.infer<typeof Reasons>;

@Controller('api/v1')
export class PipelinesController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get('pipelines') @Can('pipeline.read') @Answers('List pipelines', view.Pipeline.array())
  list(@Me() actor: Actor): ReturnType<Crm['deals']['pipelines']['list']> {
    return this.crm.deals.pipelines.list(actor);
  }

  @Post('pipelines') @HttpCode(200) @Can('pipeline.manage') @Answers('Make a pipeline', view.Pipeline)
  create(@Me() actor: Actor, @JsonBody(Pipeline) body: Pipeline): ReturnType<Crm['deals']['pipelines']['save']> {
    return this.crm.deals.pipelines.save(actor, body);
  }

  @Post('pipelines/from-template') @HttpCode(200) @Can('pipeline.manage') @Answers('Make a pipeline from a template', view.Pipeline)
  fromTemplate(@Me() actor: Actor, @JsonBody(FromTemplate) body: FromTemplate): ReturnType<Crm['deals']['pipelines']['fromTemplate']> {
    return this.crm.deals.pipelines.fromTemplate(actor, body.template, body.locale);
  }

  @Put('pipelines/order') @Can('pipeline.manage') @Answers('Put pipelines in another order', view.Pipeline.array())
  order(@Me() actor: Actor, @JsonBody(Order) body: Order): ReturnType<Crm['deals']['pipelines']['order']> {
    return this.crm.deals.pipelines.order(actor, body.ids);
  }

  @Put('pipelines/:id') @Can('pipeline.manage') @Answers('Change a pipeline and its stages', view.Pipeline)
  save(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Pipeline) body: Pipeline): ReturnType<Crm['deals']['pipelines']['save']> {
    return this.crm.deals.pipelines.save(actor, { ...body, id });
  }

  @Delete('pipelines/:id') @HttpCode(204) @Can('pipeline.manage') @Answers('Remove a pipeline', null)
  async remove(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    await this.crm.deals.pipelines.remove(actor, id);
  }

  @Get('reasons') @Can('pipeline.read') @Answers('Why leads and deals end', view.Reason.array())
  reasons(@Me() actor: Actor): ReturnType<Crm['deals']['reasons']['list']> {
    return this.crm.deals.reasons.list(actor);
  }

  @Put('reasons') @Can('pipeline.manage') @Answers('Change one list of reasons', view.Reason.array())
  saveReasons(@Me() actor: Actor, @JsonBody(Reasons) body: Reasons): ReturnType<Crm['deals']['reasons']['save']> {
    return this.crm.deals.reasons.save(actor, body.kind, body.reasons);
  }
}
