import type { ComponentChildren } from 'preact';

const Icon = ({ size = 20, children }: { size?: number; children: ComponentChildren }) => (
  <svg width={size} height={size} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
    {children}
  </svg>
);
export const CloseIcon = () => <Icon><path d="m5.5 8 4.5 4.5L14.5 8" /></Icon>;
export const ClipIcon = () => <Icon><path d="m15.8 9.2-5.9 5.9a3.7 3.7 0 0 1-5.2-5.2L10.9 3.7a2.5 2.5 0 0 1 3.5 3.5l-6 6a1.2 1.2 0 0 1-1.7-1.7l5.2-5.2" /></Icon>;
export const SendIcon = () => <Icon size={18}><path d="M4 10 3 3.5 17 10 3 16.5zM4 10h6" /></Icon>;
export const CrossIcon = () => <Icon size={14}><path d="m5 5 10 10M15 5 5 15" /></Icon>;
export const FileIcon = () => <Icon size={18}><path d="M11.5 2.5H6a1.5 1.5 0 0 0-1.5 1.5v12A1.5 1.5 0 0 0 6 17.5h8a1.5 1.5 0 0 0 1.5-1.5V6.5zM11.5 2.5v4h4" /></Icon>;
export const ClockIcon = () => <Icon size={14}><circle cx="10" cy="10" r="7.5" /><path d="M10 5.5V10l3 2" /></Icon>;
export const TickIcon = () => <Icon size={14}><path d="m4 10.7 3.4 3.4 7.4-8" /></Icon>;
export const TicksIcon = () => <Icon size={14}><path d="m1.8 10.7 3.4 3.4 6.9-7.6M9.4 13.4l.7.7L17.8 6.5" /></Icon>;
export const TelegramIcon = () => (
  <svg width="13" height="13" viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">
    <path d="M11.3 1.5 9.7 10c-.1.6-.5.7-1 .4L6.2 8.5 5 9.7c-.2.2-.3.2-.6.2l.2-2.5 4.5-4.1c.2-.2 0-.3-.3-.1L3.2 6.7.8 6c-.5-.2-.5-.5.1-.8L10.5 1.4c.5-.2.9.1.8.1z" />
  </svg>
);
