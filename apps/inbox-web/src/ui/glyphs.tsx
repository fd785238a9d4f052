import type { ReactNode } from 'react';
import type { ChannelKind } from '../../../../libs/crm-core/src/views.ts';
import { t, type MessageId } from '../i18n/index.ts';

/** Our own filled channel marks in a box of 12. */
const paths: Record<ChannelKind, ReactNode> = {
  email: <path d="M1.6 2.2h8.8c.6 0 1.1.5 1.1 1.1v.2L6 6.5.5 3.5v-.2c0-.6.5-1.1 1.1-1.1zM.5 4.9 6 7.9l5.5-3v3.8c0 .6-.5 1.1-1.1 1.1H1.6c-.6 0-1.1-.5-1.1-1.1z" />,
  sms: <path fillRule="evenodd" d="M2 1.3h8c.8 0 1.5.7 1.5 1.5v4.4c0 .8-.7 1.5-1.5 1.5H5.6L2.9 11V8.7H2C1.2 8.7.5 8 .5 7.2V2.8c0-.8.7-1.5 1.5-1.5zM3.6 4.2a.85.85 0 1 0 0 1.7.85.85 0 0 0 0-1.7zm2.4 0a.85.85 0 1 0 0 1.7.85.85 0 0 0 0-1.7zm2.4 0a.85.85 0 1 0 0 1.7.85.85 0 0 0 0-1.7z" />,
  telegram: <path d="M11.3 1.5 9.7 10c-.1.6-.5.7-1 .4L6.2 8.5 5 9.7c-.2.2-.3.2-.6.2l.2-2.5 4.5-4.1c.2-.2 0-.3-.3-.1L3.2 6.7.8 6c-.5-.2-.5-.5.1-.8L10.5 1.4c.5-.2.9.1.8.1z" />,
  voice: <path d="M3.9 1 5 3.7 3.7 5c.6 1.4 1.9 2.7 3.3 3.3L8.3 7 11 8.1v1.7c0 .7-.6 1.2-1.3 1.2C5 10.7 1.3 7 1 2.3 1 1.6 1.5 1 2.2 1z" />,
  webchat: <path fillRule="evenodd" d="M6 .7a5.3 5.3 0 1 0 0 10.6A5.3 5.3 0 0 0 6 .7zM5.4 2.2v3.2H1.9A4.2 4.2 0 0 1 5.4 2.2zm1.2 0a4.2 4.2 0 0 1 3.5 3.2H6.6zM1.9 6.6h3.5v3.2a4.2 4.2 0 0 1-3.5-3.2zm4.7 3.2V6.6h3.5a4.2 4.2 0 0 1-3.5 3.2z" />,
  http: <path d="M4.2 2.6 1 6l3.2 3.4M7.8 2.6 11 6 7.8 9.4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" />,
};

const names: Record<ChannelKind, MessageId> = {
  email: 'channel.email',
  sms: 'channel.sms',
  telegram: 'channel.telegram',
  voice: 'channel.voice',
  webchat: 'channel.webchat',
  http: 'channel.http',
};
export const channelName = (channel: ChannelKind): string => t(names[channel]);

export function ChannelGlyph({ channel, size = 13 }: { channel: ChannelKind; size?: number }) {
  return (
    <span className={`ch ch-${channel}`} role="img" aria-label={channelName(channel)} title={channelName(channel)}>
      <svg width={size} height={size} viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">{paths[channel]}</svg>
    </span>
  );
}

/** The same without a name of its own, where the name stands beside it. */
export function BareGlyph({ channel, size }: { channel: ChannelKind; size: number }) {
  return <svg width={size} height={size} viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">{paths[channel]}</svg>;
}

export function PlayGlyph({ size = 12, playing = false }: { size?: number; playing?: boolean }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
      {playing ? <path d="M3 1.5h2v9H3zM7 1.5h2v9H7z" /> : <path d="M3 1.6v8.8c0 .5.5.8.9.5l6.7-4.4c.4-.3.4-.8 0-1L3.9 1.1c-.4-.3-.9 0-.9.5z" />}
    </svg>
  );
}

export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect x="2.75" y="2.75" width="18.5" height="18.5" rx="3.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M9.5 3v18M9.5 10.5H21" stroke="currentColor" strokeWidth="1.5" fill="none" />
      <path d="M11.75 12.75H19v4.75a1.5 1.5 0 0 1-1.5 1.5h-5.75z" fill="var(--accent)" />
    </svg>
  );
}
