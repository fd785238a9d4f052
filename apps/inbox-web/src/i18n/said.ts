/** What a channel said about itself, in the person's language. */
import { t, type MessageId } from './index.ts';

/** The adapters' own sentences; `{name}` stands for what differs. What is in none of the rows is shown as it came. */
export const sentences: readonly (readonly [said: string, id: MessageId])[] = [
  ['The mail server refuses the login. Some providers need an app password.', 'said.mailLogin'],
  ['The mail server refuses the login of this inbox. Check user and password.', 'said.mailLogin'],
  ['The mail server refuses the login.', 'said.mailLogin'],
  ['The mail server refused our login.', 'said.mailLogin'],
  ['The mail server cannot be reached with this address, port and security.', 'said.mailReach'],
  ['The mail server cannot be reached.', 'said.mailReach'],
  ['The mail server’s address is not allowed or cannot be resolved.', 'said.mailHost'],
  ['{host} offers no secure connection on port {port} with {kind}. Choose another port or another kind of security.', 'said.mailSecure'],
  ['The certificate of the mail server is for another name than {host}. Enter the own name of the server, or have its operator put this one into the certificate.', 'said.mailCertName'],
  ['The certificate of {host} is out of date. The operator of the mail server must renew it (or the clock of this machine is wrong).', 'said.mailCertOver'],
  ['The certificate of {host} comes from nobody this machine trusts. Its operator must install a public one, or whoever runs Okno names its authority in NODE_EXTRA_CA_CERTS.', 'said.mailCertUntrusted'],
  ['The mail server does not accept our connection.', 'said.mailRefuses'],
  ['The mail server cannot take the mail now.', 'said.mailBusy'],
  ['The mail server does not let us send from this address.', 'said.mailSender'],
  ['The connection to the mail server was lost and is being made anew.', 'said.mailLost'],
  ['Mail cannot be stored at the moment; it waits on the mail server.', 'said.mailWaits'],
  ['The folder {folder} cannot be opened.', 'said.mailFolder'],
  ['is not an e-mail address', 'said.mailAddress'],
  ['is not a host name', 'said.host'],
  ['Telegram does not accept the token of this bot; an admin must renew it.', 'said.botToken'],
  ['Telegram does not accept the token of this bot any more.', 'said.botToken'],
  ['Another program receives the messages of this bot: stop it, or take another bot.', 'said.botElsewhere'],
  ['A message could not be stored; Telegram keeps it meanwhile.', 'said.telegramWaits'],
  ['Telegram asks us to slow down.', 'said.telegramSlow'],
  ['A token from @BotFather looks like 123456:ABC-DEF…', 'said.botTokenShape'],
  ['This token belongs to another bot. Add another inbox for it.', 'said.otherBot'],
  ['Telegram cannot be reached: {reason}.', 'said.telegramReach'],
  ['Telegram did not answer: {reason}.', 'said.telegramReach'],
  ['Telegram did not answer.', 'said.telegramSilent'],
  ['Telegram cannot deliver: {reason}', 'said.telegramDeliver'],
  ['Twilio refused the account SID or the auth token. An admin must enter them anew.', 'said.twilioToken'],
  ['The Twilio account is suspended or not fully set up.', 'said.twilioSuspended'],
  ['Twilio does not know this account or number.', 'said.twilioUnknown'],
  ['The account has no number {number}.', 'said.twilioNoNumber'],
  ['The Twilio account has no number {number}.', 'said.twilioNoNumber'],
  ['must be an account SID: AC and 32 hex digits', 'said.twilioSid'],
  ['The address of the Twilio API is not allowed or cannot be resolved. An admin must check it.', 'said.apiRoot'],
  ['must be an http or https address', 'said.url'],
  ['An address such as https://api.telegram.org', 'said.url'],
  ['must be an http(s) URL', 'said.url'],
  ['The messenger cannot be reached; nothing was sent.', 'said.bridgeReach'],
  ['The messenger took the message and did not answer; it may have been sent.', 'said.bridgeReach'],
  ['The outbound URL answers {status}. An admin checks the URL and the secret of this inbox.', 'said.bridgeRefuses'],
  ['The messenger failed ({status}).', 'said.bridgeFailed'],
  ['must be lower-case letters, digits and dashes', 'said.namespace'],
  ['must be whsec_ and at least 24 random bytes in base64: `openssl rand -base64 32`', 'said.key'],
  ['must be an origin such as https://shop.example', 'said.site'],
  ['must have at least 32 characters', 'said.identitySecret'],
  ['No answer within {n} s.', 'said.late'],
  // Why something that came in was kept without being understood.
  ['This was kept without the address it came to.', 'said.withoutAddress'],
  ['The form of a message names no MessageSid or no From.', 'said.smsUnnamed'],
  ['The form of a receipt names no MessageSid or no MessageStatus.', 'said.receiptUnnamed'],
  ['The form of a call names no CallSid.', 'said.callUnnamed'],
  ['The raw event does not say which visitor wrote it.', 'said.visitorUnnamed'],
  ['The mail is empty.', 'said.mailEmpty'],
  ['The mail server does not give this mail.', 'said.mailNotGiven'],
  ['The body is not JSON in UTF-8.', 'said.notJson'],
];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const patterns = sentences.map(([said, id]) => ({ id, pattern: new RegExp(`^${escaped(said).replace(/\\\{(\w+)\\\}/g, '(?<$1>.+)')}$`) }));

/** The sentence in the person's language, or null when it is none of the adapters' own. */
export function translateSaid(said: string): string | null {
  for (const { id, pattern } of patterns) {
    const match = pattern.exec(said);
    if (match) return t(id, match.groups ?? {});
  }
  return null;
}

export const inOwnWords = (said: string): string => translateSaid(said) ?? said;

/** Steps of a check as the adapters name them. */
const steps: Readonly<Record<string, MessageId>> = {
  'IMAP login': 'check.imap',
  'SMTP login': 'check.smtp',
  'SMTP connection': 'check.smtpConnection',
  token: 'check.token',
  receiving: 'check.receiving',
  webhooks: 'check.webhook',
  account: 'check.account',
  number: 'check.number',
  answer: 'check.answer',
  outbound: 'check.outbound',
  sites: 'check.sites',
  identity: 'check.identity',
};
export function stepName(name: string): string {
  const id = steps[name];
  return id ? t(id) : name;
}

/** Why an inbox does not work, as it is kept: `step: sentence`, or the sentence alone. Ends like a sentence. */
export function troubleInOwnWords(detail: string): string {
  const at = detail.indexOf(': ');
  const name = at > 0 ? detail.slice(0, at) : '';
  const words = steps[name] ? `${stepName(name)}: ${inOwnWords(detail.slice(at + 2))}` : inOwnWords(detail);
  return words.replace(/[.\s]*$/, '.');
}
