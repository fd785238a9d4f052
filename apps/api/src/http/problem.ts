import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { SettingsError, WebhookRejected } from '#channels';
import { CrmError, Invalid, OutdatedThread, type Problem } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { FileMissing, FilesAway, FilesRefused, FileTooLarge } from '../media/file-store.ts';
import { InputRefused } from './input.ts';

/** A refusal that is the process's own and not the core's: not signed in, too many attempts, foreign origin. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | undefined;
  constructor(status: number, code: string, message: string, retryAfterSeconds?: number) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Connection refused or lost, server starting or stopping, too many connections, disk full: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const AWAY = /^(08|57P|53)|^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const AWAY_WORDS = /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|Query read timeout|Driver not Connected|connection is not established/i;

/** Nothing was acknowledged and the same request may succeed in a moment. */
export function databaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.name === 'Unavailable') return true;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && AWAY.test(code)) || AWAY_WORDS.test(error.message) || (error instanceof AggregateError && error.errors.some(databaseAway));
}

/** PostgreSQL's class 22, data exception: a forged cursor, a number beyond its type. The request is at fault. */
const unstorable = (error: unknown): boolean => error instanceof Error && /^22[0-9A-Z]{3}$/.test(String((error as { code?: unknown }).code));

/** One rule from error to RFC 9457 answer; whatever is not known is a 500 that says nothing of the inside. */
export function problemOf(error: unknown): Problem {
  const make = (status: number, code: string, detail: string, rest: Partial<Problem> = {}): Problem => ({ type: 'about:blank', title: TITLES[status] ?? 'Error', status, code, detail, ...rest });
  if (databaseAway(error)) return make(503, 'unavailable', 'The database cannot be reached. Nothing was lost; try again in a moment.');
  if (error instanceof OutdatedThread) return make(409, error.code, error.message, { news: [...error.news], version: error.version });
  if (error instanceof Invalid) return make(error.status, error.code, error.message, error.path ? { errors: [{ path: error.path, message: error.message }] } : {});
  if (error instanceof CrmError) return make(error.status, error.code, error.message);
  if (error instanceof InputRefused) return make(400, 'bad-request', error.message, { errors: [...error.errors] });
  if (error instanceof SettingsError) return make(422, 'bad-settings', 'Some settings do not fit.', { errors: [...error.problems] });
  if (error instanceof FileTooLarge) return make(413, 'too-large', error.message);
  if (error instanceof FileMissing) return make(404, 'not-found', error.message);
  if (error instanceof FilesAway) return make(503, 'files-unavailable', 'The file store cannot be reached. Nothing was lost; try again in a moment.');
  if (error instanceof FilesRefused) return make(503, 'files-unavailable', 'The file store refuses us; an administrator must look at its settings.');
  if (error instanceof Refused) return make(error.status, error.code, error.message);
  if (error instanceof WebhookRejected) return make(error.status, 'webhook-rejected', error.message);
  if (error instanceof HttpException) return make(error.getStatus(), CODES[error.getStatus()] ?? 'error', error.message);
  // Fastify's own: body too large, broken JSON, unsupported media type.
  const { statusCode, code } = error as { statusCode?: number; code?: string };
  if (statusCode && statusCode >= 400 && statusCode < 500) return make(statusCode, CODES[statusCode] ?? 'bad-request', code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? 'The body is too large.' : (error as Error).message);
  if (unstorable(error)) return make(400, 'bad-value', 'Something in the request is not a value that can be kept or looked for.');
  return make(500, 'internal', 'Something went wrong on our side. It has been logged.');
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request', 401: 'Not signed in', 403: 'Not allowed', 404: 'Not found', 405: 'Method not allowed', 409: 'Conflict', 410: 'Gone', 413: 'Too large', 415: 'Unsupported media type',
  422: 'Cannot be carried out', 429: 'Too many attempts', 500: 'Internal error', 503: 'Unavailable',
};
const CODES: Readonly<Record<number, string>> = { 400: 'bad-request', 401: 'not-signed-in', 403: 'forbidden', 404: 'not-found', 405: 'method-not-allowed', 413: 'too-large', 415: 'unsupported-media-type', 503: 'unavailable' };

/** Sends it; logs what only we can mend. */
export async function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): Promise<void> {
  const problem = problemOf(error);
  if (unstorable(error)) log.warn({ err: error, route: request.routeOptions?.url }, 'request holds what the database refuses');
  if (problem.status === 500) log.error({ err: error, route: request.routeOptions?.url }, 'request failed');
  else if (problem.status === 503) log.warn({ err: error, route: request.routeOptions?.url }, 'request refused while the database or the file store is away');
  if (reply.sent) return;
  if (problem.status === 503) reply.header('retry-after', '2');
  if (error instanceof Refused && error.retryAfterSeconds) reply.header('retry-after', String(error.retryAfterSeconds));
  await reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').header('cache-control', 'no-store').send(JSON.stringify(problem));
}

@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly log: Log;
  constructor(log: Log) {
    this.log = log;
  }
  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const http = host.switchToHttp();
    await sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.log);
  }
}
