export * from './contract.ts';
export * from './create-adapter.ts';
export * from './errors.ts';
export type * from './setup.ts';
