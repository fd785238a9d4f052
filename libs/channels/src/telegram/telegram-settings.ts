import { z } from 'zod';
import { SettingsError } from '../errors.ts';
import type { AdapterSetup } from '../setup.ts';

export const PUBLIC_API_ROOT = 'https://api.telegram.org/';

const settings = z.strictObject({
  /** Another Bot API server (telegram-bot-api, a proxy). */
  apiRoot: z.url({ protocol: /^https?$/, error: 'An address such as https://api.telegram.org' }).default(PUBLIC_API_ROOT),
  /** `auto`: webhook where there is a public https address, else polling. */
  receive: z.enum(['auto', 'webhook', 'polling']).default('auto'),
  /** Which bot this inbox belongs to. Message ids of another bot would collide with those stored, so a token of another bot is refused. */
  botId: z.string().regex(/^\d+$/, 'Digits only').optional(),
});
const credentials = z.strictObject({ token: z.string().trim().regex(/^\d+:[A-Za-z0-9_-]{20,}$/, 'A token from @BotFather looks like 123456:ABC-DEF…') });

export interface TelegramSettings {
  /** Ends in a slash: telegraf resolves against it and would drop the last part of a path without one. */
  readonly apiRoot: string;
  readonly receive: 'auto' | 'webhook' | 'polling';
  readonly token: string;
  readonly botId: number;
}

/** Throws SettingsError that names every key that does not fit; values are never repeated. */
export function readTelegramSettings(setup: AdapterSetup): TelegramSettings {
  const shown = settings.safeParse(withoutBlanks(setup.settings));
  const secret = credentials.safeParse(setup.credentials);
  const problems = [...problemsOf(shown, 'settings'), ...problemsOf(secret, 'credentials')];
  if (!shown.success || !secret.success) throw new SettingsError(problems);
  const botId = secret.data.token.split(':')[0] ?? '';
  if (shown.data.botId !== undefined && shown.data.botId !== botId) {
    throw new SettingsError([{ path: 'credentials.token', message: 'This token belongs to another bot. Add another inbox for it.' }]);
  }
  return { apiRoot: shown.data.apiRoot.replace(/\/*$/, '/'), receive: shown.data.receive, token: secret.data.token, botId: Number(botId) };
}

/** What a form sends for a field that nobody filled in counts as absent. */
const withoutBlanks = (given: object): object => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null && value !== ''));

function problemsOf(result: z.ZodSafeParseResult<unknown>, root: string): { path: string; message: string }[] {
  return result.success ? [] : result.error.issues.map((issue) => ({ path: [root, ...issue.path].join('.'), message: issue.message }));
}
