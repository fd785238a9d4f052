import { startOkno, type Okno } from './app.ts';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { EmbeddedDatabaseError } from './database/embedded.ts';
import { createLog, type Log } from './log.ts';

let config: Config;
try {
  config = loadConfig();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(2);
}
const log = createLog(config.logLevel);

let okno: Okno | undefined;
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A second Ctrl+C is an impatient person, not a reason to lose something: the first one is carried out.
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    void (okno?.stop() ?? Promise.resolve()).then(() => process.exit(0), () => process.exit(1));
  });
}
process.on('unhandledRejection', (error) => log.error({ err: error }, 'a promise was rejected and nobody listened'));
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'the process cannot go on');
  void stopAndExit(log);
});

try {
  okno = await startOkno(config, log);
  welcome(okno, config);
} catch (error) {
  log.debug({ err: error }, 'start failed');
  console.error(error instanceof EmbeddedDatabaseError ? error.message : `Okno could not start: ${explain(error)}`);
  process.exit(1);
}

/** For the person at the console. */
function welcome({ url, setUpLink }: Okno, { role, publicUrl }: Config): void {
  if (role === 'worker') return console.log(`Okno's worker runs; its health is at ${url}/readyz`);
  console.log(setUpLink ? `\n  Okno is ready. Set up your company with this link (it works once):\n\n  ${setUpLink}\n` : `\n  Okno is ready: ${publicUrl ?? url}\n`);
}

function explain(error: unknown): string {
  if ((error as { code?: string }).code === 'EADDRINUSE') return `port ${config.port} is taken by another program. Set PORT to another one.`;
  return error instanceof Error ? error.message : String(error);
}

async function stopAndExit(reason: Log): Promise<never> {
  await okno?.stop().catch((error: unknown) => reason.error({ err: error }, 'stopping'));
  return process.exit(1);
}
