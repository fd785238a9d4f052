import type { SendFailure } from './contract.ts';

/** Whatever a vendor's library puts into an error may hold a token or a customer's words; only `message` of ours leaves an adapter. */
abstract class ChannelError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The request is not from the vendor (401/403) or cannot be read (400/413). Nothing is kept. */
export class WebhookRejected extends ChannelError {
  readonly status: 400 | 401 | 403 | 413;
  constructor(status: 400 | 401 | 403 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/** The one error `send` and `call` reject with. Only rate-limited and unavailable may be retried by the machine. */
export class SendError extends ChannelError {
  readonly failure: SendFailure;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(failure: SendFailure, message: string, details: { code?: string | undefined; retryAfterMs?: number | undefined } = {}) {
    super(message);
    this.failure = failure;
    this.code = details.code;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Media could not be fetched. `final`: asking again will not help. */
export class MediaError extends ChannelError {
  readonly final: boolean;
  constructor(message: string, final: boolean) {
    super(message);
    this.final = final;
  }
}

/** A listener that a person must mend: wrong password, revoked token, two pollers on one bot. */
export class ListenError extends ChannelError {}

/** Settings or credentials that do not fit; `problems` names each key. Admin acts. */
export class SettingsError extends ChannelError {
  readonly problems: readonly { readonly path: string; readonly message: string }[];
  constructor(problems: readonly { path: string; message: string }[]) {
    super(problems.map((p) => `${p.path}: ${p.message}`).join('; '));
    this.problems = problems;
  }
}
