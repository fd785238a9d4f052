import type { Mentioned } from '../../../store/drafts.ts';

/** One line of the list at the caret. */
export interface Suggestion {
  readonly key: string;
  readonly title: string;
  readonly hint?: string;
  readonly end?: string;
  /** An emoji itself, or whose face stands before the name. */
  readonly sign?: string;
  readonly face?: Mentioned;
  readonly pick: () => void;
}
