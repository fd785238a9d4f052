import type { Id } from '../views.ts';

/** Words of a draft and what goes with them. */
export interface DraftContent {
  readonly text: string;
  readonly beside: Readonly<Record<string, unknown>>;
  readonly attachmentIds: readonly Id[];
}
/** Words that gave way to others written at the same time. */
export interface OtherVersion extends DraftContent {
  readonly id: Id;
  readonly at: string;
}

/** More different beginnings of one answer than anybody has at a time. */
const MOST = 10;

/** The versions to keep beside `present` when `lost` gives way to it: whatever says nothing that is not said elsewhere goes. Newest first. */
export function keepOthers(present: DraftContent, others: readonly OtherVersion[], lost: OtherVersion | null): OtherVersion[] {
  const kept: OtherVersion[] = [];
  for (const other of lost ? [lost, ...others] : others) {
    if (isNothing(other) || [present, ...kept].some((content) => holds(content, other))) continue;
    kept.push(other);
  }
  return kept.slice(0, MOST);
}

export const isNothing = (content: Pick<DraftContent, 'text' | 'attachmentIds'>): boolean => !content.text.trim() && content.attachmentIds.length === 0;

const holds = (content: DraftContent, other: DraftContent): boolean =>
  content.text.includes(other.text.trim()) && other.attachmentIds.every((id) => content.attachmentIds.includes(id));
