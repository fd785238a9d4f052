import { z } from 'zod';
import type { VisitorPage } from '../contract.ts';
import { SettingsError } from '../errors.ts';
import type { AdapterSetup } from '../setup.ts';

/** `https://shop.example`, or `https://*.shop.example` for every host below it; the forms that CSP frame-ancestors knows too. */
const site = z
  .string()
  .trim()
  .toLowerCase()
  .transform((value) => value.replace(/\/+$/, ''))
  .refine((value) => /^https?:\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/.test(value), 'must be an origin such as https://shop.example');

const asked = z.enum(['no', 'optional', 'required']);

const IMAGE_AND_OFFICE = [
  'image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/heic', 'video/mp4', 'video/webm', 'video/quicktime', 'audio/mpeg', 'audio/ogg', 'audio/mp4', 'audio/webm',
  'application/pdf', 'text/plain', 'text/csv', 'application/zip', 'application/msword', 'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];

const settingsSchema = z.strictObject({
  /** Sites that may show the chat; empty = any. */
  allowedOrigins: z.array(site).max(50).default([]),
  language: z.enum(['ru', 'uk', 'en', 'browser']).default('browser'),
  accent: z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour such as #2456d8').nullable().default(null),
  greeting: z.string().trim().max(300).nullable().default(null),
  prechat: z.strictObject({ name: asked.default('optional'), phone: asked.default('optional'), email: asked.default('no') }).default({ name: 'optional', phone: 'optional', email: 'no' }),
  /** False: no files from visitors. */
  files: z.boolean().default(true),
  maxFileMegabytes: z.number().int().min(1).max(25).default(10),
  fileTypes: z.array(z.string().regex(/^[a-z]+\/[a-z0-9.+-]+$/)).max(60).default(IMAGE_AND_OFFICE),
  typingPreview: z.boolean().default(false),
  telegramUrl: z.string().regex(/^https:\/\/t\.me\/[A-Za-z0-9_/?=&-]+$/, 'must be a link such as https://t.me/our_bot').nullable().default(null),
  /** Country of phones typed without a country code. */
  country: z.string().regex(/^[A-Z]{2}$/).optional(),
});
const credentialsSchema = z.strictObject({ identitySecret: z.string().min(32, 'must have at least 32 characters').optional() });

export interface WebchatSettings {
  readonly page: VisitorPage;
  readonly country: string | undefined;
  readonly identitySecret: string | undefined;
}

/** Throws SettingsError that names every key that does not fit. */
export function parseSettings(setup: AdapterSetup): WebchatSettings {
  const settings = settingsSchema.safeParse(setup.settings);
  const credentials = credentialsSchema.safeParse(setup.credentials);
  if (!settings.success || !credentials.success) {
    const problemsOf = (root: string, error: z.ZodError | undefined) =>
      (error?.issues ?? []).map((issue) => ({ path: [root, ...issue.path].join('.'), message: issue.message }));
    throw new SettingsError([...problemsOf('settings', settings.error), ...problemsOf('credentials', credentials.error)]);
  }
  const { files, maxFileMegabytes, fileTypes, country, ...page } = settings.data;
  return {
    page: { ...page, files: files ? { maxBytes: maxFileMegabytes * 1024 * 1024, maxCount: 5, types: fileTypes } : null },
    country,
    identitySecret: credentials.data.identitySecret,
  };
}
