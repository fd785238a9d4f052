// npm start: install, build, run. Signals go to the app, which stops in order; its exit code is ours.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build, installPackages, root } from './prepare.mjs';

try {
  await installPackages();
  await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const app = spawn(join(root, 'node_modules/.bin/node'), ['--enable-source-maps', '--max-semi-space-size=8', join(root, 'dist/apps/api/src/main.js')], { stdio: 'inherit', cwd: root });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => app.kill(signal));
app.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
