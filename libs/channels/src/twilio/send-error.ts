import twilio from 'twilio';
import { SendError } from '../errors.ts';
import { failureOfAnswer } from './failures.ts';
import { NoAnswer } from './transport.ts';

/** Twilio names no time with its 429; it advises to begin with a fraction of a second and to double. */
const PATIENCE_MS = 1_000;

/** Whatever went wrong in a REST call, in our words; nothing of the vendor's own text, which may hold a customer's number. */
export function sendErrorOf(error: unknown): SendError {
  if (error instanceof SendError) return error;
  if (error instanceof NoAnswer) {
    return error.complete
      ? new SendError('unknown-outcome', 'Twilio did not answer; it may have been sent.')
      : new SendError('unavailable', 'Twilio cannot be reached.');
  }
  if (error instanceof twilio.RestException || isProblem(error)) {
    const { status, code } = error;
    const { kind, message } = failureOfAnswer(status, code);
    return new SendError(kind, message, { code: code === undefined ? `HTTP ${status}` : String(code), retryAfterMs: kind === 'rate-limited' ? PATIENCE_MS : undefined });
  }
  // The answer was 2xx and not JSON, or the SDK stumbled over it: it was taken, and we do not know as what.
  return new SendError('unknown-outcome', 'Twilio answered something unreadable; it may have been sent.');
}

/** RFC 9457 answers of newer products: the SDK's TwilioServiceException, which it does not export. */
function isProblem(error: unknown): error is { status: number; code: number | undefined } {
  return error instanceof Error && typeof (error as { status?: unknown }).status === 'number';
}

/** The same for requests that only ask: none of them has an unknown outcome, they may simply be made again. */
export function readErrorOf(error: unknown): SendError {
  const known = sendErrorOf(error);
  return known.failure === 'unknown-outcome' ? new SendError('unavailable', 'Twilio did not answer.', { code: known.code }) : known;
}
