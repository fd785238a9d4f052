import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createCrm, createDataSource, migrate, MIGRATION_NAMES } from '#crm-core';
import { loadConfig } from '../config.ts';
import { backup } from './backup.ts';
import { startEmbedded } from './embedded.ts';
import { ensureDatabase } from './ensure-database.ts';
import { restore, RestoreRefused } from './restore.ts';

/** `npm run backup [file]` and `npm run restore file`: the command line around backup.ts and restore.ts. Exit code 1 with one sentence when it cannot be done. */
async function main(command: string | undefined, file: string | undefined): Promise<void> {
  const config = loadConfig();
  const keyFile = join(config.dataDir, 'secret.key');
  const filesDir = join(config.dataDir, 'files');
  if (command === 'restore' && (!file || !existsSync(file))) throw new RestoreRefused('Say which file: npm run restore -- path/to/okno-backup.tar.gz');
  if (command === 'backup' && !config.databaseUrl && !existsSync(join(config.dataDir, 'postgres.password'))) throw new Error(`There is no Okno under ${config.dataDir}: set DATA_DIR to where your data is.`);
  // With an embedded database the app may be running: then its server is used and left as it is.
  const server = config.databaseUrl ? null : await startEmbedded(config.dataDir);
  const url = config.databaseUrl ?? server!.url;
  try {
    await ensureDatabase(url);
    if (command === 'backup') {
      const now = new Date();
      const target = resolve(file ?? join(config.dataDir, 'backups', `okno-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.tar.gz`));
      mkdirSync(dirname(target), { recursive: true });
      const secretKey = config.secretKeys ? null : readFileSync(keyFile);
      const manifest = await backup({ url, filesDir, secretKey }, createWriteStream(`${target}.part`, { mode: 0o600 }), now);
      await rename(`${target}.part`, target);
      console.log(`Backed up ${manifest.tables.length} tables, ${config.s3 ? 'the files of the data folder' : 'all files'}${secretKey ? ' and the key of the secrets' : ''}: ${target}`);
      if (config.s3) console.log(`Files lie in the S3 bucket ${config.s3.bucket} and are not in the file: back up the bucket too, after this.`);
      if (!secretKey) console.log('The key of the secrets comes from OKNO_SECRET_KEY and is not in the file: keep it elsewhere.');
    } else if (command === 'restore' && file) {
      await restore(createReadStream(file), { url, filesDir, secretKeyFile: config.secretKeys ? null : keyFile, migrateTo: (names) => migrateTo(url, names) });
      const uncertain = await bringUpToDate(url);
      console.log(`Restored. ${uncertain} messages were on their way when the backup was made: they are shown as uncertain and are not sent again by themselves.`);
      if (config.s3) console.log(`Files of messages are looked for in the S3 bucket ${config.s3.bucket}; those that came with the backup lie in ${filesDir} and must be copied there.`);
    } else {
      throw new Error('Usage: npm run backup [-- file] · npm run restore -- file');
    }
  } finally {
    if (server && !server.adopted) await server.stop();
  }
}

async function migrateTo(url: string, names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !MIGRATION_NAMES.includes(name));
  if (unknown.length) throw new RestoreRefused(`The backup was made by a newer Okno (it knows ${unknown.join(', ')}): update first.`);
  const dataSource = await createDataSource(url, 2, names).initialize();
  try {
    await migrate(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function bringUpToDate(url: string): Promise<number> {
  const dataSource = await createDataSource(url, 4).initialize();
  try {
    await migrate(dataSource);
    return await createCrm({ dataSource, clock: () => new Date(), publish: () => undefined, newId: randomUUID }).outbound.markAllUncertain();
  } finally {
    await dataSource.destroy();
  }
}

main(process.argv[2], process.argv[3]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
