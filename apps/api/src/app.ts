import 'reflect-metadata';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { v7 as uuidv7 } from 'uuid';
import { createCrm, type Crm } from '#crm-core';
import { createAlerter, runAlerts } from './alerts/alerter.ts';
import { createLinking } from './alerts/linking.ts';
import { createAlertOffers } from './alerts/offers.ts';
import { API_CONTROLLERS, AppModule } from './app.module.ts';
import { firstStart } from './auth/first-start.ts';
import { createThrottle } from './auth/throttle.ts';
import { createAccept } from './channels/accept.ts';
import { createBacklog } from './channels/backlog.ts';
import { createAmnesty } from './channels/amnesty.ts';
import { createCalls } from './channels/calls.ts';
import { createInboxSettings } from './channels/inbox-settings.ts';
import { runListeners } from './channels/listeners.ts';
import { createLiveAdapters } from './channels/live-adapters.ts';
import { receiveMail } from './channels/mail-receiver.ts';
import { createRecovery } from './channels/recovery.ts';
import { refreshCapabilities } from './channels/refresh-capabilities.ts';
import { resealCredentials } from './channels/reseal.ts';
import { createSystemMail } from './channels/send-system-mail.ts';
import { createHealthWatch } from './channels/watch-health.ts';
import type { Config } from './config.ts';
import { openDatabase } from './database/connect.ts';
import { openNotices } from './database/notices.ts';
import { runWebhooks } from './endpoints/run-webhooks.ts';
import { tellEndpoint } from './endpoints/tell-endpoint.ts';
import type { Readiness } from './health/health.controller.ts';
import { guardRoutes, type RouteInfo } from './http/access.ts';
import { describeApi } from './http/openapi.ts';
import { ProblemFilter } from './http/problem.ts';
import { serveWindow, windowBuild } from './http/static.ts';
import { createPreviews } from './links/previews.ts';
import { nestLog, type Log } from './log.ts';
import { createCollector } from './media/collect-files.ts';
import { createDisk } from './media/disk.ts';
import { runMediaFetch } from './media/fetch-media.ts';
import { createFileStore, FilesAway } from './media/file-store.ts';
import { createBucket, type Bucket } from './media/s3.ts';
import { createNet } from './net/safe-fetch.ts';
import { runChanges } from './outbound/carry-out-changes.ts';
import { createDeliver } from './outbound/deliver.ts';
import { runOutbox } from './outbound/outbox.ts';
import { createSettler } from './outbound/settle.ts';
import { openWakeUps } from './outbound/wake-ups.ts';
import * as parts from './parts.ts';
import { createRealtime } from './realtime/realtime.ts';
import { createRing } from './realtime/ringing.ts';
import { createFanOut, OknoSocketAdapter } from './realtime/socket-adapter.ts';
import { createTypingRelay } from './realtime/typing.ts';
import { keepUp } from './schedules/keep-up.ts';
import { runDuties } from './schedules/schedules.ts';
import { createVault, readSecretKeys } from './secrets.ts';
import { serveWebhooks } from './webhooks/webhooks.ts';
import { serveWidget } from './widget/serve-widget.ts';
import { createVisitorSockets } from './widget/visitor-sockets.ts';

/** A running process. */
export interface Okno {
  /** Where it listens, such as http://127.0.0.1:3000. */
  readonly url: string;
  /** One-time link of the first start; null when the company is set up. */
  readonly setUpLink: string | null;
  readonly crm: Crm;
  /** Every route it serves, with its policy. */
  readonly routes: readonly RouteInfo[];
  /** Stops accepting, lets what runs finish (≤ 20 s), then closes everything in order. Idempotent. */
  stop(): Promise<void>;
}

/** dist/apps/api/src, or apps/api/src when run from source: the built pages lie beside in both. */
const APPS = fileURLToPath(new URL('../../', import.meta.url));
const DIST_APPS = APPS.includes('/dist/') ? APPS : fileURLToPath(new URL('../../../dist/apps/', import.meta.url));
const VERSION = (createRequire(import.meta.url)('#package.json') as { version: string }).version;
const JSON_LIMIT = 2 * 1024 * 1024;
const DRAIN_MS = 20_000;

/** Puts the process together: database, core, channels, then the doors. What is started last is stopped first. */
export async function startOkno(config: Config, log: Log): Promise<Okno> {
  const stops: (() => unknown)[] = [];
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= stopAll(stops, stopping, log));
  try {
    return await start(config, log, stops, stopping.signal, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(config: Config, log: Log, stops: (() => unknown)[], stopping: AbortSignal, stop: () => Promise<void>): Promise<Okno> {
  const serves = config.role !== 'worker';
  const works = config.role !== 'api';
  const now = (): Date => new Date();

  const vault = createVault(readSecretKeys(config));
  const database = await openDatabase(config, log);
  stops.push(() => database.close());
  const notices = openNotices(database.url, (error) => log.debug({ err: error }, 'notices'));
  stops.push(() => notices.close());
  const wakeUps = openWakeUps(config, database.url, log);
  stops.push(() => wakeUps.close());

  const alerts = createAlertOffers({ wanted: (ids) => crm.company.alerts.wanted(ids), wake: (id) => wakeUps.wake('alert', id), log });
  const crm: Crm = createCrm({
    dataSource: database.dataSource, clock: now, newId: uuidv7,
    publish(signals) {
      notices.publish(signals.filter(({ type }) => type !== 'delivery' && type !== 'media' && type !== 'change'));
      for (const signal of signals) {
        if (signal.type === 'notify') alerts.offer(signal.notification.id);
        if (signal.type === 'delivery') wakeUps.wake('outbound', signal.deliveryId);
        if (signal.type === 'media') wakeUps.wake('media', signal.attachmentId);
        if (signal.type === 'change') wakeUps.wake('change', signal.changeId);
      }
    },
  });
  const net = createNet(config.allowedHosts);
  // For what customers name: no network that an administrator allowed for a mail server is open to them.
  const publicNet = createNet([]);
  stops.push(() => publicNet.close());
  stops.push(() => net.close());
  const bucket = config.s3 && createBucket(config.s3);
  if (bucket) {
    stops.push(() => bucket.close());
    await checkBucket(bucket, log);
  }
  const files = createFileStore({ place: bucket ?? createDisk(config.dataDir), dataDir: config.dataDir, expect: (sha256) => crm.files.expect(sha256) });
  const adapters = createLiveAdapters({ crm, vault, net, log, publicUrl: config.publicUrl });
  stops.push(() => adapters.close());
  stops.push(notices.subscribe((notice) => {
    if (notice.type === 'inbox-changed') adapters.forget(notice.inboxId);
    else if (notice.type === 'resumed') adapters.forget();
  }));
  const realtime = createRealtime({ crm, notices, log, publicUrl: config.publicUrl, secureProxy: config.trustProxy, build: windowBuild(`${DIST_APPS}inbox-web`) });
  const typing = createTypingRelay({ crm, adapters, realtime, log, now });
  realtime.onOperatorTyping(typing.operator);
  const alerter = createAlerter({ crm, adapters, log, publicUrl: config.publicUrl, stopping, now });
  const acceptParts = { crm, files, log, onTyping: typing.customer, onRouting: createRing({ crm, realtime, log }), onLinked: alerter.welcome };
  const accept = createAccept(acceptParts);
  const visitors = createVisitorSockets({ crm, adapters, realtime, onTyping: typing.customer, log, now });
  const settler = createSettler({ crm, adapters, files, log, now });

  const readiness: Readiness = {
    checks: {
      database: async () => { await database.ping(); return true; },
      ...(serves ? { feed: () => Promise.resolve(realtime.running()) } : {}),
      accepting: () => Promise.resolve(!stopping.aborted),
    },
  };
  const throttle = await createThrottle(database.pool);
  const provided = new Map<symbol, unknown>([
    [parts.CRM, crm], [parts.CLOCK, now], [parts.CONFIG, config], [parts.LOG, log], [parts.NOTICES, notices], [parts.THROTTLE, throttle], [parts.ADAPTERS, adapters], [parts.FILES, files], [parts.NET, net], [parts.VAULT, vault], [parts.PREVIEWS, createPreviews({ crm, net: publicNet })],
    [parts.INBOX_SETTINGS, createInboxSettings({ crm, vault, adapters, net, config })], [parts.SYSTEM_MAIL, createSystemMail({ adapters, log, now })],
    [parts.AMNESTY, createAmnesty({ crm, adapters, files, log })], [parts.CALLS, createCalls({ crm, adapters, now })], [parts.SETTLER, settler], [parts.LINKING, createLinking({ crm, adapters, now })], [parts.REALTIME, realtime], [parts.HEALTH, readiness],
  ]);

  const adapter = new FastifyAdapter({ // The proxy next to us alone is believed: what stands further left in X-Forwarded-For was written by whoever asks.
    trustProxy: config.trustProxy && ((_address, hop) => hop === 0), bodyLimit: JSON_LIMIT, routerOptions: { maxParamLength: 300 }, requestTimeout: 120_000, keepAliveTimeout: 65_000 });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(provided, serves), adapter, { logger: nestLog(log), abortOnError: false });
  const server = app.getHttpAdapter().getInstance();
  await server.register(cookie);
  await server.register(multipart);
  const routes = guardRoutes(server, crm, config.publicUrl);
  app.useGlobalFilters(new ProblemFilter(log));
  describeApi(API_CONTROLLERS, VERSION);
  if (serves) {
    const fanOut = createFanOut(config.redisUrl, database.pool, log);
    stops.push(() => fanOut.close());
    app.useWebSocketAdapter(new OknoSocketAdapter(app, fanOut));
    serveWebhooks(server, { adapters, accept, publicUrl: config.publicUrl, log });
    await serveWidget(server, { crm, adapters, accept, files, log, publicUrl: config.publicUrl, root: `${DIST_APPS}widget`, now });
    await serveWindow(server, `${DIST_APPS}inbox-web`);
  }
  await app.init();
  if (serves) visitors.attach();
  stops.push(() => app.close());
  if (serves) stops.push(() => realtime.stop());

  const resealed = await resealCredentials({ crm, adapters, vault, log });
  if (resealed) log.info({ resealed }, 'credentials sealed with the new key');
  const learned = await refreshCapabilities({ crm, adapters, log });
  if (learned) log.info({ learned }, 'channels that can do other things than before');
  const setUpLink = serves ? await firstStart(crm, config) : null;
  if (works) {
    const deliver = createDeliver({ crm, adapters, files, log, stopping });
    const recover = createRecovery({ adapters, accept, log, now });
    const duties = runDuties({ crm, log }, [
      { name: 'wake-snoozed', everyMs: 5_000, longestMs: 20_000, work: () => crm.conversations.wakeSnoozed() },
      { name: 'remind-of-tasks', everyMs: 5_000, longestMs: 30_000, work: () => crm.tasks.remindOfDue() },
      { name: 'handovers', everyMs: 5_000, longestMs: 60_000, work: () => crm.handovers.carryOn() },
      { name: 'return-unattended', everyMs: 5_000, longestMs: 60_000, work: () => crm.alarms.returnUnattended() },
      { name: 'alarms', everyMs: 5_000, longestMs: 60_000, work: () => crm.alarms.watch() },
      { name: 'settle', everyMs: 5_000, longestMs: 60_000, work: () => settler.round() },
      { name: 'recover', everyMs: 180_000, longestMs: 170_000, work: recover },
      { name: 'watch-health', everyMs: 50_000, longestMs: 45_000, work: createHealthWatch({ crm, adapters, log }) },
      { name: 'collect-files', everyMs: 3_600_000, longestMs: 600_000, work: createCollector({ crm, files, log }) },
      { name: 'forget-previews', everyMs: 6 * 3_600_000, longestMs: 60_000, work: () => crm.links.forget(7) },
      { name: 'bulk', everyMs: 5_000, longestMs: 600_000, work: (signal) => crm.bulk.work(signal) },
      { name: 'forget-acts', everyMs: 3_600_000, longestMs: 60_000, work: () => crm.bulk.forget() },
      { name: 'trim-drafts', everyMs: 3_600_000, longestMs: 60_000, work: () => crm.drafts.trim(30) },
      { name: 'trim-webhooks', everyMs: 3_600_000, longestMs: 60_000, work: () => crm.webhooks.trim(30) },
      { name: 'trim-feed', everyMs: 3_600_000, longestMs: 60_000, work: () => crm.feed.trim(7) },
    ]);
    stops.push(notices.subscribe((notice) => {
      if (notice.type === 'bulk') duties.doNow('bulk');
    }));
    // Back after an outage: what vendors gave up meanwhile is asked for at once, and what they were just giving up a moment later.
    stops.push(notices.subscribe((notice) => {
      if (notice.type === 'resumed') for (const ms of [0, 20_000]) setTimeout(() => duties.doNow('recover'), ms).unref();
    }));
    const workers = [
      runOutbox({ crm, wakeUps, deliver, log, stopping }),
      runAlerts({ wakeUps, alerter, log }),
      runChanges({ crm, wakeUps, adapters, log }),
      runMediaFetch({ crm, wakeUps, adapters, files, log }),
      runListeners({ crm, adapters, openBacklog: createBacklog(acceptParts), notices, log }),
      keepUp({ crm, notices, log }, { name: 'search-index', next: () => crm.search.indexNext() }),
      keepUp({ crm, notices, log }, { name: 'inquiries', next: () => crm.reports.measureNext() }),
      runWebhooks({ crm, notices, tell: (claimed) => tellEndpoint(claimed, { vault, net, now }), log }),
      duties,
    ];
    stops.push(() => Promise.allSettled(workers.map((worker) => worker.stop())));
  }
  if (serves) {
    const receiver = await receiveMail(config, { crm, adapters, accept, log, now });
    if (receiver) stops.push(() => receiver.close());
  }
  await app.listen(config.port, config.host);
  const { port } = server.server.address() as { port: number };
  return { url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`, setUpLink, crm, routes, stop };
}

/** Settings that do not fit are told at the start; a store that is merely away is waited for by whoever needs it. */
async function checkBucket(bucket: Bucket, log: Log): Promise<void> {
  await bucket.check().catch((error: unknown) => {
    if (!(error instanceof FilesAway)) throw error;
    log.warn({ err: error }, 'the file store does not answer; files cannot be sent or received until it does');
  });
}

async function stopAll(stops: (() => unknown)[], stopping: AbortController, log: Log): Promise<void> {
  stopping.abort();
  const deadline = Date.now() + DRAIN_MS;
  for (const stop of stops.reverse()) {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((done) => { timer = setTimeout(() => done('late'), Math.max(500, deadline - Date.now())); });
    const outcome = await Promise.race([Promise.resolve().then(stop), late]).catch((error: unknown) => log.warn({ err: error }, 'stopping'));
    clearTimeout(timer);
    if (outcome === 'late') log.warn('something did not stop in time');
  }
}
