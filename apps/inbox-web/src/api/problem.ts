import type { Problem } from '../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../i18n/index.ts';

/** The server refused: its stable code, and what it said about it. */
export class ApiError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }
}

/** The server was not reached at all, or did not answer in time: nothing is known about the outcome. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause });
    this.name = 'Unreachable';
  }
}

const known: Record<string, MessageId> = {
  'bad-credentials': 'problem.badCredentials',
  'too-many-attempts': 'problem.tooManyAttempts',
  'outdated-thread': 'problem.outdatedThread',
  'opted-out': 'problem.optedOut',
  forbidden: 'problem.forbidden',
  'not-found': 'problem.notFound',
  'weak-password': 'problem.weakPassword',
  'bad-phone': 'problem.badPhone',
  'no-phone': 'problem.noPhone',
  'no-recipient': 'problem.noRecipient',
  'no-line': 'problem.noLine',
  unavailable: 'problem.unavailable',
};

/** Says in the person's language what went wrong and what helps. */
export function describeError(error: unknown): string {
  if (error instanceof Unreachable) return t('problem.unreachable');
  if (!(error instanceof ApiError)) return t('problem.unexpected');
  const id = known[error.problem.code];
  if (id) return t(id);
  if (error.problem.status === 403) return t('problem.forbidden');
  if (error.problem.status === 404) return t('problem.notFound');
  if (error.problem.status === 503) return t('problem.unavailable');
  const fields = error.problem.errors?.map((field) => (field.path ? `${field.path}: ${field.message}` : field.message)).join('; ');
  return fields || error.problem.detail || error.problem.title || t('problem.unexpected');
}
