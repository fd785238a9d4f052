import type { Actor } from '#crm-core';

/** The process itself, where nobody asked: names on a ringing screen, links between accounts. Never given to a request. */
export const SYSTEM: Actor = { userId: '00000000-0000-0000-0000-000000000000', role: 'admin', inboxIds: [], seesOwnOnly: false };
