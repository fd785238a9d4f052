import { z } from 'zod';
import { SettingsError } from '../errors.ts';
import type { AdapterSetup } from '../setup.ts';

export const TWILIO_API = 'https://api.twilio.com';

/** A phone number in E.164, as Twilio writes and wants it. */
export const E164 = /^\+[1-9]\d{6,14}$/;
const ACCOUNT_SID = /^AC[0-9a-fA-F]{32}$/;

const settingsSchema = z.strictObject({
  phoneNumber: z.string().regex(E164, 'must be a number in E.164, such as +380555000100'),
  accountSid: z.string().regex(ACCOUNT_SID, 'must be an account SID: AC and 32 hex digits'),
  /** Where the REST API answers; another root than Twilio's own serves test beds. */
  apiRoot: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  recordCalls: z.boolean().default(false),
  /** Language of the announcement and of the voicemail greeting. */
  language: z.enum(['ru', 'uk', 'en']).default('en'),
  voicemailGreeting: z.string().trim().max(1000).optional(),
  messagingServiceSid: z.string().regex(/^MG[0-9a-fA-F]{32}$/, 'must be a service SID: MG and 32 hex digits').optional(),
});
const credentialsSchema = z.strictObject({ authToken: z.string().min(1, 'is missing') });

export type AnnouncementLanguage = 'ru' | 'uk' | 'en';
export interface TwilioSettings {
  readonly phoneNumber: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiRoot: string;
  readonly recordCalls: boolean;
  readonly language: AnnouncementLanguage;
  readonly voicemailGreeting: string | null;
  readonly messagingServiceSid: string | null;
}

/** Settings and credentials of one number. Throws SettingsError that names every key that does not fit. */
export function parseSettings(setup: AdapterSetup): TwilioSettings {
  const settings = settingsSchema.safeParse(withoutBlanks(setup.settings));
  const credentials = credentialsSchema.safeParse(setup.credentials);
  if (!settings.success || !credentials.success) throw new SettingsError([...problems(settings), ...problems(credentials)]);
  const { apiRoot, voicemailGreeting, messagingServiceSid, ...rest } = settings.data;
  return {
    ...rest,
    ...credentials.data,
    apiRoot: (apiRoot ?? TWILIO_API).replace(/\/+$/, ''),
    voicemailGreeting: voicemailGreeting ?? null,
    messagingServiceSid: messagingServiceSid ?? null,
  };
}

/** What a form sends for a field nobody filled in counts as absent. */
function withoutBlanks(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined && value !== ''));
}

function problems(result: z.ZodSafeParseResult<unknown>): { path: string; message: string }[] {
  return result.success ? [] : result.error.issues.map((issue) => ({ path: issue.path.join('.') || issue.code, message: issue.message }));
}
