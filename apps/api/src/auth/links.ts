import type { FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';

export const SETUP_HOURS = 24 * 7;
export const INVITATION_HOURS = 24 * 7;
export const RESET_HOURS = 1;

/**
 * An address of ours for a person to open. Without PUBLIC_URL the request's own Host is used only when it names this very
 * machine, so that nobody can have a link mailed that leads elsewhere.
 */
export function linkTo(config: Pick<Config, 'publicUrl' | 'port'>, request: Pick<FastifyRequest, 'protocol' | 'headers'> | null, path: string): string {
  if (config.publicUrl) return config.publicUrl + path;
  const host = request?.headers.host ?? '';
  const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
  return (local && request ? `${request.protocol}://${host}` : `http://localhost:${config.port}`) + path;
}
