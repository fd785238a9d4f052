import { SendError } from '../errors.ts';
import { BotApi } from './bot-api.ts';
import { toSendError } from './send-error.ts';
import { PUBLIC_API_ROOT, readTelegramSettings } from './telegram-settings.ts';

export interface DiscoveredBot {
  readonly botId: string;
  readonly name: string;
  readonly username: string;
}

/** Who the bot of a token is, for the settings page. Rejects with SettingsError (not a token) or SendError (config: revoked; unavailable). */
export async function discoverTelegram(token: string, apiRoot: string = PUBLIC_API_ROOT, signal?: AbortSignal): Promise<DiscoveredBot> {
  const settings = readTelegramSettings({ settings: { apiRoot }, credentials: { token } });
  return whoAmI(new BotApi(settings.token, settings.apiRoot), signal);
}

export async function whoAmI(api: BotApi, signal?: AbortSignal): Promise<DiscoveredBot> {
  const me = (await api.call('getMe', {}, { timeoutMs: 10_000, ...(signal ? { signal } : {}) }).catch((error: unknown) => {
    const failure = toSendError(error);
    // Asking has no outcome that could be unknown.
    throw failure.failure === 'unknown-outcome' ? new SendError('unavailable', 'Telegram did not answer.') : failure;
  })) as { id?: unknown; first_name?: unknown; username?: unknown };
  if (typeof me.id !== 'number' || typeof me.username !== 'string') throw new SendError('unavailable', 'Telegram did not say which bot this is.');
  return { botId: String(me.id), name: typeof me.first_name === 'string' ? me.first_name : me.username, username: me.username };
}
