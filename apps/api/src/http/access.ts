import { permissionsOf, type Actor, type Crm } from '#crm-core';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tokenHash } from '../auth/tokens.ts';
import { Refused } from './problem.ts';
import type { Policy } from './route.ts';

export const SESSION_COOKIE = 'okno_session';
export interface RouteInfo { readonly method: string; readonly url: string; readonly can: Policy }

/**
 * The one door: every route of this server, Nest's and plain ones, passes here before its handler. Who asks is read from
 * the session cookie or the API token; the route's policy decides; rights to the single thing are the core's to check.
 * Collects the routes, and throws at registration when one says no policy.
 */
export function guardRoutes(server: FastifyInstance, crm: Crm, publicUrl: string | null): readonly RouteInfo[] {
  const routes: RouteInfo[] = [];
  server.decorateRequest('actor', null);
  server.decorateRequest('sessionHash', null);
  server.addHook('onRoute', (route) => {
    const policy = route.config?.can;
    const methods = [route.method].flat().filter((method) => method !== 'HEAD' && method !== 'OPTIONS');
    if (!methods.length) return;
    if (!policy) throw new Error(`The route ${methods.join('|')} ${route.url} names no policy: add @Can(…).`);
    routes.push(...methods.map((method) => ({ method, url: route.url, can: policy })));
  });
  server.addHook('onRequest', async (request) => {
    const policy = request.routeOptions.config.can;
    if (!policy) return;
    // The matched route, not the address as written: `/%61pi/` leads to the same handler.
    if (request.routeOptions.url?.startsWith('/api/')) refuseForeignOrigin(request, publicUrl);
    if (policy === 'public') return;
    request.actor = await whoAsks(request, crm);
    if (!request.actor) throw new Refused(401, 'not-signed-in', 'Sign in first.');
    if (policy !== 'signed-in' && !holds(request.actor, policy)) throw new Refused(403, 'forbidden', `Your role does not allow this (${policy}).`);
  });
  return routes;
}

/** Does the role hold the action at all? The thing it is done to is checked by the core. */
const holds = (actor: Actor, action: Exclude<Policy, 'public' | 'signed-in'>): boolean => permissionsOf(actor.role).includes(action);

async function whoAsks(request: FastifyRequest, crm: Crm): Promise<Actor | null> {
  const bearer = /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return crm.sessions.apiTokens.resolve(tokenHash(bearer));
  const cookie = request.cookies[SESSION_COOKIE];
  if (!cookie) return null;
  const hash = tokenHash(cookie);
  const actor = await crm.sessions.resolve(hash);
  if (actor) request.sessionHash = hash;
  return actor;
}

/** A browser on another site must not act with our cookie: https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html */
function refuseForeignOrigin(request: FastifyRequest, publicUrl: string | null): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(request.method) || request.headers.authorization) return;
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign = origin ? !ownOrigins(request.headers.host, request.protocol, publicUrl).includes(origin) : site !== undefined && site !== 'same-origin' && site !== 'none';
  if (foreign) throw new Refused(403, 'foreign-origin', 'This request came from another site.');
}

export function ownOrigins(host: string | undefined, protocol: string, publicUrl: string | null): string[] {
  return [...(publicUrl ? [publicUrl] : []), ...(host ? [`${protocol}://${host}`] : [])];
}
