import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { loadConfig } from '../config.ts';
import { startS3, type S3Server } from '../testing/bucket.ts';
import { createDisk } from './disk.ts';
import { createFileStore, FileMissing, FilesAway, FilesRefused, FileTooLarge, nameOf, type FilePlace, type FileStore } from './file-store.ts';
import { createBucket, type Bucket } from './s3.ts';

const absent = 'ab'.repeat(32);
let dataDir: string;
let s3: S3Server;
let bucket: Bucket;
const opened: Bucket[] = [];
const open = (environment: Record<string, string>): Bucket => {
  const made = createBucket(loadConfig({ ...s3.environment, ...environment }).s3!);
  opened.push(made);
  return made;
};
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'okno-files-'));
  s3 = await startS3();
  bucket = open({});
});
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await s3.remove();
  rmSync(dataDir, { recursive: true });
});

const storeAt = (place: FilePlace): FileStore => createFileStore({ place, dataDir, expect: () => Promise.resolve(true) });
const left = (): string[] => readdirSync(join(dataDir, 'files/tmp'));

describe.each([['a folder', () => createDisk(dataDir)], ['a bucket', () => bucket]] as const)('files in %s', (_, place) => {
  let store: FileStore;
  beforeAll(() => { store = storeAt(place()); });

  it('are kept once, whatever way they came, and read whole or in part', async () => {
    const first = await store.put(Buffer.from('hello'), 100);
    const second = await store.put(Readable.from([Buffer.from('hel'), Buffer.from('lo')]), 100);
    expect(second).toEqual(first);
    expect(first).toEqual({ sha256: createHash('sha256').update('hello').digest('hex'), size: 5, head: Buffer.from('hello') });
    expect(await text(await store.open(first.sha256))).toBe('hello');
    expect(await text(await store.open(first.sha256, { start: 1, end: 3 }))).toBe('ell');
    expect(await store.keep(first.sha256)).toBe(true);
    expect(left()).toEqual([]);
  });

  it('of many megabytes arrive as they were, also an empty one', async () => {
    const large = randomBytes(20_000_000);
    const { sha256 } = await store.put(Readable.from((function* () { for (let at = 0; at < large.length; at += 64_000) yield large.subarray(at, at + 64_000); })()), 50_000_000);
    expect((await buffer(await store.open(sha256))).equals(large)).toBe(true);
    expect((await buffer(await store.open(sha256, { start: 19_999_990, end: 19_999_999 }))).equals(large.subarray(-10))).toBe(true);
    expect(await text(await store.open((await store.put(Buffer.alloc(0), 10)).sha256))).toBe('');
  });

  it('that are too large, or break off, leave nothing behind', async () => {
    await expect(store.put(Readable.from([Buffer.alloc(60), Buffer.alloc(60)]), 100)).rejects.toThrow(FileTooLarge);
    await expect(store.put(Readable.from((async function* () { yield Buffer.from('a'); throw new Error('cut'); })()), 100)).rejects.toThrow('cut');
    expect(left()).toEqual([]);
    expect(await store.keep(createHash('sha256').update('a').digest('hex'))).toBe(false);
  });

  it('that are not there are told as missing before anything is read', async () => {
    await expect(store.open(absent)).rejects.toThrow(FileMissing);
    await expect(store.open(absent, { start: 0, end: 1 })).rejects.toThrow(FileMissing);
    expect(await store.keep(absent)).toBe(false);
  });

  it('go when they are removed, once or twice, and come back', async () => {
    const { sha256 } = await store.put(Buffer.from('for a while'), 100);
    await store.remove(sha256);
    await store.remove(sha256);
    await expect(store.open(sha256)).rejects.toThrow(FileMissing);
    await store.put(Buffer.from('for a while'), 100);
    expect(await text(await store.open(sha256))).toBe('for a while');
  });

  it('never have a name that leads elsewhere', async () => {
    await expect((async () => store.open('../../../etc/passwd'))()).rejects.toThrow('Not a file of ours');
  });
});

describe('a bucket', () => {
  it('holds each file once, under the name it has in a folder', async () => {
    const { sha256 } = await storeAt(bucket).put(Buffer.from('named'), 100);
    await storeAt(bucket).put(Buffer.from('named'), 100);
    expect(s3.names().filter((name) => name === nameOf(sha256))).toHaveLength(1);
  });

  it('is let in with the right key alone, and says what an administrator must look at', async () => {
    await bucket.check();
    const secret = `never-told-${randomUUID()}`;
    for (const [wrong, said] of [[{ S3_SECRET_ACCESS_KEY: secret }, 'SignatureDoesNotMatch'], [{ S3_ACCESS_KEY_ID: 'stranger' }, 'InvalidAccessKeyId'], [{ S3_BUCKET: 'elsewhere' }, 'no such bucket']] as const) {
      const error = await open(wrong).check().catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(FilesRefused);
      expect((error as Error).message).toContain(said);
      expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain(secret);
      await expect(storeAt(open(wrong)).put(Buffer.from(randomUUID()), 100)).rejects.toThrow(FilesRefused);
    }
    expect(left()).toEqual([]);
  });

  it('that is away is told as away; back again, everything is there', async () => {
    const { sha256 } = await storeAt(bucket).put(Buffer.from('kept over an outage'), 100);
    await s3.stop();
    await expect(storeAt(bucket).put(Buffer.from('meanwhile'), 100)).rejects.toThrow(FilesAway);
    await expect(bucket.open(sha256)).rejects.toThrow(FilesAway);
    await expect(bucket.check()).rejects.toThrow(FilesAway);
    await s3.start();
    expect(await text(await bucket.open(sha256))).toBe('kept over an outage');
  });

  it('is asked again after a bad moment', async () => {
    let bad = 2;
    const line = createServer((socket) => {
      if (bad-- > 0) return socket.destroy();
      const there = connect(Number(new URL(s3.environment.S3_ENDPOINT!).port), '127.0.0.1');
      socket.pipe(there).pipe(socket);
      for (const [one, other] of [[socket, there], [there, socket]] as const) one.on('error', () => other.destroy());
    });
    await new Promise<void>((ready) => line.listen(0, '127.0.0.1', ready));
    const through = open({ S3_ENDPOINT: `http://127.0.0.1:${(line.address() as AddressInfo).port}` });
    const { sha256 } = await storeAt(through).put(Buffer.from('patience'), 100);
    expect(bad).toBeLessThan(0);
    expect(await bucket.holds(sha256)).toBe(true);
    line.close();
  });
});

describe('what an upload that broke off left on the disk', () => {
  it('is dropped when it is old enough', async () => {
    const store = storeAt(createDisk(dataDir));
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => { go = resolve; });
    const putting = store.put(Readable.from((async function* () { yield Buffer.from('a'); await held; })()), 100);
    while (left().length === 0) await new Promise((wake) => setTimeout(wake, 5));
    await store.sweep(new Date(Date.now() - 60_000));
    expect(left()).toHaveLength(1);
    await store.sweep(new Date(Date.now() + 60_000));
    expect(left()).toEqual([]);
    go();
    await expect(putting).rejects.toThrow('ENOENT');
  });
});
