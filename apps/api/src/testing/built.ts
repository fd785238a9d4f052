import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** Builds a page of ours when what stands in dist is older than its source; `npm test` has built it before. */
export function ensureBuilt(app: 'inbox-web' | 'widget', page: string): void {
  const built = join(ROOT, 'dist/apps', app, page);
  const source = join(ROOT, 'apps', app);
  const newest = Math.max(...readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  execFileSync(join(ROOT, 'node_modules/.bin/vite'), ['build', source, '--logLevel', 'error'], { stdio: 'inherit', env: { ...process.env, NODE_ENV: 'production' } });
}
