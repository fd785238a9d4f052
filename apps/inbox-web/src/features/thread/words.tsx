import type { ReactNode } from 'react';

const address = /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}'»])/giu;

/** Text with its web addresses made clickable; nothing else is interpreted. */
export function Words({ text }: { text: string }): ReactNode {
  const parts = text.split(address);
  return parts.map((part, index) => (index % 2 === 1 ? <a key={index} className="link" href={part} target="_blank" rel="noreferrer noopener nofollow">{part}</a> : part));
}

export const hasLink = (text: string): boolean => text.search(address) >= 0;
