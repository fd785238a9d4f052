import { UserRound, UsersRound } from 'lucide-react';
import type { ChannelKind, Id } from '../../../../libs/crm-core/src/views.ts';
import { BareGlyph, channelName } from './glyphs.tsx';

/** Six hues of very low chroma, picked by id, so that a person keeps their colour. */
const hues = [265, 25, 150, 320, 75, 205];
function hueOf(id: Id): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) >>> 0;
  return hues[sum % hues.length] as number;
}

/** Two letters; empty for a phone number or a nameless visitor. */
export function initials(name: string): string {
  const words = name.split(/[\s.@_-]+/u).filter((word) => /^\p{L}/u.test(word));
  return words.slice(0, 2).map((word) => [...word][0]?.toUpperCase() ?? '').join('');
}

/** The letters are drawn, not written: no part of the words that name what the avatar stands in, nor of what is copied. */
export function Avatar({ id, name, size = '', group = false }: { id: Id; name: string; size?: '' | 's' | 'm' | 'l'; group?: boolean }) {
  const letters = group ? '' : initials(name);
  if (!letters) {
    return <span className={`avatar nobody ${size}`} aria-hidden="true">{group ? <UsersRound size={16} /> : <UserRound size={size === 's' ? 11 : 18} />}</span>;
  }
  return <span className={`avatar ${size}`} style={{ '--hue': hueOf(id) } as React.CSSProperties} aria-hidden="true" data-letters={letters} />;
}

export function ContactAvatar({ id, name, group, channel }: { id: Id; name: string; group: boolean; channel: ChannelKind | null }) {
  return (
    <span className="avatar-with">
      <Avatar id={id} name={name} group={group} />
      {channel && <span className={`avatar-badge ch-${channel}`} role="img" aria-label={channelName(channel)}><BareGlyph channel={channel} size={8} /></span>}
    </span>
  );
}
