import { z } from 'zod';
import { SettingsError } from '../errors.ts';
import type { AdapterSetup } from '../setup.ts';

const host = z.string().trim().min(1).max(253).regex(/^[\w.:-]+$/, 'is not a host name');
const port = z.number().int().min(1).max(65_535);
const security = z.enum(['tls', 'starttls', 'plain']);
const email = z.string().trim().toLowerCase().max(254).regex(/^[^\s@<>"(),;:\\]+@[^\s@<>"(),;:\\]+$/, 'is not an e-mail address');
const oneLine = z.string().trim().max(200).regex(/^[^\0-\x1f\x7f\u0085\u2028\u2029]*$/, 'must be one line');

const settingsSchema = z.strictObject({
  /** Ours: where customers write to and answers come from. */
  address: email,
  /** Shown to customers beside the address. */
  name: oneLine.default(''),
  /** Absent: mail comes by delivery to `forwardingAddress` only. */
  imap: z.strictObject({ host, port, security, user: oneLine.min(1), folder: oneLine.min(1).default('INBOX') }).optional(),
  /** `user` absent: the server takes mail from us without login. */
  smtp: z.strictObject({ host, port, security, user: oneLine.min(1).optional() }),
  /** So many days of older mail are read as history. */
  backfillDays: z.number().int().min(0).max(3_650).default(0),
  /** The address under which our own SMTP receiver takes mail for this inbox. */
  forwardingAddress: email.optional(),
  /** The receiving server whose Authentication-Results are believed, such as `mx.google.com`. */
  authservId: oneLine.optional(),
});
const credentialsSchema = z.strictObject({
  password: z.string().min(1).optional(),
  imapPassword: z.string().min(1).optional(),
  smtpPassword: z.string().min(1).optional(),
});

export type MailSettings = z.infer<typeof settingsSchema>;
export type MailServer = { readonly host: string; readonly port: number; readonly security: 'tls' | 'starttls' | 'plain' };

export interface MailConfig {
  readonly settings: MailSettings;
  readonly imapPassword: string;
  readonly smtpPassword: string;
}

/** Settings and credentials of an e-mail inbox. Throws SettingsError that names every key that does not fit. */
export function readSettings(setup: AdapterSetup): MailConfig {
  const settings = settingsSchema.safeParse(setup.settings);
  const credentials = credentialsSchema.safeParse(setup.credentials);
  const problems = [...issues(settings, 'settings'), ...issues(credentials, 'credentials')];
  if (settings.success && credentials.success) {
    const { password, imapPassword = password, smtpPassword = password } = credentials.data;
    const { imap, smtp, forwardingAddress } = settings.data;
    if (!imap && !forwardingAddress) problems.push({ path: 'settings.imap', message: 'is needed, or a forwardingAddress' });
    if (imap && !imapPassword) problems.push({ path: 'credentials.imapPassword', message: 'is needed (or password)' });
    if (smtp.user && !smtpPassword) problems.push({ path: 'credentials.smtpPassword', message: 'is needed (or password)' });
    if (problems.length === 0) return { settings: settings.data, imapPassword: imapPassword ?? '', smtpPassword: smtpPassword ?? '' };
  }
  throw new SettingsError(problems);
}

function issues(result: z.ZodSafeParseResult<unknown>, root: string): { path: string; message: string }[] {
  if (result.success) return [];
  return result.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [root, ...issue.path, key].join('.'), message: 'is not known' }))
      : [{ path: [root, ...issue.path].join('.'), message: issue.message }],
  );
}
