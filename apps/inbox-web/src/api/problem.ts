import type { Problem } from '../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../i18n/index.ts';
import { inOwnWords, translateSaid } from '../i18n/said.ts';

/** The server refused: its stable code, and what it said about it. */
export class ApiError extends Error {
  readonly problem: Problem;
  /** When asking again makes sense, where the server told. */
  readonly retryAfterSeconds: number | null;
  constructor(problem: Problem, retryAfterSeconds: number | null = null) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
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
  'wrong-password': 'problem.wrongPassword',
  'link-used': 'auth.linkUsed',
  'email-taken': 'problem.emailTaken',
  'forwarding-taken': 'problem.forwardingTaken',
  'last-admin': 'problem.lastAdmin',
  'name-taken': 'problem.nameTaken',
  'sku-taken': 'problem.skuTaken',
  'code-taken': 'problem.codeTaken',
  'too-late': 'problem.tooLate',
  'bad-code': 'problem.badCode',
  'mention-blind': 'problem.mentionBlind',
  unavailable: 'problem.unavailable',
  internal: 'problem.internal',
  'too-soon': 'later.notUnderstood',
  'bad-recipient': 'letter.badAddress',
  'not-arrived': 'change.notArrived',
  'change-pending': 'change.pending',
  'in-parts': 'problem.inParts',
  'changed-meanwhile': 'problem.changedMeanwhile',
  'nothing-to-undo': 'problem.nothingToUndo',
  'no-label': 'problem.noLabel',
  'fields-missing': 'deal.fieldsMissing',
  'stage-in-use': 'deal.stageInUse',
  'pipeline-in-use': 'deal.pipelineInUse',
  'deal-ended': 'deal.hasEnded',
  'past-day': 'problem.pastTime',
  'stage-gone': 'deal.stageGone',
  'lead-ended': 'deal.leadEnded',
  'same-name': 'problem.nameTaken',
  'past-time': 'problem.pastTime',
  'empty-file': 'import.emptyFile',
  'no-sku-column': 'import.noSkuColumn',
  'too-many-lines': 'import.tooManyLines',
  overpaid: 'payment.overpaid',
  'order-cancelled': 'payment.orderCancelled',
  'too-many': 'problem.tooMany',
  'handed-over': 'absence.already',
  'deputy-away': 'absence.deputyAway',
  'steps-order': 'alarmRules.stepsOrder',
  'alarm-taken': 'alarm.taken',
  'alarm-over': 'alarm.over',
  'address-taken': 'problem.addressTaken',
  'bad-value': 'person.badValue',
  group: 'merge.notGroup',
  'address-refused': 'webhook.addressRefused',
  'bad-url': 'webhook.badUrl',
  'no-event-types': 'webhook.noTypes',
  'endpoint-disabled': 'webhook.disabled',
};

/** Says in the person's language what went wrong and what helps. */
export function describeError(error: unknown): string {
  if (error instanceof Unreachable) return t('problem.unreachable');
  if (!(error instanceof ApiError)) return t('problem.unexpected');
  if (error.problem.code === 'too-many-attempts' && error.retryAfterSeconds !== null) return t('problem.tooManyAttemptsFor', { n: Math.ceil(error.retryAfterSeconds / 60) });
  const id = known[error.problem.code];
  if (id) return t(id);
  if (error.problem.status === 403) return t('problem.forbidden');
  if (error.problem.status === 404) return t('problem.notFound');
  if (error.problem.status === 503) return t('problem.unavailable');
  const fields = error.problem.errors?.map((field) => translateSaid(field.message) ?? (field.path ? `${field.path}: ${field.message}` : field.message)).join('; ');
  return fields || inOwnWords(error.problem.detail ?? '') || error.problem.title || t('problem.unexpected');
}
