import type { Actor } from '../crm.ts';
import { Invalid } from '../errors.ts';
import type { MessageRow } from '../messages/row.ts';
import type { Tx } from '../transaction.ts';
import type { Id } from '../views.ts';
import { requireMessage } from '../visibility.ts';

/** Whose words stand below ours, under the line that says so. */
export interface Quote {
  readonly messageId: Id;
  readonly heading: string;
  readonly text: string;
  readonly html: string | null;
}

/** A trail longer than this is cut at its older end: the newest letter of it always stays whole. */
const LONGEST = 200_000;

/** A letter that is answered: each line marked, and the trail that it brought along. Throws NotFound, Invalid. */
export async function quoteOf(tx: Tx, actor: Actor, conversationId: Id, wish: { messageId: Id; heading: string }): Promise<Quote> {
  const letter = await letterOf(tx, actor, conversationId, wish.messageId);
  const trail = letter.text.length + (letter.quoted_text?.length ?? 0) <= LONGEST;
  const text = [letter.text, trail ? letter.quoted_text : null].filter(Boolean).join('\n\n');
  const html = pictureless(htmlOf(letter, trail && (letter.html?.length ?? 0) + (letter.quoted_html?.length ?? 0) <= LONGEST * 4));
  return {
    ...wish,
    text: `${wish.heading}\n${text.split('\n').map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`)).join('\n')}`,
    html: `<p>${escaped(wish.heading)}</p><blockquote type="cite" style="margin:0 0 0 8px;border-left:2px solid #cccccc;padding-left:8px">${html}</blockquote>`,
  };
}

/** A letter that is handed on: whole, under the lines that say from whom it came. Throws NotFound, Invalid. */
export async function handedOn(tx: Tx, actor: Actor, conversationId: Id, wish: { messageId: Id; heading: string }): Promise<Quote> {
  const letter = await letterOf(tx, actor, conversationId, wish.messageId);
  return {
    ...wish,
    text: `${wish.heading}\n\n${[letter.text, letter.quoted_text].filter(Boolean).join('\n\n')}`,
    html: `<p>${escaped(wish.heading)}</p><div>${htmlOf(letter, true)}</div>`,
  };
}

/** As a program without HTML shows it: our words, a blank line, the quote. */
export const wholeText = (text: string, quoted: string | null): string => [text, quoted].filter(Boolean).join('\n\n');

/** The same as HTML, with what was kept from loading in our own window loading as the sender meant it. Null: plain words alone. */
export function wholeHtml(message: Pick<MessageRow, 'text' | 'html' | 'quoted_html'>): string | null {
  if (!message.quoted_html) return message.html;
  return `${message.html ?? `<p>${escaped(message.text)}</p>`}<br>${message.quoted_html.replace(/(<img\b[^>]*?) data-src=/g, '$1 src=')}`;
}

async function letterOf(tx: Tx, actor: Actor, conversationId: Id, messageId: Id): Promise<MessageRow> {
  await requireMessage(tx, actor, messageId);
  const letter = await tx.one<MessageRow>("SELECT * FROM message WHERE id = $1 AND conversation_id = $2 AND kind = 'text' AND deleted_at IS NULL", [messageId, conversationId]);
  if (!letter) throw new Invalid('no-such-message', 'The message you quote is not in this conversation.', 'quote');
  return letter;
}

const htmlOf = (letter: MessageRow, trail: boolean): string =>
  `${letter.html ?? `<p>${escaped(letter.text)}</p>`}${trail ? (letter.quoted_html ?? (letter.quoted_text ? `<p>${escaped(letter.quoted_text)}</p>` : '')) : ''}`;

/** Pictures inside the quoted letter are with whoever wrote it; they do not travel back. */
const pictureless = (html: string): string => html.replace(/<img\b[^>]*>/g, (tag) => (/\ssrc="cid:/i.test(tag) ? '' : tag));

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!).replaceAll('\n', '<br>');
