import { Controller, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { Actor, ContactFieldView, ContactView, Crm, DuplicatePairView, MergePreviewView, Page } from '#crm-core';
import { z } from 'zod';
import { id, words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const Other = z.strictObject({ otherId: id });
/** By field, from whom it is taken: what the preview names, a field of the company's own as `field:<id>`. */
const Merge = Other.extend({ take: z.record(z.string().max(50), z.enum(['contact', 'other'])).default({}) });
const Fields = z.strictObject({
  fields: z.array(z.strictObject({ id: id.optional(), name: words(100), kind: z.enum(['text', 'number', 'date', 'choice']), choices: z.array(words(100)).max(100).optional() })).max(50),
});
type PageQuery = z.infer<typeof PageQuery>;
type Other = z.infer<typeof Other>;
type Merge = z.infer<typeof Merge>;
type Fields = z.infer<typeof Fields>;

/** Who is one with whom, and what a company wants to know of its people. */
@Controller('api/v1')
export class MergingController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get('duplicates') @Can('contact.merge') @Answers('Contacts that may be one person, and why', view.pageOf(view.DuplicatePair))
  duplicates(@Me() actor: Actor, @QueryOf(PageQuery) page: PageQuery): Promise<Page<DuplicatePairView>> {
    return this.crm.contacts.duplicates(actor, page);
  }

  @Get('contacts/:id/merge') @Can('contact.merge') @Answers('What would become of two contacts', view.MergePreview)
  preview(@Me() actor: Actor, @IdOf() contactId: string, @QueryOf(Other) { otherId }: Other): Promise<MergePreviewView> {
    return this.crm.contacts.mergePreview(actor, contactId, otherId);
  }

  @Post('contacts/:id/merge') @HttpCode(200) @Can('contact.merge') @Answers('Merge another contact into this one', view.Contact)
  merge(@Me() actor: Actor, @IdOf() contactId: string, @JsonBody(Merge) { otherId, take }: Merge): Promise<ContactView> {
    return this.crm.contacts.merge(actor, contactId, otherId, take);
  }

  @Post('merges/:id/undo') @HttpCode(200) @Can('contact.merge') @Answers('Take two contacts apart again', view.Contact)
  unmerge(@Me() actor: Actor, @IdOf() mergeId: string): Promise<ContactView> {
    return this.crm.contacts.unmerge(actor, mergeId);
  }

  @Get('contact-fields') @Can('contact.read') @Answers('What this company keeps of its people besides the rest', view.ContactField.array())
  fields(@Me() actor: Actor): Promise<ContactFieldView[]> {
    return this.crm.contacts.fields.list(actor);
  }

  @Put('contact-fields') @Can('contact-field.manage') @Answers('Set these fields, in this order', view.ContactField.array())
  saveFields(@Me() actor: Actor, @JsonBody(Fields) { fields }: Fields): Promise<ContactFieldView[]> {
    return this.crm.contacts.fields.save(actor, fields);
  }
}
