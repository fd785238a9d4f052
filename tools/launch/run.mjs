// node tools/launch/run.mjs FILE [arguments]: install, build, run FILE on the project's own Node. A `.ts` file of tools/ runs from
// source, a `.js` file is the built product. Signals go to it, it stops in order, and its exit code is ours.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, installPackages, root } from './prepare.mjs';

const starter = process.ppid;
const [file, ...args] = process.argv.slice(2);
try {
  await installPackages();
  await build();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
// A young heap of Node's own size takes some 30 MB more for the same speed; what the app runs with is what the benchmarks measure.
const appFlags = JSON.parse(readFileSync(join(root, 'tools/launch/app-flags.json'), 'utf8'));
const flags = file.endsWith('.ts') ? ['--conditions=okno-source', '--disable-warning=ExperimentalWarning'] : appFlags;
const child = spawn(join(root, 'node_modules/.bin/node'), [...flags, join(root, file), ...args], { stdio: 'inherit', cwd: root });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// A supervisor's signal goes to npm, from npm to the shell between us, and that may die of it and pass nothing on: whoever lost it was told to stop.
if (process.env.npm_lifecycle_event) {
  const watch = setInterval(() => {
    if (process.ppid === starter) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  watch.unref();
}
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
