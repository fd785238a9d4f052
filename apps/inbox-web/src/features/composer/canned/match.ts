import type { CannedReplyView, Locale } from '../../../../../../libs/crm-core/src/views.ts';
import { layoutReadings } from '../../../i18n/keyboard-layouts.ts';

/** The words of a reply for somebody of this language: theirs, else the company's, else whatever there is. */
export function wordsFor(reply: CannedReplyView, contactLanguage: string | null, companyLanguage: Locale): string {
  const asked = contactLanguage?.slice(0, 2).toLowerCase() ?? '';
  const { texts } = reply;
  return (texts as Readonly<Record<string, string | undefined>>)[asked] ?? texts[companyLanguage] ?? texts.ru ?? texts.uk ?? texts.en ?? '';
}

/** How well a reply fits what was typed: its code, the start of its title, of a word in it, of a word of its text. Smaller is better; null: not at all. */
function fit(reply: CannedReplyView, typed: string): number | null {
  const code = reply.code?.toLowerCase() ?? '';
  const title = reply.title.toLowerCase();
  if (code === typed) return 0;
  if (code.startsWith(typed)) return 1;
  if (title.startsWith(typed)) return 2;
  if (startsWord(title, typed)) return 3;
  if (typed.length >= 3 && Object.values(reply.texts).some((text) => startsWord(text.toLowerCase(), typed))) return 4;
  return null;
}

const startsWord = (text: string, typed: string): boolean => text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(typed));

/** What fits, best first; what is equally good by how often this person uses it, then everybody. Also typed in the wrong layout. */
export function matchCanned(replies: readonly CannedReplyView[], query: string): CannedReplyView[] {
  const readings = layoutReadings(query);
  const scored = replies.flatMap((reply) => {
    const [asTyped, ...asMeant] = readings.map((typed) => fit(reply, typed));
    // As typed beats as meant: a whole scale lies between the two.
    const meant = asMeant.filter((each) => each !== null);
    const best = asTyped ?? (meant.length > 0 ? Math.min(...meant) + 5 : null);
    return best === null ? [] : [{ reply, best }];
  });
  return scored
    .sort((a, b) => a.best - b.best || b.reply.usedByMe - a.reply.usedByMe || b.reply.usedCount - a.reply.usedCount || a.reply.title.localeCompare(b.reply.title))
    .map(({ reply }) => reply);
}
