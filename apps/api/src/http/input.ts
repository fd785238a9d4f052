import { Body, createParamDecorator, Param, Query, type ArgumentMetadata, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import { NotFound, type Actor } from '#crm-core';
import type { FastifyRequest } from 'fastify';
import { z, type ZodType } from 'zod';

/** A request that does not fit its schema: 400, with one entry per field. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
  readonly errors: readonly { path: string; message: string }[];
  constructor(errors: readonly { path: string; message: string }[]) {
    super('The request does not fit.');
    this.errors = errors;
  }
}

/** Parses with the schema that the OpenAPI document also shows. Strict schemas refuse unknown keys. */
export class ZodPipe implements PipeTransform {
  readonly schema: ZodType;
  constructor(schema: ZodType) {
    this.schema = schema;
  }
  transform(value: unknown, _metadata: ArgumentMetadata): unknown {
    return parseInput(this.schema, value ?? {});
  }
}

/** Throws InputRefused. */
export function parseInput<T>(schema: ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(storable(value, 0));
  if (parsed.success) return parsed.data;
  throw new InputRefused(parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.code === 'unrecognized_keys' ? `Unknown key: ${issue.keys.join(', ')}.` : issue.message })));
}

const DEEPEST = 30;

/** PostgreSQL keeps no NUL, half a surrogate pair is no character, and nobody nests deeper than this. */
function storable(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '').toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) throw new InputRefused([{ path: '', message: `Nested deeper than ${DEEPEST} levels.` }]);
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key, depth), storable(item, depth + 1)]));
}

/** An id that is no id names nothing. */
const IdPipe: PipeTransform = {
  transform(value: unknown) {
    if (!z.guid().safeParse(value).success) throw new NotFound('thing');
    return (value as string).toLowerCase();
  },
};

export const JsonBody = (schema: ZodType): ParameterDecorator => Body(new ZodPipe(schema));
export const QueryOf = (schema: ZodType): ParameterDecorator => Query(new ZodPipe(schema));
export const IdOf = (name = 'id'): ParameterDecorator => Param(name, IdPipe);
/** The signed-in person; only on routes that are not public. */
export const Me = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = context.switchToHttp().getRequest<FastifyRequest>();
  if (!actor) throw new Error('A public route asked for the actor.');
  return actor;
});

/** `?limit=&after=` of every list. */
export const PageQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).optional(), after: z.string().max(500).optional() });
