export type * from './crm.ts';
export * from './errors.ts';
export type * from './views.ts';
export { createCrm, type CrmOptions } from './create-crm.ts';
export { createDataSource, migrate, MIGRATION_NAMES } from './data-source.ts';
export { KEPT_ALIVE, WatchedClient } from './watched-client.ts';
export { isTimeZone } from './working-time.ts';
export { ACTIONS, can, permissionsOf, type Action } from './policy.ts';
