// npm test: installs what is missing, runs the checks, the build and every suite, and says at the end what did not run and why.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, installPackages, root, run } from './prepare.mjs';

/** Programs some suites need, and the Debian packages that bring them. In CI a missing one is a failure. */
const PROGRAMS = [
  { name: 'Dovecot', path: '/usr/sbin/dovecot', packages: ['dovecot-imapd', 'dovecot-lmtpd'], required: true },
  { name: 'Chromium', path: '/usr/bin/chromium', packages: ['chromium'], required: true },
  { name: 'Redis', path: '/usr/bin/redis-server', packages: ['redis-server'], required: false },
];

await installPackages();
const missing = await installPrograms();
const inCi = process.env.CI === 'true';
const faults = inCi ? missing.filter((program) => program.required).map((program) => `${program.name} is missing and could not be installed`) : [];

const check = await run('npm', ['run', '-s', 'check']);
if (check.code !== 0) faults.push('npm run check failed');
await build();

mkdirSync(join(root, 'dist'), { recursive: true });
const report = join(root, 'dist/test-report.json');
await run('npm', ['run', '-s', 'jest', '--', '--json', `--outputFile=${report}`, ...process.argv.slice(2)]);
const result = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
if (!result) faults.push('the test runner did not finish');

const notRun = (result?.testResults ?? []).flatMap((suite) => {
  const skipped = suite.assertionResults.filter((test) => test.status === 'pending');
  return skipped.length ? [`${suite.name.slice(root.length)}: ${skipped.length} tests`] : [];
});
if (missing.length) console.log(`Not installed here: ${missing.map((program) => program.name).join(', ')} (${missing.map((program) => `apt-get install ${program.packages.join(' ')}`).join('; ')})`);
if (!existsSync(join(root, '../shared'))) console.log('The folder ../shared is not beside the project: the suites over its mail, payloads and specifications did not run.');
for (const line of notRun) console.log(`did not run: ${line}`);
for (const fault of faults) console.log(`FAILED: ${fault}`);
for (const suite of (result?.testResults ?? []).filter((one) => one.status === 'failed')) console.log(`FAILED: ${suite.name.slice(root.length)}`);

const failed = (result?.numFailedTests ?? 0) + (result?.numRuntimeErrorTestSuites ?? 0) + faults.length;
console.log(`tests: ${result?.numPassedTests ?? 0} passed, ${failed} failed, ${(result?.numPendingTests ?? 0) + (result?.numTodoTests ?? 0)} skipped`);
process.exit(failed === 0 && result?.success ? 0 : 1);

/** Installs missing programs where we may (Debian, root); returns those that stay missing. */
async function installPrograms() {
  const absent = () => PROGRAMS.filter((program) => !existsSync(program.path));
  if (absent().length && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const packages = absent().flatMap((program) => program.packages);
    console.log(`Installing ${packages.join(', ')} …`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['-qq', 'update'], { quiet: true, env });
    const { code, output } = await run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', ...packages], { quiet: true, env });
    if (code !== 0) console.log(output.split('\n').slice(-5).join('\n'));
  }
  return absent();
}
