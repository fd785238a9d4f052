import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** Said at start to whoever runs Okno: every key that does not fit, at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The configuration does not fit:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
/** A service's address; names such as `redis://redis:6379` are allowed. */
const address = (...protocols: string[]) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), `must be an address that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`);
const networks = z.string().transform((value, context) =>
  value.split(',').map((part) => part.trim()).filter(Boolean).map((part) => {
    try {
      return ipaddr.parseCIDR(part.includes('/') ? part : `${part}/${ipaddr.parse(part).kind() === 'ipv4' ? 32 : 128}`);
    } catch {
      context.addIssue({ code: 'custom', message: `${part} is not an address range such as 10.0.0.0/8` });
      return z.NEVER;
    }
  }),
);

const Environment = z.object({
  PORT: port.default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: address('http:', 'https:').transform((value) => new URL(value).origin).nullish(),
  DATA_DIR: z.string().min(1).default('./data'),
  DATABASE_URL: address('postgres:', 'postgresql:').nullish(),
  REDIS_URL: address('redis:', 'rediss:').nullish(),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  OKNO_SECRET_KEY: z.string().transform((value) => value.split(',').map((key) => key.trim())).refine((keys) => keys.every((key) => key.length >= 32), 'must have at least 32 characters (during a rotation: the new key, a comma, the old one)').nullish(),
  OKNO_ADMIN_EMAIL: z.email().nullish(),
  OKNO_ADMIN_PASSWORD: z.string().min(12).nullish(),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  SMTP_PORT: port.nullish(),
  SMTP_HOST: z.string().min(1).nullish(),
  SMTP_TLS_CERT: z.string().min(1).nullish(),
  SMTP_TLS_KEY: z.string().min(1).nullish(),
  OKNO_ALLOWED_HOSTS: networks.default([]),
  TRUST_PROXY: flag.default(false),
  S3_ENDPOINT: address('http:', 'https:').transform((value) => value.replace(/\/+$/, '')).nullish(),
  S3_BUCKET: z.string().regex(/^[\w.-]{3,255}$/, 'is not the name of a bucket').nullish(),
  S3_REGION: z.string().regex(/^[\w-]{1,64}$/, 'is not a region such as eu-central-1').default('us-east-1'),
  S3_ACCESS_KEY_ID: z.string().min(1).nullish(),
  S3_SECRET_ACCESS_KEY: z.string().min(1).nullish(),
});

export interface Config {
  readonly port: number;
  readonly host: string;
  /** Origin under which vendors and browsers reach us; null when none is configured: then no webhooks, only polling. */
  readonly publicUrl: string | null;
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly redisUrl: string | null;
  readonly role: 'all' | 'api' | 'worker';
  /** Newest first; null: from a file in `dataDir`. */
  readonly secretKeys: readonly string[] | null;
  readonly admin: { readonly email: string; readonly password: string } | null;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where mail is delivered to us by SMTP; null: nowhere. `tls`: files of the certificate chain and its key, for STARTTLS. */
  readonly smtp: { readonly port: number; readonly host: string; readonly tls: { readonly cert: string; readonly key: string } | null } | null;
  /** Private networks that addresses typed by people may point to. */
  readonly allowedHosts: readonly [ipaddr.IPv4 | ipaddr.IPv6, number][];
  readonly trustProxy: boolean;
  /** Where files lie instead of in `dataDir`; null: there. */
  readonly s3: { readonly endpoint: string; readonly bucket: string; readonly region: string; readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** Parses the environment once. Empty values count as absent. Throws ConfigError with every problem. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>> = process.env): Config {
  const given = Object.fromEntries(Object.keys(Environment.shape).map((key) => [key, environment[key]?.trim() || undefined]));
  const parsed = Environment.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (Boolean(given.OKNO_ADMIN_EMAIL) !== Boolean(given.OKNO_ADMIN_PASSWORD)) problems.push('OKNO_ADMIN_EMAIL and OKNO_ADMIN_PASSWORD: set both or neither');
  if (Boolean(given.SMTP_TLS_CERT) !== Boolean(given.SMTP_TLS_KEY)) problems.push('SMTP_TLS_CERT and SMTP_TLS_KEY: set both or neither');
  const s3Keys = ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'];
  const s3Missing = s3Keys.filter((key) => !given[key]);
  if (s3Missing.length && (s3Missing.length < s3Keys.length || given.S3_ENDPOINT)) problems.push(`${s3Missing.join(' and ')}: files go to S3 only when all of ${s3Keys.join(', ')} are set`);
  if (!parsed.success || problems.length) throw new ConfigError(problems);
  const value = parsed.data;
  return {
    port: value.PORT,
    host: value.HOST,
    publicUrl: value.PUBLIC_URL ?? null,
    dataDir: resolve(value.DATA_DIR),
    databaseUrl: value.DATABASE_URL ?? null,
    redisUrl: value.REDIS_URL ?? null,
    role: value.ROLE,
    secretKeys: value.OKNO_SECRET_KEY ?? null,
    admin: value.OKNO_ADMIN_EMAIL && value.OKNO_ADMIN_PASSWORD ? { email: value.OKNO_ADMIN_EMAIL, password: value.OKNO_ADMIN_PASSWORD } : null,
    logLevel: value.LOG_LEVEL,
    smtp: typeof value.SMTP_PORT !== 'number' ? null : {
      port: value.SMTP_PORT, host: value.SMTP_HOST ?? value.HOST,
      tls: value.SMTP_TLS_CERT && value.SMTP_TLS_KEY ? { cert: resolve(value.SMTP_TLS_CERT), key: resolve(value.SMTP_TLS_KEY) } : null,
    },
    allowedHosts: value.OKNO_ALLOWED_HOSTS,
    trustProxy: value.TRUST_PROXY,
    s3: value.S3_BUCKET && value.S3_ACCESS_KEY_ID && value.S3_SECRET_ACCESS_KEY
      ? {
          endpoint: value.S3_ENDPOINT ?? `https://s3.${value.S3_REGION}.amazonaws.com`, bucket: value.S3_BUCKET, region: value.S3_REGION,
          accessKeyId: value.S3_ACCESS_KEY_ID, secretAccessKey: value.S3_SECRET_ACCESS_KEY,
        }
      : null,
  };
}
