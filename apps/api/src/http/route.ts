import { applyDecorators, SetMetadata } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Action, Actor } from '#crm-core';
import type { ZodType } from 'zod';

/** What a route demands: an action of the core's policy, somebody signed in, or nothing. */
export type Policy = Action | 'signed-in' | 'public';

declare module 'fastify' {
  interface FastifyContextConfig {
    can?: Policy;
  }
  interface FastifyRequest {
    /** Set before any handler runs, on every route that is not public. */
    actor: Actor | null;
    /** SHA-256 of the session token, when the request came with the cookie. */
    sessionHash: Buffer | null;
  }
}

export const ANSWER = 'okno:answer';
export interface Answer { readonly summary: string; readonly schema: ZodType | null; readonly status: number; readonly mime?: string }

/** Every route says who may call it; one that does not stops the boot (access.ts). */
export const Can = (policy: Policy): MethodDecorator => RouteConfig({ can: policy });

/** For the OpenAPI document: what the route does and what it answers; null: 204 without a body. */
export const Answers = (summary: string, schema: ZodType | null, status = schema ? 200 : 204, mime?: string): MethodDecorator =>
  applyDecorators(SetMetadata(ANSWER, { summary, schema, status, ...(mime ? { mime } : {}) } satisfies Answer));
