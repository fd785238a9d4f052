import type { ChannelAdapter, ChannelHealth } from '#channels';

/** A check talks to several servers in turn; longer than this nobody looks at a spinner. */
export const CHECK_MS = 30_000;

/** `check` never rejects by contract; a hanging vendor must not hang the page. */
export async function within(adapter: ChannelAdapter): Promise<ChannelHealth> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<ChannelHealth>((done) => {
    timer = setTimeout(() => done({ ok: false, steps: [{ name: 'answer', ok: false, detail: `No answer within ${CHECK_MS / 1000} s.`, milliseconds: CHECK_MS }] }), CHECK_MS);
  });
  return Promise.race([adapter.check(), late]).finally(() => clearTimeout(timer));
}

/** What is kept of a check: all well, or the first step that is not. */
export function healthOf(health: ChannelHealth): { ok: boolean; detail?: string } {
  const failed = health.steps.find((step) => !step.ok);
  return { ok: health.ok, ...(failed ? { detail: [failed.name, failed.detail].filter(Boolean).join(': ') } : {}) };
}
