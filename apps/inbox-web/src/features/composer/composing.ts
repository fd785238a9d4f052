import type { RefObject } from 'react';
import type { ConversationView, InboxListName, LetterView, MessageView } from '../../../../../libs/crm-core/src/views.ts';
import type { ComposerMode, Draft } from '../../store/drafts.ts';
import type { WritingField } from './field.ts';
import type { Issue } from './limits.ts';
import type { Uploads } from './uploads.ts';
import type { Way } from './ways.ts';

/** What happens to the conversation after the words have gone out. */
export type AfterSend = 'stay' | 'close' | 'close-next' | 'task' | { readonly snoozeUntil: Date };

export interface PostOptions {
  /** Though somebody wrote meanwhile. */
  readonly force?: boolean;
  /** Put off to this time; `keep`: it stays here when somebody writes before. */
  readonly later?: { readonly sendAt: string; readonly ifNews: 'send' | 'keep' };
}

/** One composer at work: what each of its parts is given. */
export interface Composing {
  readonly conversation: ConversationView;
  readonly view: InboxListName;
  readonly go: (path: string) => void;
  readonly mode: ComposerMode;
  readonly draft: Draft;
  readonly messages: readonly MessageView[];
  readonly ways: readonly Way[];
  /** The person and what was said last are here. */
  readonly known: boolean;
  /** Where a reply goes; null: nowhere, not known yet, or this is a note. */
  readonly way: Way | null;
  /** Where the customer asked. */
  readonly asked: Way | null;
  readonly subject: string;
  /** What a letter begins with; null: not known yet, or the way carries no letters. */
  readonly letter: LetterView | null;
  readonly uploads: Uploads;
  readonly field: RefObject<WritingField | null>;
  /** The caret stood in a field that gave way to another kind: that one takes it. */
  readonly handedOn: { current: boolean };
  readonly seenVersion: { readonly current: number };
  /** What has to be known before sending; some of it stops it. */
  readonly issues: readonly Issue[];
  readonly canSend: boolean;
  /** Asked to be sent before it could be: goes as soon as its files are there and it is known where to. */
  readonly armed: boolean;
  /** Null: the inboxes that say so are not here yet. */
  readonly enterSends: boolean | null;
  /** What the server refused to pass over: somebody wrote meanwhile. */
  readonly collision: readonly MessageView[] | null;
  readonly change: (part: Partial<Draft>) => void;
  readonly turnTo: (mode: ComposerMode) => void;
  readonly choose: (way: Way) => void;
  readonly nextWay: () => void;
  readonly setCollision: (news: readonly MessageView[] | null) => void;
  readonly submit: (after: AfterSend, options?: PostOptions) => Promise<void>;
  /** Enter was pressed before it was known whether it sends: if it does, it did. */
  readonly submitByEnter: () => void;
}
