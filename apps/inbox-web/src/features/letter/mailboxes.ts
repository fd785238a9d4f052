/** Addresses as people type and paste them. Nothing of the browser here: tested as it stands. */
import type { MailboxView } from '../../../../../libs/crm-core/src/views.ts';
import { isAddress } from './address.ts';

/**
 * `Anna <a@x.com>, b@y.com; "Shop, Ltd" <c@z.com>` and lists with a line each, one mailbox for each address. What is no address is
 * kept as it was typed, so that it can be mended.
 */
export function readMailboxes(text: string): MailboxView[] {
  const found: MailboxView[] = [];
  for (const part of split(text)) {
    const [, name = '', address] = /^(.*?)<\s*([^<>]*?)\s*>$/s.exec(part) ?? [];
    if (address !== undefined) found.push({ address: address.toLowerCase(), name: name.trim().replace(/^"(.*)"$/s, '$1').trim() || null });
    else if (part.includes('@') && /\s/.test(part)) found.push(...part.split(/\s+/).map((word) => ({ address: word.toLowerCase(), name: null })));
    else found.push({ address: isAddress(part.toLowerCase()) ? part.toLowerCase() : part, name: null });
  }
  return unique(found);
}

/** At commas, semicolons and line ends, but not inside quotes or angle brackets. */
function split(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let bracketed = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === '<') bracketed = true;
    else if (!quoted && sign === '>') bracketed = false;
    if ((sign === '\n' || sign === ';' || sign === ',') && !(quoted && sign !== '\n') && !bracketed) {
      parts.push(part);
      part = '';
      quoted = false;
    } else part += sign;
  }
  return [...parts, part].map((each) => each.trim()).filter(Boolean);
}

export function unique(mailboxes: readonly MailboxView[]): MailboxView[] {
  const seen = new Set<string>();
  return mailboxes.filter(({ address }) => !seen.has(address) && seen.add(address));
}
