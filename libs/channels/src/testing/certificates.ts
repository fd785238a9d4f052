import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, as text and as files. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** An authority of the test's own, made by openssl. */
export interface Authority extends Certificate {
  /** For these names and addresses. `days`: negative is over. */
  issue(names: readonly string[], days?: number): Certificate;
  remove(): void;
}

export function createAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), 'okno-ca-'));
  let count = 0;
  const openssl = (...args: string[]): void => {
    const { error, status, stderr } = spawnSync('openssl', args, { cwd: directory, encoding: 'utf8' });
    if (error || status) throw new Error(`openssl ${args[0]}: ${error ? 'is it installed?' : stderr}`);
  };
  const made = (name: string): Certificate => {
    const [certFile, keyFile] = [join(directory, `${name}.pem`), join(directory, `${name}.key`)];
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  };
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=Authority of a test');
  return {
    ...made('ca'),
    issue(names, days = 30) {
      const name = `leaf${++count}`;
      const alternatives = names.map((one) => (isIP(one) ? `IP:${one}` : `DNS:${one}`)).join(',');
      openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${names[0]!}`, '-addext', `subjectAltName=${alternatives}`);
      openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy', '-days', String(days), '-out', `${name}.pem`);
      return made(name);
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
