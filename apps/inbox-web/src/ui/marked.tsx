import type { ReactNode } from 'react';
import type { MarkView } from '../../../../libs/crm-core/src/views.ts';

/** Plain text with some of its places marked; nothing in it is interpreted. */
export function Marked({ text, marks }: { text: string; marks: readonly MarkView[] }): ReactNode {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { from, to } of marks) {
    if (from < at || to > text.length) continue;
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>);
    at = to;
  }
  return [...parts, text.slice(at)];
}
