import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compileMessages } from './compile-messages.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = process.env['OKNO_API'] ?? 'http://127.0.0.1:3000';

/** `vite apps/inbox-web` serves the window on 5173 and passes everything else on to a running server (OKNO_API). */
export default defineConfig({
  root: here('.'),
  plugins: [compileMessages(), react()],
  build: { outDir: here('../../dist/apps/inbox-web'), emptyOutDir: true, target: 'es2023', manifest: true, assetsInlineLimit: 0 },
  server: {
    proxy: {
      '/api': server,
      '/hooks': server,
      '/widget': server,
      '/socket': { target: server, ws: true },
    },
  },
});
