import { promises as dns } from 'node:dns';
import { domainToASCII } from 'node:url';
import { Parser } from 'htmlparser2';
import { PROVIDERS, type Provider } from './providers.ts';
import type { MailServer } from './settings.ts';

export interface DiscoveredMail {
  /** Where it is known from; `guess` is to be looked at twice. */
  readonly source: 'provider' | 'autoconfig' | 'mx' | 'guess';
  readonly provider: string | null;
  readonly imap: MailServer & { readonly user: string };
  readonly smtp: MailServer & { readonly user: string };
  /** What must be done at the provider first. */
  readonly hint: Provider['hint'];
}

export interface DiscoverDependencies {
  /** The process's guarded fetch. */
  readonly fetch: typeof fetch;
  readonly resolveMx?: (domain: string) => Promise<readonly { exchange: string; priority: number }[]>;
}

const TIMEOUT_MS = 4_000;
const MAX_XML = 100_000;

/**
 * Mail servers of an address, for the settings page: the table of providers, then what the domain publishes (Thunderbird's
 * autoconfig, https only), then the provider its MX names, then the usual names. Null for what is no address. Never rejects;
 * an admin always confirms the answer.
 */
export async function discoverMail(address: string, dependencies: DiscoverDependencies): Promise<DiscoveredMail | null> {
  const clean = address.trim().toLowerCase();
  const domain = domainToASCII(/^[^\s@]+@([^\s@/:?#]+)$/.exec(clean)?.[1] ?? '');
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(domain)) return null;
  const listed = PROVIDERS.find((provider) => provider.domains.some((pattern) => pattern.test(domain)));
  if (listed) return fromProvider(listed, clean, 'provider');
  const [published, exchanger] = await Promise.all([autoconfig(clean, domain, dependencies), byMx(domain, dependencies)]);
  if (published) return published;
  if (exchanger) return fromProvider(exchanger, clean, 'mx');
  return {
    source: 'guess',
    provider: null,
    imap: { host: `imap.${domain}`, port: 993, security: 'tls', user: clean },
    smtp: { host: `smtp.${domain}`, port: 465, security: 'tls', user: clean },
    hint: null,
  };
}

function fromProvider(provider: Provider, address: string, source: 'provider' | 'mx'): DiscoveredMail {
  const imapUser = provider.imapUser === 'local-part' ? address.split('@')[0]! : address;
  return { source, provider: provider.name, imap: { ...provider.imap, user: imapUser }, smtp: { ...provider.smtp, user: address }, hint: provider.hint };
}

async function byMx(domain: string, dependencies: DiscoverDependencies): Promise<Provider | null> {
  try {
    const resolve = dependencies.resolveMx ?? ((name: string) => dns.resolveMx(name));
    const records = [...(await within(resolve(domain)))].sort((a, b) => a.priority - b.priority);
    for (const { exchange } of records) {
      const name = exchange.toLowerCase().replace(/\.$/, '');
      const provider = PROVIDERS.find((candidate) => candidate.mx.some((pattern) => pattern.test(name)));
      if (provider) return provider;
    }
  } catch {
    // No DNS answer: the usual names remain.
  }
  return null;
}

async function autoconfig(address: string, domain: string, dependencies: DiscoverDependencies): Promise<DiscoveredMail | null> {
  const urls = [`https://autoconfig.${domain}/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`, `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`];
  const answers = await Promise.all(urls.map((url) => fetchXml(url, dependencies.fetch)));
  for (const xml of answers) {
    const found = xml === null ? null : readAutoconfig(xml, address);
    if (found) return found;
  }
  return null;
}

async function fetchXml(url: string, fetchGuarded: typeof fetch): Promise<string | null> {
  try {
    const response = await fetchGuarded(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    return response.ok ? (await response.text()).slice(0, MAX_XML) : null;
  } catch {
    return null;
  }
}

/** Thunderbird's config-v1.1: the first IMAP and the first SMTP server with a password login that we can use. */
export function readAutoconfig(xml: string, address: string): DiscoveredMail | null {
  const servers: { kind: string; fields: Record<string, string> }[] = [];
  let current: { kind: string; fields: Record<string, string> } | null = null;
  let provider: string | null = null;
  let field = '';
  let text = '';
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'incomingServer' || name === 'outgoingServer') current = { kind: `${name} ${attributes.type ?? ''}`, fields: {} };
        field = name;
        text = '';
      },
      ontext(piece) {
        text += piece;
      },
      onclosetag(name) {
        if (current && name === field) current.fields[name] ??= text.trim();
        if (!current && name === 'displayName' && name === field) provider ??= text.trim().slice(0, 100) || null;
        if (current && (name === 'incomingServer' || name === 'outgoingServer')) {
          servers.push(current);
          current = null;
        }
      },
    },
    { xmlMode: true },
  );
  parser.write(xml);
  parser.end();
  const imap = servers.filter((server) => server.kind === 'incomingServer imap').map((server) => asServer(server.fields, address)).find((server) => server !== null);
  const smtp = servers.filter((server) => server.kind === 'outgoingServer smtp').map((server) => asServer(server.fields, address)).find((server) => server !== null);
  return imap && smtp ? { source: 'autoconfig', provider, imap, smtp, hint: null } : null;
}

function asServer(fields: Readonly<Record<string, string>>, address: string): (MailServer & { user: string }) | null {
  const host = (fields.hostname ?? '').toLowerCase();
  const port = Number(fields.port);
  const security = { SSL: 'tls', STARTTLS: 'starttls', plain: 'plain' }[fields.socketType ?? ''] as MailServer['security'] | undefined;
  if (!/^[a-z0-9.-]+$/.test(host) || !Number.isInteger(port) || port < 1 || port > 65_535 || !security) return null;
  const [local = '', domain = ''] = address.split('@');
  const user = (fields.username ?? '%EMAILADDRESS%').replaceAll('%EMAILADDRESS%', address).replaceAll('%EMAILLOCALPART%', local).replaceAll('%EMAILDOMAIN%', domain);
  return { host, port, security, user: user || address };
}

function within<T>(work: Promise<T>): Promise<T> {
  return Promise.race([work, new Promise<never>((_, reject) => setTimeout(() => reject(new Error('late')), TIMEOUT_MS).unref())]);
}
