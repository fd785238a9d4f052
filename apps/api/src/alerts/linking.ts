import { isLinkingChannel, SendError } from '#channels';
import { Invalid, type Crm } from '#crm-core';
import type { LiveAdapters } from '../channels/live-adapters.ts';
import { Refused } from '../http/problem.ts';
import { newLinkCode } from './link-code.ts';

const GOOD_FOR_MS = 30 * 60_000;
const ASK_MS = 10_000;

/** Gives a person the link by which they become reachable in their own messenger. */
export interface Linking {
  /** Throws Invalid `no-bot` when no channel can link, Refused 503 when the vendor does not say who we are. */
  link(userId: string): Promise<{ url: string; expiresAt: string }>;
}

export function createLinking(parts: { crm: Crm; adapters: LiveAdapters; now: () => Date }): Linking {
  const { crm, adapters, now } = parts;
  return {
    async link(userId) {
      const able = (await adapters.all()).filter(({ adapter }) => isLinkingChannel(adapter));
      if (!able.length) throw new Invalid('no-bot', 'No Telegram bot is connected. An administrator connects one in the settings of channels.');
      const { code, hash } = newLinkCode();
      const url = await firstOf(able.map(({ inbox }) => inbox.id), code, adapters);
      const expiresAt = new Date(now().getTime() + GOOD_FOR_MS);
      await crm.sessions.oneTime.issue({ tokenHash: hash, purpose: 'telegram-link', userId, expiresAt });
      return { url, expiresAt: expiresAt.toISOString() };
    },
  };
}

/** A bot whose token was revoked must not hide one that works. */
async function firstOf(inboxIds: readonly string[], code: string, adapters: LiveAdapters): Promise<string> {
  for (const id of inboxIds) {
    try {
      return await adapters.use(id, ({ adapter }) => (isLinkingChannel(adapter) ? adapter.startLink(code, AbortSignal.timeout(ASK_MS)) : Promise.reject(new SendError('unavailable', 'Replaced meanwhile.'))));
    } catch (error) {
      if (!(error instanceof SendError)) throw error;
    }
  }
  throw new Refused(503, 'unavailable', 'Telegram does not answer for the connected bot. Try again in a moment, or ask an administrator to look at the channel.');
}
