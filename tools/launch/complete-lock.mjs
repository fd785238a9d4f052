// Some registries do not carry the optional packages of other platforms, so `npm install` drops them from the lock file,
// `npm ci` then fails elsewhere. This names every missing one again; with --check it only says whether any is missing.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages = lock.packages;

/** Where Node would find `name` from the package at `from`; undefined when the lock has no such entry. */
function resolve(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const key = at ? `${at}/node_modules/${name}` : `node_modules/${name}`;
    if (packages[key]) return key;
    if (!at) return undefined;
  }
}

const PLATFORMS = ['darwin', 'freebsd', 'linux', 'win32', 'android', 'openharmony', 'sunos', 'aix', 'netbsd', 'openbsd', 'wasm32'];
const CPUS = ['x64', 'arm64', 'arm', 'ia32', 'ppc64', 'ppc64le', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];
function platformOf(name) {
  const words = name.split(/[-/]/).flatMap((w) => (w === 'windows' ? ['win32'] : w === 'musleabihf' || w === 'gnueabihf' ? [] : [w]));
  const os = words.filter((w) => PLATFORMS.includes(w) && w !== 'wasm32');
  const cpu = words.filter((w) => CPUS.includes(w));
  return { ...(os.length ? { os } : {}), ...(cpu.length ? { cpu } : {}) };
}

const missing = [];
for (const [from, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (!resolve(from, name)) missing.push({ name, version: range.replace(/^[\^~]/, ''), from });
  }
}
if (process.argv.includes('--check')) {
  if (missing.length) {
    console.error(`package-lock.json lacks ${missing.length} optional packages of other platforms; run: npm run lock`);
    console.error(missing.slice(0, 5).map((m) => `  ${m.name} (wanted by ${m.from || 'the root'})`).join('\n'));
    process.exit(1);
  }
} else {
  for (const { name, version } of missing) {
    packages[`node_modules/${name}`] = { version, ...platformOf(name), optional: true };
  }
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} optional packages of other platforms named.`);
}
