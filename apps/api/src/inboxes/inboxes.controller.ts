import { Controller, Delete, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import type { ChannelHealth } from '#channels';
import type { Actor, Crm, InboxSettingsView, InboxView } from '#crm-core';
import { z } from 'zod';
import type { InboxSettings } from '../channels/inbox-settings.ts';
import * as answer from '../http/answers.ts';
import { id as idField, words } from '../http/fields.ts';
import { letterHtml } from '../http/html.ts';
import { IdOf, JsonBody, Me } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM, INBOX_SETTINGS } from '../parts.ts';

const adapter = z.enum(['email', 'telegram', 'twilio', 'webchat', 'http']);
/** Each adapter parses its own keys and names those that do not fit (422). */
const settings = z.record(z.string().max(100), z.unknown());
const credentials = z.record(z.string().max(100), words(10_000));
const name = words(200).pipe(z.string().trim().min(1));
const policy = z.strictObject({
  assignment: z.enum(['round-robin', 'least-loaded', 'manual']), keepOwner: z.boolean(), threadMode: z.enum(['contact', 'thread']), reopenDays: z.number().int().min(0).max(3_650),
  firstAnswerMinutes: z.number().int().min(1).max(100_000), followUpDays: z.number().int().min(1).max(365), teamId: idField.nullable(), isPrivate: z.boolean(),
}).partial();
const userIds = z.array(idField).max(1_000);

/** Under letters of whoever has none of their own; `{name}`, `{role}` and `{phone}` are filled in where it is written. */
const signature = letterHtml(20_000);

const Check = z.strictObject({ adapter, settings: settings.default({}), credentials: credentials.default({}), id: idField.optional() });
const Discover = z.strictObject({ adapter, settings: settings.default({}), credentials: credentials.default({}) });
const Create = z.strictObject({ adapter, name, settings: settings.default({}), credentials: credentials.default({}), policy: policy.optional(), userIds: userIds.optional(), enabled: z.boolean().optional(), signature: signature.optional() });
const Update = z.strictObject({ name, settings, credentials: z.record(z.string().max(100), words(10_000).nullable()), policy, userIds, enabled: z.boolean(), signature }).partial();
type Check = z.infer<typeof Check>;
type Discover = z.infer<typeof Discover>;
type Create = z.infer<typeof Create>;
type Update = z.infer<typeof Update>;

@Controller('api/v1/inboxes')
export class InboxesController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(INBOX_SETTINGS) private readonly channels: InboxSettings) {}

  @Get() @Can('signed-in') @Answers('The inboxes you may see', view.Inbox.array())
  list(@Me() actor: Actor): Promise<InboxView[]> {
    return this.crm.inboxes.list(actor);
  }

  @Get('settings') @Can('inbox.manage') @Answers('Every inbox with its settings', view.InboxSettings.array())
  settings(@Me() actor: Actor): Promise<InboxSettingsView[]> {
    return this.channels.list(actor);
  }

  @Post('check') @HttpCode(200) @Can('inbox.manage') @Answers('Try settings without saving them', answer.Health)
  check(@JsonBody(Check) body: Check): Promise<ChannelHealth> {
    return this.channels.check(body);
  }

  @Post('discover') @HttpCode(200) @Can('inbox.manage') @Answers('What the vendor tells about an account', answer.Discovery)
  discover(@JsonBody(Discover) body: Discover): Promise<Record<string, unknown>> {
    return this.channels.discover(body);
  }

  @Post() @HttpCode(200) @Can('inbox.manage') @Answers('Connect a channel', view.InboxSettings)
  create(@Me() actor: Actor, @JsonBody(Create) { adapter: kind, ...body }: Create): Promise<InboxSettingsView> {
    return this.channels.create(actor, kind, body);
  }

  @Patch(':id') @Can('inbox.manage') @Answers('Change an inbox; credentials that are not named stay', view.InboxSettings)
  update(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Update) body: Update): Promise<InboxSettingsView> {
    return this.channels.update(actor, id, body);
  }

  @Delete(':id') @HttpCode(204) @Can('inbox.manage') @Answers('Disconnect an inbox; its conversations stay', null)
  remove(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    return this.crm.inboxes.remove(actor, id);
  }

  @Post(':id/check') @HttpCode(200) @Can('inbox.manage') @Answers('Test a connected inbox', answer.Health)
  checkSaved(@Me() actor: Actor, @IdOf() id: string): Promise<ChannelHealth> {
    return this.channels.checkSaved(actor, id);
  }

  @Post(':id/connect') @HttpCode(200) @Can('inbox.manage') @Answers('Register our address at the vendor', view.InboxSettings)
  connect(@Me() actor: Actor, @IdOf() id: string): Promise<InboxSettingsView> {
    return this.channels.connect(actor, id);
  }
}
