import type { ChannelEvent } from '#channels';

/**
 * PostgreSQL keeps no NUL and JSON no lone surrogate; neither can be shown. They go, everything else stays as it came.
 */
export function cleaned(event: ChannelEvent): ChannelEvent {
  return clean(event) as ChannelEvent;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed() ? value.replaceAll('\0', '').toWellFormed() : value;
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== 'object' || value instanceof Date || Buffer.isBuffer(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item)]));
}
