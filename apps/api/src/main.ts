import { setSourceMapsSupport } from 'node:module';

// Before anything is loaded: errors tell our own lines. Reading the maps of all packages would take some 15 MB.
setSourceMapsSupport(true);
await import('./serve.ts');
