import { createHash } from 'node:crypto';

/**
 * Fields that servers on the way add or change: two copies of one mail (by IMAP and by SMTP, moved, re-appended, in two
 * mailboxes' copies of one delivery) differ in them alone.
 */
const TRACE = /^(received|return-path|delivered-to|x-original-to|x-received|envelope-to|delivery-date|received-spf|authentication-results|arc-[\w-]+|dkim-filter|x-spam[\w-]*|x-rspamd[\w-]*|x-virus[\w-]*|x-gm-[\w-]+|x-google-smtp-source|x-yandex-[\w-]+|x-ya[\w-]*|x-mailru-[\w-]+|x-ms-exchange-[\w-]+|x-forefront-[\w-]+|x-microsoft-antispam[\w-]*|x-forwarded-[\w-]+|x-uid|x-uidl|uid|status|x-status|x-keywords|x-mozilla-[\w-]+|content-length|lines|x-evolution[\w-]*|x-dovecot[\w-]*)\s*:/i;

/** SHA-256 of a mail without its trace headers and without regard to line ends; the key under which one mail is one message. */
export function mailHash(raw: Buffer): string {
  const hash = createHash('sha256');
  let position = raw.toString('latin1', 0, 5) === 'From ' ? raw.indexOf(0x0a) + 1 : 0;
  let keeping = true;
  while (position < raw.length) {
    const newline = raw.indexOf(0x0a, position);
    const next = newline < 0 ? raw.length : newline + 1;
    let end = newline < 0 ? raw.length : newline;
    if (end > position && raw[end - 1] === 0x0d) end--;
    if (end === position) break;
    const folded = raw[position] === 0x20 || raw[position] === 0x09;
    if (!folded) keeping = !TRACE.test(raw.toString('latin1', position, Math.min(end, position + 64)));
    if (keeping) hash.update(raw.subarray(position, end)).update('\n');
    position = next;
  }
  let end = raw.length;
  while (end > position && (raw[end - 1] === 0x0a || raw[end - 1] === 0x0d)) end--;
  const body = raw.subarray(position, Math.max(position, end));
  hash.update('\n');
  if (body.indexOf('\r\n') < 0) hash.update(body);
  else hash.update(Buffer.from(body.toString('latin1').replace(/\r\n/g, '\n'), 'latin1'));
  return hash.digest('hex');
}
