// npm run check: types, lint, dependency rules, no cycles, unused code, lock file. Everything runs side by side; prints what failed.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const checks = [
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['types of the inbox', 'tsc', ['-p', 'apps/inbox-web/tsconfig.json']],
  ['types of the browser test', 'tsc', ['-p', 'apps/inbox-web/e2e/tsconfig.json']],
  ['types of the widget', 'tsc', ['-p', 'apps/widget/tsconfig.json']],
  ['size of the window', 'node', ['apps/inbox-web/size.ts']],
  ['size of the widget', 'node', ['apps/widget/size.ts']],
  ['lint', 'eslint', ['libs', 'apps', 'tools']],
  ['dependency rules', 'depcruise', ['libs', 'apps', 'tools', '--config', '.dependency-cruiser.cjs', '--output-type', 'err']],
  ['unused code', 'knip', ['--no-progress']],
  ['lock file', 'node', ['tools/launch/complete-lock.mjs', '--check']],
];

const started = Date.now();
const results = await Promise.all(
  checks.map(
    ([name, command, args]) =>
      new Promise((done) => {
        const child = spawn(`node_modules/.bin/${command}`, args, { cwd: root, env: { ...process.env, FORCE_COLOR: '0' } });
        let output = '';
        child.stdout.on('data', (chunk) => (output += chunk));
        child.stderr.on('data', (chunk) => (output += chunk));
        child.on('close', (code) => done({ name, code, output, seconds: (Date.now() - started) / 1000 }));
      }),
  ),
);
for (const { name, code, output, seconds } of results) {
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (code !== 0) console.log(output.trimEnd());
}
process.exit(results.some((result) => result.code !== 0) ? 1 : 0);
