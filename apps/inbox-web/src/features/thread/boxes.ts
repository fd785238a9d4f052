import type { CSSProperties } from 'react';

const widest = 360;
const tallest = 380;
const narrowest = 140;

/** The room of one picture or film: its own shape within bounds; of unknown size, four to three. Known before a byte of it is there. */
export function boxOf({ width, height }: { width: number | null; height: number | null }): Pick<CSSProperties, 'width' | 'aspectRatio'> {
  if (!width || !height) return { width: 280, aspectRatio: '4 / 3' };
  // What is very long or very wide is cut in the middle; all of it is shown large.
  const ratio = Math.min(Math.max(width / height, 0.5), 2.4);
  const most = Math.min(widest, tallest * ratio);
  return { width: Math.round(Math.max(Math.min(width, most), Math.min(narrowest, most))), aspectRatio: String(Math.round(ratio * 1000) / 1000) };
}
