import type { Headers } from './header.ts';

/**
 * Does our own receiving server say that the From domain passed DMARC (RFC 8601, RFC 7489)? Only the topmost
 * Authentication-Results with the trusted authserv-id counts: servers put theirs on top, a sender can only write below.
 * A DKIM pass counts where its domain is the From domain itself.
 */
export function isProven(headers: Headers, authservId: string | null, fromDomain: string): boolean {
  if (authservId === null) return false;
  const results = headers.all('authentication-results')[0]?.slice(0, 10_000).replace(/\([^()]*\)/g, ' ').toLowerCase() ?? '';
  const [server = '', ...methods] = results.split(';').map((part) => part.trim());
  if (server.split(/\s/)[0] !== authservId.toLowerCase()) return false;
  return methods.some((method) => {
    const passed = /^(dmarc|dkim)\s*=\s*pass\b/.exec(method)?.[1];
    if (passed === 'dmarc') return !/header\.from=/.test(method) || property(method, 'header.from') === fromDomain;
    return passed === 'dkim' && (property(method, 'header.d') === fromDomain || property(method, 'header.i').endsWith(`@${fromDomain}`));
  });
}

const property = (method: string, name: string): string => new RegExp(`${name.replace('.', '\\.')}\\s*=\\s*"?([^\\s";]+)`).exec(method)?.[1] ?? '';
