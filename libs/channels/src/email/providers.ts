import type { MailServer } from './settings.ts';

export interface Provider {
  readonly name: string;
  readonly domains: readonly RegExp[];
  /** Names of mail exchangers that show that a company's own domain lives at this provider. */
  readonly mx: readonly RegExp[];
  readonly imap: MailServer;
  readonly smtp: MailServer;
  /** iCloud logs in to IMAP by the part before the @. */
  readonly imapUser: 'address' | 'local-part';
  /** What the admin must know before the login works; a key for the settings page. */
  readonly hint: 'app-password' | 'oauth-only' | 'external-password' | 'allow-imap' | null;
}

const tls = (host: string, port: number): MailServer => ({ host, port, security: 'tls' });
const starttls = (host: string, port: number): MailServer => ({ host, port, security: 'starttls' });

/** Mail servers of the usual providers (Thunderbird's ISPDB, the providers' own pages); to add one, add a row. */
export const PROVIDERS: readonly Provider[] = [
  { name: 'Gmail', domains: [/^(gmail|googlemail)\.com$/], mx: [/(^|\.)(google|googlemail)\.com$/], imap: tls('imap.gmail.com', 993), smtp: tls('smtp.gmail.com', 465), imapUser: 'address', hint: 'app-password' },
  { name: 'Outlook.com', domains: [/^(outlook|hotmail|live|msn)\.[a-z.]+$/], mx: [], imap: tls('outlook.office365.com', 993), smtp: starttls('smtp-mail.outlook.com', 587), imapUser: 'address', hint: 'oauth-only' },
  { name: 'Microsoft 365', domains: [/\.onmicrosoft\.com$/], mx: [/\.mail\.protection\.outlook\.com$/, /\.mx\.microsoft$/], imap: tls('outlook.office365.com', 993), smtp: starttls('smtp.office365.com', 587), imapUser: 'address', hint: 'oauth-only' },
  { name: 'Yandex', domains: [/^yandex\.(ru|com|by|kz|ua|uz)$/, /^ya\.ru$/, /^narod\.ru$/], mx: [/(^|\.)yandex\.(net|ru)$/], imap: tls('imap.yandex.com', 993), smtp: tls('smtp.yandex.com', 465), imapUser: 'address', hint: 'app-password' },
  { name: 'Mail.ru', domains: [/^(mail|inbox|list|bk|internet)\.ru$/], mx: [/(^|\.)mail\.ru$/], imap: tls('imap.mail.ru', 993), smtp: tls('smtp.mail.ru', 465), imapUser: 'address', hint: 'external-password' },
  { name: 'Ukr.net', domains: [/^ukr\.net$/], mx: [/(^|\.)ukr\.net$/], imap: tls('imap.ukr.net', 993), smtp: tls('smtp.ukr.net', 465), imapUser: 'address', hint: 'allow-imap' },
  { name: 'iCloud', domains: [/^(icloud|me|mac)\.com$/], mx: [/(^|\.)mail\.icloud\.com$/], imap: tls('imap.mail.me.com', 993), smtp: starttls('smtp.mail.me.com', 587), imapUser: 'local-part', hint: 'app-password' },
  { name: 'Yahoo', domains: [/^(yahoo|ymail|rocketmail)\.[a-z.]+$/], mx: [/(^|\.)yahoodns\.net$/], imap: tls('imap.mail.yahoo.com', 993), smtp: tls('smtp.mail.yahoo.com', 465), imapUser: 'address', hint: 'app-password' },
  { name: 'Rambler', domains: [/^(rambler|lenta|autorambler|myrambler|ro)\.ru$/], mx: [/(^|\.)rambler\.ru$/], imap: tls('imap.rambler.ru', 993), smtp: tls('smtp.rambler.ru', 465), imapUser: 'address', hint: null },
];
