import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVault, readSecretKeys, SealBroken } from './secrets.ts';

const OLD = 'o'.repeat(43);
const NEW = 'n'.repeat(43);

describe('vault', () => {
  const vault = createVault([OLD]);

  it('opens what it sealed, for the same inbox only', () => {
    const sealed = vault.seal({ password: 'hunter22' }, 'inbox-a');
    expect(sealed.includes('hunter22')).toBe(false);
    expect(vault.open(sealed, 'inbox-a')).toEqual({ password: 'hunter22' });
    expect(() => vault.open(sealed, 'inbox-b')).toThrow(SealBroken);
  });

  it('notices every changed byte', () => {
    const sealed = vault.seal({ a: 1 }, 'x');
    for (let at = 0; at < sealed.length; at++) {
      const forged = Buffer.from(sealed);
      forged[at] = (forged[at] as number) ^ 1;
      expect(() => vault.open(forged, 'x')).toThrow(SealBroken);
    }
    expect(() => vault.open(Buffer.alloc(3), 'x')).toThrow(SealBroken);
  });

  it('opens old seals after a rotation, says they are stale, and keeps the signing key', () => {
    const sealed = vault.seal({ a: 1 }, 'x');
    const rotated = createVault([NEW, OLD]);
    expect(rotated.open(sealed, 'x')).toEqual({ a: 1 });
    expect(rotated.stale(sealed)).toBe(true);
    expect(rotated.stale(rotated.seal({ a: 1 }, 'x'))).toBe(false);
    expect(rotated.signingKey.equals(vault.signingKey)).toBe(true);
    expect(() => createVault([NEW]).open(sealed, 'x')).toThrow('not configured');
  });
});

it('makes the key file once, readable by its owner alone', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'okno-key-'));
  const first = readSecretKeys({ secretKeys: null, dataDir });
  expect(readSecretKeys({ secretKeys: null, dataDir })).toEqual(first);
  expect(statSync(join(dataDir, 'secret.key')).mode & 0o777).toBe(0o600);
  rmSync(dataDir, { recursive: true });
});
