/** Builds the window and weighs the JavaScript of its first screen: the entry, what it imports at once, and one language. Fails above 210 KB gzip; the aim is 200. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}
const KB = 1024;
const AIM = 200 * KB;
const LIMIT = 210 * KB;

const outDir = mkdtempSync(join(tmpdir(), 'okno-window-'));
try {
  await build({ root: import.meta.dirname, configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'silent', build: { outDir } });
  const manifest = JSON.parse(readFileSync(join(outDir, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
  const weigh = (file: string): number => gzipSync(readFileSync(join(outDir, file)), { level: 9 }).length;
  const needed = new Set<string>();
  const follow = (name: string): void => {
    const chunk = manifest[name];
    if (!chunk || needed.has(chunk.file)) return;
    needed.add(chunk.file);
    for (const imported of chunk.imports ?? []) follow(imported);
  };
  follow('index.html');
  const language = Math.max(...['en', 'ru', 'uk'].map((locale) => weigh(manifest[`src/i18n/messages/${locale}.ts`]?.file ?? '')));
  const bytes = [...needed].reduce((sum, file) => sum + weigh(file), language);
  console.log(`${bytes <= AIM ? 'ok  ' : bytes <= LIMIT ? 'HIGH' : 'OVER'} first screen of the window: ${(bytes / KB).toFixed(1)} KB gzip of ${AIM / KB} (${needed.size} files and the largest language, ${(language / KB).toFixed(1)} KB)`);
  if (bytes > LIMIT) process.exitCode = 1;
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
