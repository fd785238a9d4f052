/**
 * A place in the feed, `epoch.position.id`: everything at or before it was seen. Transaction ids start anew in another server,
 * so a cursor of another epoch names no place here.
 */
export interface FeedPosition {
  readonly epoch: string;
  readonly position: string;
  readonly id: string;
}

/** Null for anything that was not made by {@link formatCursor}. */
export function parseCursor(cursor: string): FeedPosition | null {
  const match = /^([0-9a-f-]{36})\.(\d{1,20})\.(\d{1,19})$/.exec(cursor);
  return match && { epoch: match[1]!, position: match[2]!, id: match[3]! };
}

export const formatCursor = (position: FeedPosition): string => `${position.epoch}.${position.position}.${position.id}`;
