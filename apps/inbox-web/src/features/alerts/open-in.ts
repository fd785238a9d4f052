import type { Id } from '../../../../../libs/crm-core/src/views.ts';

/** The conversation that stands open at this address of the window. */
export const openIn = (path: string): Id | null => /^\/inbox\/[^/]+\/([^/?#]+)/.exec(path)?.[1] ?? null;
