export type * from './crm.ts';
export * from './errors.ts';
export type * from './views.ts';
export { createDataSource, migrate } from './data-source.ts';
