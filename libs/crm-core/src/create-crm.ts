import type { DataSource } from 'typeorm';
import type { Core } from './core.ts';
import type { Crm } from './crm.ts';
import type { Publish } from './transaction.ts';
import type { Id } from './views.ts';
import { createHandovers } from './absence/handovers.ts';
import { createAlarms } from './alarms/alarms.ts';
import { createCanned } from './canned/canned.ts';
import { createChanges } from './changes/changes.ts';
import { createBulk } from './bulk/bulk.ts';
import { createCompany } from './company/company.ts';
import { createDrafts } from './drafts/drafts.ts';
import { createFiles } from './files/files.ts';
import { createInboxes } from './inboxes/inboxes.ts';
import { createIngest } from './ingest/ingest.ts';
import { createOrders } from './orders/orders.ts';
import { createOutbound } from './outbound/outbound.ts';
import { createContacts } from './contacts/contacts.ts';
import { createConversations } from './conversations/conversations.ts';
import { createDeals } from './deals/deals.ts';
import { createLabels } from './labels/labels.ts';
import { createLeads } from './leads/leads.ts';
import { createSearch } from './search/search.ts';
import { createReports } from './reports/reports.ts';
import { createLinks } from './links/links.ts';
import { createSavedViews } from './saved-views/saved-views.ts';
import { createFeed } from './sync/feed.ts';
import { createTasks } from './tasks/tasks.ts';
import { createSessions } from './users/sessions.ts';
import { createUsers } from './users/users.ts';
import { createWebhooks } from './webhooks/webhooks.ts';
import { createVisitor } from './visitor/visitor.ts';

export interface CrmOptions {
  readonly dataSource: DataSource;
  readonly clock: () => Date;
  /** Called after each commit that had something to tell. */
  readonly publish: Publish;
  /** A fresh UUID; version 7 keeps indexes compact. */
  readonly newId: () => Id;
  /** In [0, 1); jitter only. */
  readonly random?: () => number;
}

/** The core as one object: one noun a line, each made from the same {@link Core}. */
export function createCrm(options: CrmOptions): Crm {
  const core: Core = { dataSource: options.dataSource, now: options.clock, newId: options.newId, random: options.random ?? Math.random, publish: options.publish };
  return {
    // Inbound and reading.
    ingest: createIngest(core),
    conversations: createConversations(core),
    contacts: createContacts(core),
    leads: createLeads(core),
    deals: createDeals(core),
    tasks: createTasks(core),
    alarms: createAlarms(core),
    handovers: createHandovers(core),
    labels: createLabels(core),
    savedViews: createSavedViews(core),
    bulk: createBulk(core),
    feed: createFeed(core),
    search: createSearch(core),
    reports: createReports(core),
    visitor: createVisitor(core),
    links: createLinks(core),
    // Outbound, people and company.
    outbound: createOutbound(core),
    changes: createChanges(core),
    orders: createOrders(core),
    files: createFiles(core),
    canned: createCanned(core),
    drafts: createDrafts(core),
    users: createUsers(core),
    sessions: createSessions(core),
    company: createCompany(core),
    inboxes: createInboxes(core),
    webhooks: createWebhooks(core),
  };
}
