import { Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import type { Actor, CompanyView, Crm, NotificationView, Page, PageRequest } from '#crm-core';
import { z } from 'zod';
import { locale } from '../auth/auth.dto.ts';
import * as answer from '../http/answers.ts';
import { currency, flag, id, timeZone, words } from '../http/fields.ts';
import { JsonBody, Me, PageQuery, QueryOf } from '../http/input.ts';
import { Answers, Can } from '../http/route.ts';
import * as view from '../http/views.schema.ts';
import { CRM } from '../parts.ts';

const minute = z.number().int().min(0).max(1440);
const span = z.strictObject({ from: minute, to: minute }).refine(({ from, to }) => from < to, 'ends before it begins');
const Update = z.strictObject({
  name: words(200).pipe(z.string().trim().min(1)), language: locale, currency, country: z.string().regex(/^[A-Z]{2}$/), timeZone,
  workingHours: z.strictObject({ days: z.array(z.array(span).max(5)).length(7) }), holidays: z.array(z.strictObject({ date: z.iso.date(), name: words(200) })).max(1_000), operatorsSeeOwnOnly: z.boolean(), linkPreviews: z.enum(['off', 'chats', 'all']), headOfSalesId: id.nullable(), companyOwnerId: id.nullable(), offDutyReturnMinutes: z.number().int().min(0).max(100_000).nullable(), silentReturnMinutes: z.number().int().min(1).max(100_000).nullable(),
}).partial();
type Update = z.infer<typeof Update>;
const Told = PageQuery.extend({ unread: flag.optional() });
type Told = z.infer<typeof Told>;
const Seen = z.strictObject({ ids: z.array(id).max(200).optional() });
type Seen = z.infer<typeof Seen>;

@Controller('api/v1')
export class CompanyController {
  constructor(@Inject(CRM) private readonly crm: Crm) {}

  @Get('company') @Can('company.read') @Answers('The company', view.Company)
  async get(): Promise<CompanyView> {
    const { setUpAt: _, ...company } = await this.crm.company.get();
    return company;
  }

  @Patch('company') @Can('company.manage') @Answers('Change the company', view.Company)
  update(@Me() actor: Actor, @JsonBody(Update) body: Update): Promise<CompanyView> {
    return this.crm.company.update(actor, body);
  }

  @Get('notifications') @Can('notification.read') @Answers('What you were told', view.pageOf(view.Notification))
  notifications(@Me() actor: Actor, @QueryOf(Told) page: Told): Promise<Page<NotificationView>> {
    return this.crm.company.notifications(actor, page);
  }

  @Post('notifications/read') @HttpCode(204) @Can('notification.read') @Answers('These of it seen, or all', null)
  markRead(@Me() actor: Actor, @JsonBody(Seen) { ids }: Seen): Promise<void> {
    return this.crm.company.markNotificationsRead(actor, ids);
  }

  @Get('audit') @Can('audit.read') @Answers('Who did what', view.pageOf(answer.AuditEntry))
  audit(@Me() actor: Actor, @QueryOf(PageQuery) page: PageRequest): ReturnType<Crm['company']['auditLog']> {
    return this.crm.company.auditLog(actor, page);
  }
}
