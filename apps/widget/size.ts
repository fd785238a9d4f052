/** Builds the widget and weighs what a visitor downloads; fails above the budget (UX: loader ≤ 3 KB, chat ≤ 30 KB, gzip). */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const KB = 1024;
const outDir = mkdtempSync(join(tmpdir(), 'okno-widget-'));
try {
  await build({ root: import.meta.dirname, configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'silent', build: { outDir } });
  const weigh = (path: string): number => gzipSync(readFileSync(join(outDir, path)), { level: 9 }).length;
  const scripts = readdirSync(join(outDir, 'assets')).filter((file) => file.endsWith('.js'));
  const weights = [
    { part: 'loader', bytes: weigh('loader.js'), limit: 3 * KB },
    { part: 'chat', bytes: scripts.reduce((sum, file) => sum + weigh(`assets/${file}`), 0), limit: 30 * KB },
  ];
  for (const { part, bytes, limit } of weights) console.log(`${bytes <= limit ? 'ok  ' : 'OVER'} ${part}: ${(bytes / KB).toFixed(2)} KB gzip of ${limit / KB}`);
  if (weights.some(({ bytes, limit }) => bytes > limit)) process.exitCode = 1;
} finally {
  rmSync(outDir, { recursive: true, force: true });
}
