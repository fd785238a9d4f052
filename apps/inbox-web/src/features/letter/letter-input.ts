/** From a draft to what is posted. Small: it is part of the first screen, the editor is not. */
import type { LetterView, MailboxView } from '../../../../../libs/crm-core/src/views.ts';
import type { ReplyInput } from '../../api/routes.ts';
import { clockTime } from '../../i18n/format.ts';
import { t } from '../../i18n/index.ts';
import type { Draft, LetterDraft } from '../../store/drafts.ts';
import type { Way } from '../composer/ways.ts';
import { isAddress } from './address.ts';

export const emptyLetter: LetterDraft = { written: null, to: null, cc: null, bcc: [], unquoted: false, pictures: [] };

/** To whom it goes as it stands: what was changed by hand, else everybody of the letter before, else the address of the chosen way. */
export function recipientsOf(draft: Draft, way: Way, letter: LetterView | null): { to: readonly MailboxView[]; cc: readonly MailboxView[]; bcc: readonly MailboxView[] } {
  const own: MailboxView[] = [{ address: way.to.value, name: null }];
  // An address chosen by hand is meant alone.
  const everybody = draft.way || !letter || letter.to.length === 0 ? { to: own, cc: [] } : letter;
  return { to: draft.letter?.to ?? everybody.to, cc: draft.letter?.cc ?? everybody.cc, bcc: draft.letter?.bcc ?? [] };
}

/** Nobody to write to, or something among the addresses that is none. */
export function recipientsAreWrong(draft: Draft, way: Way, letter: LetterView | null): boolean {
  const { to, cc, bcc } = recipientsOf(draft, way, letter);
  return to.length === 0 || [...to, ...cc, ...bcc].some(({ address }) => !isAddress(address));
}

const asInput = (mailboxes: readonly MailboxView[]): { kind: string; value: string }[] => mailboxes.map(({ address }) => ({ kind: 'email', value: address }));

/** Not when the words were changed elsewhere since: without the editor, or on the way through a chat channel. */
export const writtenIn = (draft: Draft): LetterDraft['written'] => (draft.letter?.written?.words === draft.text ? draft.letter.written : null);

/** What makes a reply a letter. */
export function letterInput(draft: Draft, way: Way, letter: LetterView | null): Partial<ReplyInput> {
  const { to, cc, bcc } = recipientsOf(draft, way, letter);
  const written = writtenIn(draft);
  const used = (draft.letter?.pictures ?? []).filter((picture) => written?.html.includes(picture.id));
  const about = letter?.about;
  return {
    ...(written && { text: written.text, html: written.html }),
    recipients: asInput(to),
    ...(cc.length > 0 && { cc: asInput(cc) }),
    ...(bcc.length > 0 && { bcc: asInput(bcc) }),
    ...((draft.files.length > 0 || used.length > 0) && { attachmentIds: [...used, ...draft.files].map((file) => file.id) }),
    ...(about && !draft.letter?.unquoted && { quote: { messageId: about.messageId, heading: quoteHeading(about) } }),
    undoable: true,
  };
}

/** «28.11.2026, 14:05, Марія <maria@shop.example>:» in the author's language. */
export function quoteHeading(about: NonNullable<LetterView['about']>): string {
  const { from, at } = about;
  const who = from.name && from.name !== from.address ? `${from.name} <${from.address}>` : from.address;
  return t('letter.quoteHeading', { date: new Date(at).toLocaleDateString(), time: clockTime(at), who });
}
