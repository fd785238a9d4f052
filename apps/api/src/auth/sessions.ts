import { permissionsOf, type Crm, type MeView } from '#crm-core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import { SESSION_COOKIE } from '../http/access.ts';
import { newToken, tokenHash } from './tokens.ts';

const ABSOLUTE_SECONDS = 7 * 24 * 3600;

/** How sockets and notices name a session without holding what opens it. */
export const sessionName = (hash: Buffer): string => hash.toString('base64url');

/** A new session with a new id for this browser; an older one that the browser held ends. */
export async function openSession(crm: Crm, userId: string, request: FastifyRequest, reply: FastifyReply, secure: boolean): Promise<void> {
  const held = request.cookies[SESSION_COOKIE];
  if (held) await crm.sessions.close(tokenHash(held));
  const { token, hash } = newToken();
  await crm.sessions.open({ tokenHash: hash, userId, userAgent: (request.headers['user-agent'] ?? '').slice(0, 300), ip: request.ip });
  reply.setCookie(SESSION_COOKIE, token, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: ABSOLUTE_SECONDS });
}

/** The signed-in person as the window gets it. The feed's position is read first: whatever happens meanwhile is caught up. */
export async function meView(crm: Crm, userId: string): Promise<MeView> {
  const cursor = await crm.feed.head();
  const [user, { setUpAt: _, ...company }, own] = await Promise.all([crm.users.get(userId), crm.company.get(), crm.users.preferences(userId)]);
  return { ...user, ...own, permissions: permissionsOf(user.role), company, cursor };
}

/** Cookies leave only over TLS where we are reached over TLS. */
export function isSecure(config: Pick<Config, 'publicUrl'>, request: Pick<FastifyRequest, 'protocol'>): boolean {
  return request.protocol === 'https' || config.publicUrl?.startsWith('https:') === true;
}
