import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** The stored bytes are not ours, were changed, belong to another inbox, or their key is gone. Admin acts: enter the credentials again. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** Encrypts what must not be readable in the database or a backup of it. */
export interface Vault {
  /** AES-256-GCM: key id (4 bytes), nonce (12), ciphertext, tag (16). `owner` is bound in: the bytes open for no other row. */
  seal(value: unknown, owner: string): Buffer;
  /** Throws SealBroken. */
  open(sealed: Buffer, owner: string): unknown;
  /** True when `sealed` was made with an older key and should be sealed anew. */
  stale(sealed: Buffer): boolean;
  /** For the HMACs in ids and callback URLs that we mint; a rotation keeps it as long as the oldest key stays in the list. */
  readonly signingKey: Buffer;
}

/** `secrets`, newest first: the first one seals, all of them open. */
export function createVault(secrets: readonly string[]): Vault {
  const keys = secrets.map((secret) => {
    const key = derive(secret, 'okno credentials');
    return { id: createHash('sha256').update(key).digest().subarray(0, 4), key };
  });
  const [newest] = keys;
  const oldest = secrets.at(-1);
  if (!newest || !oldest) throw new Error('A vault needs a key.');
  return {
    signingKey: derive(oldest, 'okno signing'),
    seal(value, owner) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', newest.key, nonce).setAAD(Buffer.from(owner));
      const body = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
      return Buffer.concat([newest.id, nonce, body, cipher.getAuthTag()]);
    },
    open(sealed, owner) {
      const key = keys.find(({ id }) => id.equals(sealed.subarray(0, 4)))?.key;
      if (!key) throw new SealBroken('These credentials were encrypted with a key that is not configured.');
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(4, 16)).setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(-16));
        return JSON.parse(Buffer.concat([decipher.update(sealed.subarray(16, -16)), decipher.final()]).toString());
      } catch {
        throw new SealBroken('These credentials cannot be decrypted.');
      }
    },
    stale: (sealed) => !sealed.subarray(0, 4).equals(newest.id),
  };
}

/** From the environment, or from `DATA_DIR/secret.key` (0600), which is made on the first start. One key a line, newest first. */
export function readSecretKeys(config: Pick<Config, 'secretKeys' | 'dataDir'>): readonly string[] {
  if (config.secretKeys) return config.secretKeys;
  mkdirSync(config.dataDir, { recursive: true });
  const file = join(config.dataDir, 'secret.key');
  try {
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter(Boolean);
}

function derive(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'okno', purpose, 32));
}
