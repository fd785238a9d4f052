/** What a person is writing in one conversation. */
import type { AttachmentView, DraftMode, DraftView, Id, MailboxView } from '../../../../libs/crm-core/src/views.ts';

export type ComposerMode = DraftMode;

/** What a letter holds beside its words. */
export interface LetterDraft {
  /** What the editor holds, and the same as it is sent, signature and all; true as long as `words` are the draft's text. */
  readonly written: { readonly words: string; readonly draft: string; readonly text: string; readonly html: string } | null;
  /** To whom, once somebody changed it; null: as the letter before has it. */
  readonly to: readonly MailboxView[] | null;
  readonly cc: readonly MailboxView[] | null;
  readonly bcc: readonly MailboxView[];
  /** The letter before is not quoted below. */
  readonly unquoted: boolean;
  /** Files that stand as pictures in the text. */
  readonly pictures: readonly AttachmentView[];
}

export interface Draft {
  /** Made at the first word; null: nothing is written. */
  readonly id: Id | null;
  readonly text: string;
  readonly subject: string | null;
  readonly letter: LetterDraft | null;
  /** The channel chosen by hand; null: where the customer asked. */
  readonly way: { readonly inboxId: Id; readonly channel: string; readonly to: string } | null;
  readonly files: readonly AttachmentView[];
  /** Colleagues and teams chosen to be told of a note; they count while their name stands in its text. */
  readonly mentions: readonly Mentioned[];
}

export interface Mentioned {
  readonly kind: 'user' | 'team';
  readonly id: Id;
  readonly name: string;
}

export const emptyDraft: Draft = { id: null, text: '', subject: null, letter: null, way: null, files: [], mentions: [] };

const letterIsUntouched = (letter: LetterDraft | null): boolean => !letter || (letter.to === null && letter.cc === null && letter.bcc.length === 0 && !letter.unquoted);

export const isEmpty = (draft: Draft): boolean => !draft.text.trim() && draft.files.length === 0 && letterIsUntouched(draft.letter) && draft.way === null && draft.subject === null;

/** Uploads that must stay as long as the draft does. */
export const uploadsOf = (draft: Draft): Id[] => [...draft.files, ...(draft.letter?.pictures ?? [])].map((file) => file.id);

/** What the server keeps beside the words: whatever differs from an empty draft. */
export function besideOf(draft: Draft): Record<string, unknown> {
  return Object.fromEntries(Object.entries(draft).filter(([field, value]) => field !== 'id' && field !== 'text' && JSON.stringify(value) !== JSON.stringify(emptyDraft[field as keyof Draft])));
}

/** A draft as another version of the window may have written it: what this one does not know, or keeps otherwise, is left out. */
export function fromServer(view: Pick<DraftView, 'id' | 'text' | 'beside'>): Draft {
  if (view.id === null) return emptyDraft;
  const known = Object.entries(emptyDraft).flatMap(([field, usual]) => {
    const value = view.beside[field];
    if (field === 'id' || field === 'text' || value === undefined) return [];
    const fits = usual === null ? typeof value === (field === 'subject' ? 'string' : 'object') : Array.isArray(usual) ? Array.isArray(value) : typeof value === typeof usual;
    return fits ? [[field, value] as const] : [];
  });
  return { ...emptyDraft, ...(Object.fromEntries(known) as Partial<Draft>), text: view.text, id: view.id };
}
