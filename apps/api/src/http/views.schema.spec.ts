import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

it('the schemas are those of views.ts (else: npm run schemas)', () => {
  const fresh = execFileSync('node_modules/.bin/node', ['tools/generate/view-schemas.mjs', '--print'], { encoding: 'utf8' });
  expect(readFileSync('apps/api/src/http/views.schema.ts', 'utf8')).toBe(fresh);
});
