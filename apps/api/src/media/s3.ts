import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsV4Signer } from 'aws4fetch';
import { Agent, request, type Dispatcher } from 'undici';
import type { Config } from '../config.ts';
import { FileMissing, FilesAway, FilesRefused, nameOf, type FilePlace } from './file-store.ts';

/** A bucket of any store that speaks Amazon's S3 protocol (https://docs.aws.amazon.com/AmazonS3/latest/API/), addressed by path. */
export interface Bucket extends FilePlace {
  /** Writes a word of no meaning: rejects with FilesRefused when address, key or rights do not fit, with FilesAway when nobody answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}

interface Ask {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly name: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent, made anew for each try; its SHA-256 is part of the signature. */
  readonly body?: { readonly open: () => Readable | Buffer; readonly size: number; readonly sha256: string };
}

const CONNECT_MS = 5_000;
/** Without a word or a byte for so long it counts as dead. */
const SILENCE_MS = 20_000;
/** From the first try to the answer; what then comes as a stream may take longer. */
const LONGEST_MS = 100_000;
const PAUSES_MS = [200, 1_000];
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const CHECK = { name: 'okno-check', bytes: Buffer.from('okno'), sha256: '57a073778132b34c3a2fd8c8507b078f2cd7927337a1bdf78c0e6550cfda977e' };

export function createBucket(settings: NonNullable<Config['s3']>): Bucket {
  const agent = new Agent({ connect: { timeout: CONNECT_MS }, headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS });
  const signingKeys = new Map<string, ArrayBuffer>();

  async function once({ method, name, headers = {}, body }: Ask, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
    const url = `${settings.endpoint}/${settings.bucket}/${name}`;
    const signed = await new AwsV4Signer({
      method, url, headers: { ...headers, 'x-amz-content-sha256': body?.sha256 ?? NOTHING }, service: 's3', region: settings.region,
      accessKeyId: settings.accessKeyId, secretAccessKey: settings.secretAccessKey, cache: signingKeys,
    }).sign();
    return request(url, {
      method, dispatcher: agent, signal, headers: { ...Object.fromEntries(signed.headers), ...(body ? { 'content-length': String(body.size) } : {}) }, ...(body ? { body: body.open() } : {}),
    });
  }

  /** The answer when it is a good one, or 404. Tries again what may only be a bad moment. */
  async function ask(what: Ask): Promise<Dispatcher.ResponseData> {
    const signal = AbortSignal.timeout(LONGEST_MS);
    for (let attempt = 0; ; attempt++) {
      const answer = await once(what, signal).catch((error: unknown) => new FilesAway('The file store cannot be reached.', { cause: error }));
      const trouble = answer instanceof Error ? answer : await troubleOf(answer);
      if (!trouble) return answer as Dispatcher.ResponseData;
      const wait = PAUSES_MS[attempt];
      if (!(trouble instanceof FilesAway) || wait === undefined || signal.aborted) throw trouble;
      await pause(wait);
    }
  }

  async function has(sha256: string): Promise<boolean> {
    const answer = await ask({ method: 'HEAD', name: nameOf(sha256) });
    await drain(answer);
    return answer.statusCode === 200;
  }

  return {
    async take(path, sha256, size) {
      // A key that may not list is told 403 of what is not there: then the writing says whether we are let in.
      const there = await has(sha256).catch((error: unknown) => {
        if (error instanceof FilesRefused) return false;
        throw error;
      });
      if (there) return;
      const answer = await ask({ method: 'PUT', name: nameOf(sha256), headers: { 'content-type': 'application/octet-stream' }, body: { open: () => createReadStream(path), size, sha256 } });
      await written(answer);
    },
    holds: has,
    async open(sha256, range) {
      const answer = await ask({ method: 'GET', name: nameOf(sha256), ...(range ? { headers: { range: `bytes=${range.start}-${range.end}` } } : {}) });
      if (answer.statusCode === 404 || (range && answer.statusCode !== 206)) {
        await drain(answer);
        throw answer.statusCode === 404 ? new FileMissing('The file is not there any more.') : new FilesAway('The file store did not answer with the asked part of the file.');
      }
      return answer.body;
    },
    async remove(sha256) {
      await drain(await ask({ method: 'DELETE', name: nameOf(sha256) }));
    },
    async check() {
      await written(await ask({ method: 'PUT', name: CHECK.name, headers: { 'content-type': 'text/plain' }, body: { open: () => CHECK.bytes, size: CHECK.bytes.length, sha256: CHECK.sha256 } }));
    },
    close: () => agent.close(),
  };
}

/** An answer nobody reads holds its connection. */
async function drain({ body }: Dispatcher.ResponseData): Promise<void> {
  if (!body.bodyUsed) await body.dump();
}

async function written(answer: Dispatcher.ResponseData): Promise<void> {
  await drain(answer);
  if (answer.statusCode === 404) throw new FilesRefused('The file store has no such bucket. Check S3_BUCKET and S3_ENDPOINT.');
}

/** Null for a good answer and for 404. Error codes: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
async function troubleOf({ statusCode, body }: Dispatcher.ResponseData): Promise<FilesAway | FilesRefused | null> {
  if (statusCode === 200 || statusCode === 204 || statusCode === 206) return null;
  const code = /<Code>(\w+)<\/Code>/.exec(await text(body).catch(() => ''))?.[1];
  if (code === 'NoSuchBucket') return new FilesRefused('The file store has no such bucket. Check S3_BUCKET and S3_ENDPOINT.');
  if (statusCode === 404) return null;
  const named = code ?? `status ${statusCode}`;
  if (statusCode >= 500 || statusCode === 429 || statusCode === 408 || code === 'RequestTimeout') return new FilesAway(`The file store cannot serve us just now (${named}).`);
  return new FilesRefused(`The file store refused us (${named}). Check S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and this machine’s clock.`);
}
