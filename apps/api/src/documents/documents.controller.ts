import { Controller, Get, HttpCode, Inject, Post, Put } from '@nestjs/common';
import type { Actor, AttachmentView, Crm, DocumentSettingsView, Locale } from '#crm-core';
import { z } from 'zod';
import { locale } from '../auth/auth.dto.ts';
import * as answer from '../http/answers.ts';
import { words } from '../http/fields.ts';
import { IdOf, JsonBody, Me, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import type { FileStore } from '../media/file-store.ts';
import { CRM, FILES } from '../parts.ts';
import { localeFor, summarise } from './summary.ts';
import { DOCUMENT_WORDS } from './words.ts';

const In = z.strictObject({ locale: locale.optional() });
const Print = z.strictObject({ kind: z.enum(['invoice', 'proposal']), locale: locale.optional() });
const Settings = z.strictObject({ legalName: words(300), requisites: words(2_000), footer: words(4_000) });
type In = z.infer<typeof In>;
type Print = z.infer<typeof Print>;
type Settings = z.infer<typeof Settings>;
/** An order has at most a few hundred lines; its fonts are a fraction of this. */
const MAX_PDF = 20 * 1024 * 1024;

/** What a customer is given about an order. */
@Controller('api/v1')
export class DocumentsController {
  constructor(@Inject(CRM) private readonly crm: Crm, @Inject(FILES) private readonly files: FileStore) {}

  @Get('orders/:id/summary') @Can('order.read') @Answers('An order in words, in the customer’s language or this one', answer.Summary)
  async summary(@Me() actor: Actor, @IdOf() id: string, @QueryOf(In) asked: In): Promise<{ text: string; locale: Locale }> {
    const order = await this.crm.orders.get(actor, id);
    const [contact, company] = await Promise.all([this.crm.contacts.get(actor, order.contactId), this.crm.company.get()]);
    const spoken = localeFor(asked.locale, contact.language, company.language);
    return { text: summarise(order, spoken), locale: spoken };
  }

  /** The PDF becomes a file of yours, to be named in a reply. */
  @Post('orders/:id/documents') @HttpCode(200) @Can('file.add') @Answers('An invoice or a proposal of an order, as a file for a reply', view.Attachment)
  async print(@Me() actor: Actor, @IdOf() id: string, @JsonBody(Print) asked: Print): Promise<AttachmentView> {
    const order = await this.crm.orders.get(actor, id);
    const [contact, company, settings] = await Promise.all([this.crm.contacts.get(actor, order.contactId), this.crm.company.get(), this.crm.company.documents()]);
    const spoken = localeFor(asked.locale, contact.language, company.language);
    // Loaded for the first one: what draws a PDF takes some 15 MB.
    const { drawDocument } = await import('./draw.ts');
    const bytes = await drawDocument({
      kind: asked.kind, order, locale: spoken, at: new Date(), timeZone: company.timeZone, seller: { ...settings, name: company.name },
      buyer: { name: contact.name, addresses: contact.identities.filter(({ kind }) => kind === 'phone' || kind === 'email').map(({ value }) => value) },
    });
    const { sha256, size } = await this.files.put(bytes, MAX_PDF);
    return this.crm.files.add(actor, { kind: 'file', name: DOCUMENT_WORDS[spoken].fileName[asked.kind](order.number), mime: 'application/pdf', size, sha256 });
  }

  @Get('company/documents') @Can('company.read') @Answers('What invoices and proposals say of the company', view.DocumentSettings)
  settings(): Promise<DocumentSettingsView> {
    return this.crm.company.documents();
  }

  @Put('company/documents') @Can('company.manage') @Answers('Change what invoices and proposals say of the company', view.DocumentSettings)
  saveSettings(@Me() actor: Actor, @JsonBody(Settings) body: Settings): Promise<DocumentSettingsView> {
    return this.crm.company.setDocuments(actor, body);
  }
}
