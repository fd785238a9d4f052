import { randomUUID } from 'node:crypto';
import { Controller, Delete, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { Invalid, type Actor, type Crm, type Page, type WebhookDeliveryView, type WebhookEndpointView } from '#crm-core';
import { z } from 'zod';
import * as answer from '../http/answers.ts';
import { when, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { AddressRefused, type Net } from '../net/safe-fetch.ts';
import { CLOCK, CRM, NET, VAULT } from '../parts.ts';
import type { Vault } from '../secrets.ts';
import { changedSecret, newSecret } from './secrets.ts';

const url = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).max(2_000);
const description = words(200).pipe(z.string().trim());
const eventTypes = view.WebhookEndpoint.shape.eventTypes.min(1);
const Create = z.strictObject({ url, description: description.default(''), eventTypes });
const Update = z.strictObject({ url: url.optional(), description: description.optional(), eventTypes: eventTypes.optional(), enabled: z.boolean().optional() });
const Replay = z.strictObject({ since: when });
const List = PageQuery.extend({ status: z.enum(['pending', 'delivered', 'failed']).optional() });
type Create = z.infer<typeof Create>;
type Update = z.infer<typeof Update>;
type Replay = z.infer<typeof Replay>;
type List = z.infer<typeof List>;

/** Where programs of others are told what happened; see docs/webhooks.md. */
@Controller('api/v1')
export class EndpointsController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(VAULT) private readonly vault: Vault, @Inject(NET) private readonly net: Net, @Inject(CLOCK) private readonly now: () => Date) {}

  @Get('webhook-endpoints') @Can('webhook.manage') @Answers('List webhook endpoints', view.WebhookEndpoint.array())
  list(@Me() actor: Actor): Promise<WebhookEndpointView[]> {
    return this.crm.webhooks.list(actor);
  }

  @Post('webhook-endpoints') @HttpCode(200) @Can('webhook.manage') @Answers('Add a webhook endpoint', answer.NewWebhookEndpoint)
  async create(@Me() actor: Actor, @JsonBody(Create) body: Create): Promise<{ endpoint: WebhookEndpointView; secret: string }> {
    await this.checkAddress(body.url);
    const id = randomUUID();
    const { secret, sealed } = newSecret(this.vault, id);
    return { endpoint: await this.crm.webhooks.create(actor, { id, secrets: sealed, ...body }), secret };
  }

  @Patch('webhook-endpoints/:id') @Can('webhook.manage') @Answers('Change a webhook endpoint, or switch it on and off', view.WebhookEndpoint)
  async update(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Update) { url, description, eventTypes, enabled }: Update): Promise<WebhookEndpointView> {
    if (url !== undefined) await this.checkAddress(url);
    return this.crm.webhooks.update(actor, id, { ...(url !== undefined && { url }), ...(description !== undefined && { description }), ...(eventTypes && { eventTypes }), ...(enabled !== undefined && { enabled }) });
  }

  @Delete('webhook-endpoints/:id') @HttpCode(204) @Can('webhook.manage') @Answers('Remove a webhook endpoint', null)
  remove(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    return this.crm.webhooks.remove(actor, id);
  }

  @Post('webhook-endpoints/:id/secret') @HttpCode(200) @Can('webhook.manage') @Answers('A new secret; the old one signs beside it for a day', answer.WebhookSecret)
  async changeSecret(@Me() actor: Actor, @IdOf() id: string): Promise<{ secret: string }> {
    const { secret, sealed } = changedSecret(this.vault, id, await this.crm.webhooks.secrets(actor, id), this.now());
    await this.crm.webhooks.update(actor, id, { secrets: sealed });
    return { secret };
  }

  @Post('webhook-endpoints/:id/test') @HttpCode(200) @Can('webhook.manage') @Answers('Tell it an event that means nothing', view.WebhookDelivery)
  test(@Me() actor: Actor, @IdOf() id: string): Promise<WebhookDeliveryView> {
    return this.crm.webhooks.test(actor, id);
  }

  @Post('webhook-endpoints/:id/replay') @HttpCode(200) @Can('webhook.manage') @Answers('Tell it once more everything since a moment', answer.Count)
  async replay(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Replay) { since }: Replay): Promise<{ count: number }> {
    return { count: await this.crm.webhooks.replay(actor, id, new Date(since)) };
  }

  @Get('webhook-endpoints/:id/deliveries') @Can('webhook.manage') @Answers('How each telling went, last happened first', view.pageOf(view.WebhookDelivery))
  deliveries(@Me() actor: Actor, @IdOf() id: string, @QueryOf(List) query: List): Promise<Page<WebhookDeliveryView>> {
    return this.crm.webhooks.deliveries(actor, id, query);
  }

  @Post('webhook-deliveries/:id/resend') @HttpCode(200) @Can('webhook.manage') @Answers('Tell one event once more', view.WebhookDelivery)
  resend(@Me() actor: Actor, @IdOf() id: string): Promise<WebhookDeliveryView> {
    return this.crm.webhooks.resend(actor, id);
  }

  /** Said at once rather than at the first event. A name that does not resolve now may do so later. */
  private async checkAddress(address: string): Promise<void> {
    const { hostname, port, protocol } = new URL(address);
    await this.net.checkHost(hostname, Number(port) || (protocol === 'https:' ? 443 : 80)).catch((error: unknown) => {
      if (error instanceof AddressRefused) throw new Invalid('address-refused', error.message, 'url');
    });
  }
}
