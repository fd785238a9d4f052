import { Controller, Delete, Get, HttpCode, Inject, Patch, Post, Put } from '@nestjs/common';
import type { Actor, ContactDetailView, ContactView, Crm, Page } from '#crm-core';
import { z } from 'zod';
import type { Amnesty } from '../channels/amnesty.ts';
import { address, id, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { AMNESTY, CRM } from '../parts.ts';

const Search = PageQuery.extend({ search: words(200).default('') });
const Create = z.strictObject({ name: words(200), identities: z.array(address).max(20).default([]) });
const Update = z.strictObject({ name: words(200), language: words(35).nullable(), blocked: z.boolean(), company: words(200), fields: z.record(id, z.union([words(1000), z.number()]).nullable()) }).partial();
type Search = z.infer<typeof Search>;
type Create = z.infer<typeof Create>;
type Update = z.infer<typeof Update>;
type Address = z.infer<typeof address>;
const Pictures = z.strictObject({ shown: z.boolean() });
type Pictures = z.infer<typeof Pictures>;

@Controller('api/v1')
export class ContactsController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(AMNESTY) private readonly pardon: Amnesty) {}

  @Get('contacts') @Can('contact.read') @Answers('Find people and companies', view.pageOf(view.Contact))
  search(@Me() actor: Actor, @QueryOf(Search) { search, ...page }: Search): Promise<Page<ContactView>> {
    return this.crm.contacts.search(actor, search, page);
  }

  @Post('contacts') @HttpCode(200) @Can('contact.create') @Answers('Add a contact', view.Contact)
  create(@Me() actor: Actor, @JsonBody(Create) body: Create): Promise<ContactView> {
    return this.crm.contacts.create(actor, body);
  }

  @Get('contacts/:id') @Can('contact.read') @Answers('Everything about one contact', view.ContactDetail)
  get(@Me() actor: Actor, @IdOf() id: string): Promise<ContactDetailView> {
    return this.crm.contacts.get(actor, id);
  }

  @Patch('contacts/:id') @Can('contact.update') @Answers('Change a contact', view.Contact)
  async update(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Update) body: Update): Promise<ContactView> {
    const contact = await this.crm.contacts.update(actor, id, body);
    if (body.blocked === false) await this.pardon(actor, id);
    return contact;
  }

  @Post('contacts/:id/identities') @HttpCode(200) @Can('contact.update') @Answers('Add an address', view.Contact)
  addIdentity(@Me() actor: Actor, @IdOf() id: string, @JsonBody(address) identity: Address): Promise<ContactView> {
    return this.crm.contacts.addIdentity(actor, id, identity);
  }

  @Delete('contacts/:id/identities/:identityId') @Can('contact.update') @Answers('Remove an address', view.Contact)
  removeIdentity(@Me() actor: Actor, @IdOf() id: string, @IdOf('identityId') identityId: string): Promise<ContactView> {
    return this.crm.contacts.removeIdentity(actor, id, identityId);
  }

  @Put('contacts/:id/pictures') @HttpCode(204) @Can('contact.read') @Answers('Show me letters of this contact with pictures from elsewhere, or not', null)
  async pictures(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Pictures) body: Pictures): Promise<void> {
    await this.crm.contacts.showPictures(actor, id, body.shown);
  }

  @Post('duplicates/:id/dismiss') @HttpCode(204) @Can('contact.update') @Answers('These two are not the same', null)
  async dismiss(@Me() actor: Actor, @IdOf() id: string): Promise<void> {
    await this.crm.contacts.dismissDuplicate(actor, id);
  }
}
