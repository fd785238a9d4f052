import type { MailServer } from './settings.ts';

/** What node, nodemailer and imapflow tell of a connection that did not become secure. */
export interface TlsProblem {
  readonly code?: string | undefined;
  /** Where nodemailer puts the system's own code. */
  readonly originalCode?: string | undefined;
  readonly message?: string | undefined;
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const OVER = /^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/;
const UNTRUSTED = /^(UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_|INVALID_|PATH_LENGTH_EXCEEDED|ERROR_IN_CERT_)/;

/** Why there is no secure connection, and who must act; null when the trouble is another. The machine never goes on without. */
export function explainTls(problem: TlsProblem, { host, port, security }: MailServer): string | null {
  if (security === 'plain') return null;
  const codes = [problem.originalCode ?? '', problem.code ?? ''];
  const has = (pattern: RegExp): boolean => codes.some((code) => pattern.test(code));
  if (has(/^ERR_TLS_CERT_ALTNAME_INVALID$/)) return `The certificate of the mail server is for another name than ${host}. Enter the own name of the server, or have its operator put this one into the certificate.`;
  if (has(OVER)) return `The certificate of ${host} is out of date. The operator of the mail server must renew it (or the clock of this machine is wrong).`;
  if (has(UNTRUSTED)) return `The certificate of ${host} comes from nobody this machine trusts. Its operator must install a public one, or whoever runs Okno names its authority in NODE_EXTRA_CA_CERTS.`;
  if (has(/^(EPROTO|ERR_SSL_|ERR_TLS_|ETLS$|STARTTLS_INJECTION$)/) || /STARTTLS|wrong version number/i.test(problem.message ?? '')) return `${host} offers no secure connection on port ${port} with ${security === 'tls' ? 'TLS' : 'STARTTLS'}. Choose another port or another kind of security.`;
  return null;
}
