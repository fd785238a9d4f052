// npm run demo: install, build, then the app with sample data beside stand-in vendors. Ctrl-C stops everything.
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
const demo = spawn(join(root, 'node_modules/.bin/node'), ['--conditions=okno-source', '--disable-warning=ExperimentalWarning', join(root, 'tools/sandbox/demo/demo.ts')], { stdio: 'inherit', cwd: root });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => demo.kill(signal));
demo.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
