import { Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { AlarmsController } from './alarms/alarms.controller.ts';
import { HandoversController } from './handovers/handovers.controller.ts';
import { ApiTokensController } from './api-tokens/api-tokens.controller.ts';
import { AuthController } from './auth/auth.controller.ts';
import { InvitationsController } from './auth/invitations.controller.ts';
import { SetupController } from './auth/setup.controller.ts';
import { CannedController } from './canned/canned.controller.ts';
import { BulkController } from './bulk/bulk.controller.ts';
import { CompanyController } from './company/company.controller.ts';
import { ContactsController } from './contacts/contacts.controller.ts';
import { MergingController } from './contacts/merging.controller.ts';
import { ConversationsController } from './conversations/conversations.controller.ts';
import { DraftsController } from './drafts/drafts.controller.ts';
import { DealsController, PipelinesController } from './deals/deals.controller.ts';
import { DocumentsController } from './documents/documents.controller.ts';
import { EndpointsController } from './endpoints/endpoints.controller.ts';
import { FilesController } from './files/files.controller.ts';
import { HealthController } from './health/health.controller.ts';
import { OpenApiController } from './http/openapi.controller.ts';
import { InboxesController } from './inboxes/inboxes.controller.ts';
import { LabelsController } from './labels/labels.controller.ts';
import { LeadsController } from './leads/leads.controller.ts';
import { LinksController } from './links/links.controller.ts';
import { MessagesController } from './messages/messages.controller.ts';
import { OrdersController } from './orders/orders.controller.ts';
import { QuarantineController } from './quarantine/quarantine.controller.ts';
import { OperatorGateway } from './realtime/gateway.ts';
import { ReportsController } from './reports/reports.controller.ts';
import { SavedViewsController } from './saved-views/saved-views.controller.ts';
import { SyncController } from './realtime/sync.controller.ts';
import { SearchController } from './search/search.controller.ts';
import { CalendarController } from './tasks/calendar.controller.ts';
import { TasksController } from './tasks/tasks.controller.ts';
import { TeamsController } from './teams/teams.controller.ts';
import { UsersController } from './users/users.controller.ts';

/** Everything the window and the public API ask. */
export const API_CONTROLLERS: readonly Type[] = [
  AuthController, SetupController, InvitationsController, UsersController, TeamsController, CompanyController, ConversationsController, MessagesController, FilesController,
  ContactsController, MergingController, LeadsController, TasksController, OrdersController, DocumentsController, CannedController, InboxesController, QuarantineController, ApiTokensController, SyncController, SearchController, DraftsController, OpenApiController, LinksController,
  LabelsController, SavedViewsController, BulkController, DealsController, PipelinesController, AlarmsController, HandoversController, CalendarController, ReportsController, EndpointsController,
];

@Module({})
export class AppModule {
  /** `provided`: what app.ts made, by its token of parts.ts. A worker answers health questions only. */
  static of(provided: ReadonlyMap<symbol, unknown>, serves: boolean): DynamicModule {
    const providers: Provider[] = [...provided].map(([provide, useValue]) => ({ provide, useValue }));
    return {
      module: AppModule,
      controllers: [HealthController, ...(serves ? API_CONTROLLERS : [])],
      providers: [...providers, ...(serves ? [OperatorGateway] : [])],
    };
  }
}
