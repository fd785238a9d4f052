import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compileMessages } from './compile-messages.ts';
import { iconsOf, sourcesOf } from './first-screen.ts';
import { nameLanguages } from './name-languages.ts';
import { stampBuild } from './stamp-build.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = process.env['OKNO_API'] ?? 'http://127.0.0.1:3000';

type ModuleInfo = { readonly importedIds: readonly string[] } | null;

/** The library's own list of its icons: whoever imports one imports the list, and in the eyes of the builder all of them. */
const isIconList = (id: string): boolean => id.endsWith('/lucide-react.mjs');

/** What the entry imports at once, near and far, is one file: thirty small ones that late parts share with it weigh a twentieth more, and are asked for one by one. */
function firstScreen(): (id: string, context: { getModuleInfo: (id: string) => ModuleInfo }) => string | null {
  let reached: Set<string> | undefined;
  return (id, context) => {
    if (!reached) {
      reached = new Set();
      const entry = here('src/main.tsx');
      const waiting = [entry];
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        if (reached.has(next)) continue;
        reached.add(next);
        waiting.push(...(isIconList(next) ? iconsOf(sourcesOf(entry).values(), next) : context.getModuleInfo(next)?.importedIds ?? []));
      }
    }
    return reached.has(id) ? 'window' : null;
  };
}

/** The icons of everything that comes later. */
const laterIcons = (id: string): string | null => (/\/lucide-react\/.*\/icons\//.test(id) ? 'icons' : null);

/** `vite apps/inbox-web` serves the window on 5173 and passes everything else on to a running server (OKNO_API). */
export default defineConfig({
  root: here('.'),
  plugins: [compileMessages(), nameLanguages(), stampBuild(), react()],
  build: {
    outDir: here('../../dist/apps/inbox-web'), emptyOutDir: true, target: 'es2023', manifest: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 800,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: firstScreen(), priority: 1 }, { name: laterIcons }] } } },
  },
  server: {
    // libs/words lies beside.
    fs: { allow: [here('../..')] },
    proxy: {
      '/api': server,
      '/hooks': server,
      '/widget': server,
      '/socket': { target: server, ws: true },
    },
  },
});
