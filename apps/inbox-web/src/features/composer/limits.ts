/** What the channel cannot carry or will not deliver, known before anything is sent. Asks capabilities, never a channel's name. */
import type { AttachmentView } from '../../../../../libs/crm-core/src/views.ts';
import { unfilled } from './canned/variables.ts';
import type { Way } from './ways.ts';

export type Issue =
  | { readonly code: 'unfilled'; readonly names: readonly string[] }
  | { readonly code: 'opted-out'; readonly way: Way }
  /** The customer asked there and cannot be answered there any more; the reply goes another way. */
  | { readonly code: 'asked-opted-out'; readonly way: Way }
  | { readonly code: 'down'; readonly way: Way }
  | { readonly code: 'no-files'; readonly way: Way }
  | { readonly code: 'too-many-files'; readonly most: number }
  | { readonly code: 'file-too-big'; readonly name: string; readonly mostBytes: number }
  | { readonly code: 'too-long'; readonly most: number; readonly length: number }
  /** Not a fault: it arrives as several messages. */
  | { readonly code: 'parts'; readonly count: number };

/** The server splits a long text; it refuses more parts than this (crm-core outbound/plan.ts). */
const MOST_PARTS = 20;
/** Where each file goes by itself (crm-core outbound/attachments.ts). */
const MOST_SINGLE_FILES = 20;

export function blocks(issue: Issue): boolean {
  switch (issue.code) {
    case 'unfilled':
    case 'opted-out':
    case 'no-files':
    case 'too-many-files':
    case 'file-too-big':
    case 'too-long':
      return true;
    case 'asked-opted-out':
    case 'down':
    case 'parts':
      return false;
  }
}
/** Another way would help. */
export const elsewhere = (issue: Issue): boolean => ['opted-out', 'down', 'no-files', 'too-many-files', 'file-too-big', 'too-long'].includes(issue.code);

/** `lastAsked`: where the customer wrote last, whether or not it is open. What blocks comes first. */
export function issuesOf({ way, lastAsked, text, files }: { way: Way | null; lastAsked: Way | null; text: string; files: readonly Pick<AttachmentView, 'name' | 'size'>[] }): Issue[] {
  const names = unfilled(text);
  const found: Issue[] = names.length > 0 ? [{ code: 'unfilled', names }] : [];
  if (!way) return lastAsked?.optedOut ? [...found, { code: 'opted-out', way: lastAsked }] : found;
  if (way.optedOut) found.push({ code: 'opted-out', way });
  else if (lastAsked?.optedOut && lastAsked !== way) found.push({ code: 'asked-opted-out', way: lastAsked });
  found.push(...fileIssues(way, files), ...textIssues(way, text));
  if (way.down) found.push({ code: 'down', way });
  return found.sort((a, b) => Number(blocks(b)) - Number(blocks(a)));
}

function fileIssues(way: Way, files: readonly Pick<AttachmentView, 'name' | 'size'>[]): Issue[] {
  if (files.length === 0) return [];
  const { attachments, attachmentsWithText } = way.capabilities;
  if (!attachments) return [{ code: 'no-files', way }];
  const most = attachmentsWithText ? attachments.maxCount : MOST_SINGLE_FILES;
  const sizes = files.map((file) => file.size ?? 0);
  const biggest = files.reduce((a, b) => ((b.size ?? 0) > (a.size ?? 0) ? b : a));
  const weight = attachmentsWithText ? sizes.reduce((sum, size) => sum + size, 0) : Math.max(...sizes);
  return [
    ...(files.length > most ? [{ code: 'too-many-files', most } as const] : []),
    ...(weight > attachments.maxBytes ? [{ code: 'file-too-big', name: biggest.name, mostBytes: attachments.maxBytes } as const] : []),
  ];
}

function textIssues({ capabilities: { maxTextLength: most } }: Way, text: string): Issue[] {
  if (most === 0 || text.length <= most) return [];
  const count = Math.ceil(text.length / most);
  return count > MOST_PARTS ? [{ code: 'too-long', most: most * MOST_PARTS, length: text.length }] : [{ code: 'parts', count }];
}
