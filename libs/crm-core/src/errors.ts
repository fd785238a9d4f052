import type { MessageView } from './views.ts';

/** Errors of the core; apps/api answers each with one HTTP status. `code` is stable and translated on the screen. */
export abstract class CrmError extends Error {
  abstract readonly status: number;
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = new.target.name;
    this.code = code;
  }
}

/** Also for what the actor may not see: existence is not told. */
export class NotFound extends CrmError {
  readonly status = 404;
  constructor(thing: string) {
    super('not-found', `No such ${thing}.`);
  }
}

/** The actor sees the thing but may not do this to it. */
export class Forbidden extends CrmError {
  readonly status = 403;
  constructor(message: string) {
    super('forbidden', message);
  }
}

/** The input cannot be carried out as it stands; the author acts. Codes: 'opted-out', 'too-long', 'no-recipient', … */
export class Invalid extends CrmError {
  readonly status = 422;
  readonly path: string | undefined;
  constructor(code: string, message: string, path?: string) {
    super(code, message);
    this.path = path;
  }
}

/** Somebody else was faster, or the same key came with another content. */
export class Conflict extends CrmError {
  readonly status = 409;
}

/** A reply to a thread its author has not seen to the end. The text stays with the author; `news` is what came since. */
export class OutdatedThread extends Conflict {
  readonly news: readonly MessageView[];
  readonly version: number;
  constructor(news: readonly MessageView[], version: number) {
    super('outdated-thread', 'Something new came in this conversation since you opened it.');
    this.news = news;
    this.version = version;
  }
}

/** PostgreSQL is away or full: nothing was acknowledged; the caller says 503 and the provider tries again. */
export class Unavailable extends CrmError {
  readonly status = 503;
  constructor(cause: unknown) {
    super('unavailable', 'The database cannot be reached.');
    this.cause = cause;
  }
}
