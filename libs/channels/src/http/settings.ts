import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { SettingsError } from '../errors.ts';
import type { AdapterSetup } from '../setup.ts';

const origin = z
  .string()
  .trim()
  .toLowerCase()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine((value) => /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(value), 'must be an origin such as https://files.example');

const settingsSchema = z.strictObject({
  /** Where our messages are posted; without it the inbox only receives. */
  outboundUrl: z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }).nullable().default(null),
  /** Prefix of the ids this messenger knows people by, so that two messengers never share one: `viber` makes `viber/123`. */
  namespace: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be lower-case letters, digits and dashes').optional(),
  /** Address kinds whose `verified: true` we believe; the messenger's own ids need no proof. */
  verifiedKinds: z.array(z.enum(['phone', 'email'])).default([]),
  /** Origins from which attachments are fetched. */
  mediaHosts: z.array(origin).max(20).default([]),
  /** Kind of address operators write to first; null: the customer must begin. */
  startsWith: z.enum(['phone', 'email', 'id']).nullable().default(null),
  maxTextLength: z.number().int().min(1).max(100_000).default(4096),
  highestReceipt: z.enum(['sent', 'delivered', 'read']).default('read'),
  /** The messenger changes and takes back what it has sent, when we post `message-edited` and `message-deleted`. */
  canEdit: z.boolean().default(false),
  canDelete: z.boolean().default(false),
});
export type HttpSettings = z.infer<typeof settingsSchema>;

const credentialsSchema = z.strictObject({
  secret: z.string().refine(
    (value) => /^(whsec_)?[A-Za-z0-9+/]+={0,2}$/.test(value) && Buffer.from(value.replace('whsec_', ''), 'base64').length >= 24,
    'must be whsec_ and at least 24 random bytes in base64: `openssl rand -base64 32`',
  ),
});

/** Throws SettingsError that names every key that does not fit. */
export function parseSettings(setup: AdapterSetup): { readonly settings: HttpSettings; readonly webhook: Webhook } {
  const settings = settingsSchema.safeParse(setup.settings);
  const credentials = credentialsSchema.safeParse(setup.credentials);
  if (!settings.success || !credentials.success) {
    const problemsOf = (root: string, error: z.ZodError | undefined) =>
      (error?.issues ?? []).map((issue) => ({ path: [root, ...issue.path].join('.'), message: issue.message }));
    throw new SettingsError([...problemsOf('settings', settings.error), ...problemsOf('credentials', credentials.error)]);
  }
  return { settings: settings.data, webhook: new Webhook(credentials.data.secret) };
}
