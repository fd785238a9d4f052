// What both commands need before they can do anything: the packages of the lock file, and a build of the sources as they are now.
// Plain JavaScript for Node 20 and no package: it runs before there is one.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a command in the root and resolves with its exit code; output goes where ours goes, or is collected with `quiet`. */
export function run(command, args, { quiet = false, env = {} } = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}`, ...env },
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', failed);
    child.on('close', (code) => done({ code, output }));
  });
}

/** `npm ci`, once per lock file. */
export async function installPackages() {
  const wanted = createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');
  const stamp = join(root, 'node_modules/.okno-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing packages (once, about a minute) …');
  const { code } = await run('npm', ['ci', '--loglevel=error', '--no-fund', '--no-audit']);
  if (code !== 0) throw new Error('The packages could not be installed; npm says why above.');
  writeFileSync(stamp, wanted);
}

const SOURCES = ['libs', 'apps', 'package.json', 'tsconfig.base.json', 'tsconfig.build.json'];

/** Server, inbox and widget, side by side, when a source changed since the last build. */
export async function build() {
  const wanted = fingerprint();
  const stamp = join(root, 'dist/.okno-built');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Building …');
  const steps = await Promise.all([
    run('tsc', ['-p', 'tsconfig.build.json'], { quiet: true }),
    run('vite', ['build', 'apps/inbox-web', '--logLevel', 'warn'], { quiet: true }),
    run('npm', ['run', '-s', 'build:widget'], { quiet: true }),
  ]);
  const broken = steps.filter((step) => step.code !== 0);
  if (broken.length) throw new Error(`The build failed:\n${broken.map((step) => step.output).join('\n')}`);
  mkdirSync(join(root, 'dist'), { recursive: true });
  writeFileSync(stamp, wanted);
}

function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const stat = statSync(path);
    if (stat.isDirectory()) for (const name of readdirSync(path).sort()) visit(join(path, name));
    else if (!path.endsWith('.spec.ts')) hash.update(path).update(readFileSync(path));
  };
  for (const source of SOURCES) visit(join(root, source));
  return hash.digest('hex');
}
