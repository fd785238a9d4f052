import type { SendFailure } from '../contract.ts';
import { SendError } from '../errors.ts';
import type { MailServer } from './settings.ts';
import { explainTls, type TlsProblem } from './tls-failure.ts';

/** What nodemailer tells of a failed transaction; its texts may hold addresses or tokens and are read here only. */
export interface SmtpProblem extends TlsProblem {
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly response?: string | undefined;
}

const RATE = /rate|too (many|fast|frequent)|throttl|limit|quota|4\.7\.(28|650|651)|4\.2\.1|try again later.*(slow|fast)/i;
const RETRY_RATE_MS = 5 * 60_000;

/**
 * Who must act after a failed SMTP transaction. `dotMayHaveLeft`: the end of data may have reached the server, so that without
 * its answer nobody knows whether it took the mail (RFC 5321 4.5.3.2.6). An answer always decides.
 */
export function sendErrorOf(problem: SmtpProblem, dotMayHaveLeft: boolean, server: MailServer): SendError {
  const { responseCode } = problem;
  const response = problem.response ?? '';
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response)?.[0];
  const code = [responseCode, enhanced].filter(Boolean).join(' ') || problem.code || 'network';
  const make = (failure: SendFailure, message: string, retryAfterMs?: number) => new SendError(failure, message, { code, retryAfterMs });
  const loginRefused = problem.code === 'EAUTH' || problem.code === 'ENOAUTH' || problem.code === 'EOAUTH2' || /^AUTH/.test(problem.command ?? '');

  if (responseCode !== undefined && responseCode >= 400 && responseCode < 500) {
    if (RATE.test(response)) return make('rate-limited', 'The mail server asks us to send more slowly.', RETRY_RATE_MS);
    return make('unavailable', 'The mail server cannot take the mail now.');
  }
  if (loginRefused) return make('config', 'The mail server refused our login.');
  const insecure = dotMayHaveLeft ? null : explainTls(problem, server);
  if (insecure) return make('config', insecure);
  if (responseCode !== undefined && responseCode >= 500) return permanent(problem, enhanced ?? '', response, make);
  if (dotMayHaveLeft) return make('unknown-outcome', 'The mail server took the whole mail and did not answer.');
  if (problem.code === 'EMESSAGE' && problem.command === 'MAIL FROM') return make('invalid', 'The mail is larger than the mail server takes.');
  return make('unavailable', 'The mail server cannot be reached.');
}

/** 5xx: the enhanced code tells first (RFC 3463), then the command that was answered. */
function permanent(problem: SmtpProblem, enhanced: string, response: string, make: (failure: SendFailure, message: string) => SendError): SendError {
  const { command = '', responseCode } = problem;
  if (responseCode === 530 || responseCode === 534 || responseCode === 535 || responseCode === 538 || enhanced === '5.7.30' || enhanced === '5.7.8') {
    return make('config', 'The mail server refused our login.');
  }
  if (responseCode === 552 && !/^5\.2\.2/.test(enhanced) || enhanced === '5.3.4') return make('invalid', 'The mail is larger than the mail server takes.');
  if (command === 'MAIL FROM') return make('config', 'The mail server does not let us send from this address.');
  if (command === 'RCPT TO' && /relay/i.test(response)) return make('config', 'The mail server does not pass on mail from us.');
  if (command === 'RCPT TO' || /^5\.1\.|^5\.2\.[12]/.test(enhanced)) return make('recipient', 'The mail server says that this recipient cannot be reached.');
  if (command === 'CONN' || command === 'EHLO' || command === 'HELO') return make('config', 'The mail server does not accept our connection.');
  return make('invalid', 'The mail server refused the content of this mail.');
}
