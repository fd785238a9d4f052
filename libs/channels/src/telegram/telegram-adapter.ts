import { createHmac, timingSafeEqual } from 'node:crypto';
import type {
  AcceptedMessage, ChannelHealth, ConnectingChannel, Cursor, DeletingChannel, EditingChannel, ExternalId, LinkingChannel, ListeningChannel, MediaRef, OutboundMessage, RawInbound, SendReceipt, TypingChannel, WebhookChannel, WebhookReply, WebhookRequest,
} from '../contract.ts';
import { ListenError, MediaError, SendError, WebhookRejected } from '../errors.ts';
import type { AdapterDependencies, AdapterSetup } from '../setup.ts';
import { BotApi } from './bot-api.ts';
import { deleteMessage, editMessage } from './change-message.ts';
import { checkTelegram } from './check-telegram.ts';
import { whoAmI } from './discover-telegram.ts';
import { readThreadId } from './external-id.ts';
import { openMedia } from './open-media.ts';
import { parseUpdate } from './parse-update.ts';
import { ALLOWED_UPDATES, keepUpdate, pollUpdates } from './poll-updates.ts';
import { toSendError } from './send-error.ts';
import { sendMessage, TELEGRAM_CAPABILITIES } from './send-message.ts';
import { PUBLIC_API_ROOT, readTelegramSettings } from './telegram-settings.ts';
import { update } from './update.ts';

export type TelegramAdapter = WebhookChannel & ListeningChannel & ConnectingChannel & TypingChannel & LinkingChannel & EditingChannel & DeletingChannel;

const SECRET_HEADER = 'x-telegram-bot-api-secret-token';
const CALL_TIMEOUT_MS = 15_000;

/** One bot. Throws SettingsError. https://core.telegram.org/bots/api */
export function createTelegramAdapter(setup: AdapterSetup, dependencies: AdapterDependencies): TelegramAdapter {
  const settings = readTelegramSettings(setup);
  const { inboxId, signingKey, fetch, now, log } = dependencies;
  const api = new BotApi(settings.token, settings.apiRoot);
  const closing = new AbortController();
  // Derived, so that there is nothing to store and every process knows it. 43 characters of the permitted alphabet.
  const secretToken = createHmac('sha256', signingKey).update(`telegram-webhook:${inboxId}:${settings.botId}`).digest('base64url');
  let pausedUntil = 0;

  /** Telegram's own servers call public https addresses only; a Bot API server of one's own calls any. */
  const usable = (webhookUrl: string | null): string | null => {
    if (webhookUrl === null || settings.receive === 'polling') return null;
    return settings.receive === 'webhook' || settings.apiRoot !== PUBLIC_API_ROOT || webhookUrl.startsWith('https://') ? webhookUrl : null;
  };
  /** A root that a person typed must not lead into our own network. */
  const allowed = async (): Promise<void> => {
    if (settings.apiRoot === PUBLIC_API_ROOT) return;
    const { hostname, port, protocol } = new URL(settings.apiRoot);
    await dependencies.checkHost(hostname, Number(port) || (protocol === 'https:' ? 443 : 80)).catch((error: unknown) => {
      if (['ENOTFOUND', 'EAI_AGAIN'].includes(String((error as { code?: unknown }).code))) throw new SendError('unavailable', 'The name of the Bot API server cannot be resolved.');
      throw new SendError('config', 'The address of the Bot API server is not allowed.');
    });
  };

  return {
    kind: 'telegram',
    capabilities: [TELEGRAM_CAPABILITIES],
    listens: usable(dependencies.webhookUrl) === null,

    receive(request: WebhookRequest) {
      const given = Buffer.from(request.headers[SECRET_HEADER] ?? '');
      const wanted = Buffer.from(secretToken);
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new WebhookRejected(401, 'The secret token of the webhook does not fit.');
      const raw = keepUpdate(readUpdate(request.rawBody), settings.botId, request.receivedAt);
      return { raw: [raw], reply: (): WebhookReply => ({ status: 200, headers: {}, body: '' }) };
    },

    parse(raw: RawInbound) {
      return Promise.resolve().then(() => parseUpdate(raw, settings.botId));
    },

    async send(message: OutboundMessage, signal: AbortSignal): Promise<SendReceipt> {
      try {
        // Telegram's patience is one for the whole bot: knocking again while it waits makes it wait longer.
        const waitMs = pausedUntil - now().getTime();
        if (waitMs > 0) throw new SendError('rate-limited', 'Telegram asked us to slow down.', { code: '429', retryAfterMs: waitMs });
        await allowed();
        return await sendMessage(api, message, AbortSignal.any([signal, closing.signal]));
      } catch (error) {
        const failure = toSendError(error);
        if (failure.retryAfterMs !== undefined) pausedUntil = Math.max(pausedUntil, now().getTime() + failure.retryAfterMs);
        throw failure;
      }
    },

    async edit(message: AcceptedMessage, text: string, _changeId: string, signal: AbortSignal) {
      await allowed();
      await editMessage(api, message, text, AbortSignal.any([signal, closing.signal])).catch(rejected);
    },

    async remove(message: AcceptedMessage, _changeId: string, signal: AbortSignal) {
      await allowed();
      await deleteMessage(api, message, AbortSignal.any([signal, closing.signal])).catch(rejected);
    },

    async openMedia(ref: MediaRef) {
      await allowed().catch((error: unknown) => {
        throw new MediaError((error as SendError).message, false);
      });
      return openMedia(api, ref, fetch);
    },

    async listen(_from: Cursor | null, deliver, signal, report = () => undefined) {
      await allowed().catch((error: unknown) => {
        if ((error as SendError).failure === 'config') throw new ListenError((error as SendError).message);
      });
      await pollUpdates(api, settings.botId, deliver, AbortSignal.any([signal, closing.signal]), report, dependencies);
    },

    async connect(webhookUrl: string | null) {
      await allowed();
      const url = usable(webhookUrl);
      const payload = url === null ? {} : { url, secret_token: secretToken, allowed_updates: ALLOWED_UPDATES, max_connections: 20 };
      await api.call(url === null ? 'deleteWebhook' : 'setWebhook', payload, { timeoutMs: CALL_TIMEOUT_MS, signal: closing.signal }).catch((error: unknown) => {
        const failure = toSendError(error);
        const refused = failure.failure === 'config' || failure.failure === 'invalid';
        throw new SendError(refused ? 'config' : 'unavailable', failure.message, { code: failure.code, retryAfterMs: failure.retryAfterMs });
      });
    },

    /** https://core.telegram.org/bots/features#deep-linking */
    async startLink(parameter: string, signal: AbortSignal) {
      await allowed();
      const { username } = await whoAmI(api, AbortSignal.any([signal, closing.signal]));
      return `https://t.me/${username}?start=${encodeURIComponent(parameter)}`;
    },

    async typing(externalThreadId: ExternalId) {
      const thread = readThreadId(externalThreadId);
      if (!thread) return;
      const payload = {
        chat_id: thread.chatId, action: 'typing',
        ...(thread.businessConnectionId ? { business_connection_id: thread.businessConnectionId } : {}),
        ...(thread.topicId === undefined ? {} : { message_thread_id: thread.topicId }),
      };
      await allowed().then(() => api.call('sendChatAction', payload, { timeoutMs: 5_000, signal: closing.signal })).catch((error: unknown) => log('debug', 'typing was not shown', { reason: toSendError(error).failure }));
    },

    check: (): Promise<ChannelHealth> => checkTelegram(api, allowed, usable(dependencies.webhookUrl), now),

    close() {
      closing.abort();
      return Promise.resolve();
    },
  };
}

const rejected = (error: unknown): never => {
  throw toSendError(error);
};

/** What Telegram posts is always one JSON object with an update_id; its content is judged by `parse`, after it has been kept. */
function readUpdate(body: Buffer): { update_id: number } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new WebhookRejected(400, 'The body is not JSON in UTF-8.');
  }
  if (!isUpdate(json)) throw new WebhookRejected(400, 'The body is no Telegram update: update_id is missing.');
  return json;
}

const isUpdate = (json: unknown): json is { update_id: number } => update.safeParse(json).success;
