import { RequestMethod, type Type } from '@nestjs/common';
import { HTTP_CODE_METADATA, METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import { z, type ZodType } from 'zod';
import { ZodPipe } from './input.ts';
import { ANSWER, type Answer, type Policy } from './route.ts';
import { Problem } from './views.schema.ts';

interface Parameter { readonly name: string; readonly in: 'path' | 'query'; readonly required: boolean; readonly schema: object }
type Schema = Record<string, unknown>;

let controllers: readonly Type[] = [];
let version = '0';
let made: object | undefined;
/** Told once at start which controllers make up the API. */
export function describeApi(of: readonly Type[], packageVersion: string): void {
  controllers = of;
  version = packageVersion;
  made = undefined;
}

/** OpenAPI 3.1 from the very schemas that parse the requests (JSON Schema 2020-12, as 3.1 has it). */
export function openApiDocument(): object {
  return (made ??= {
    openapi: '3.1.0',
    info: {
      title: 'Okno', version, license: { name: 'MIT', identifier: 'MIT' },
      description: 'Everything the window does. Sign in with a session cookie, or send `Authorization: Bearer <API token>`. Errors are RFC 9457 problems with a stable `code`. Lists take `limit` and `after` and answer `{items, next}`. Unknown keys are refused with 400.',
    },
    servers: [{ url: '/' }],
    components: { schemas: components(), securitySchemes: { session: { type: 'apiKey', in: 'cookie', name: 'okno_session' }, token: { type: 'http', scheme: 'bearer' } } },
    paths: paths(),
  });
}

function paths(): Record<string, Record<string, object>> {
  const found: Record<string, Record<string, object>> = {};
  for (const controller of controllers) {
    for (const name of Object.getOwnPropertyNames(controller.prototype)) {
      const handler: unknown = (controller.prototype as Record<string, unknown>)[name];
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) continue;
      const answer = Reflect.getMetadata(ANSWER, handler) as Answer | undefined;
      if (!answer) continue;
      const path = `/${[Reflect.getMetadata(PATH_METADATA, controller), Reflect.getMetadata(PATH_METADATA, handler)].map(String).map((part) => part.replace(/^\/+|\/+$/g, '')).filter(Boolean).join('/')}`;
      const method = (RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? 'GET').toLowerCase();
      (found[path.replace(/:(\w+)/g, '{$1}')] ??= {})[method] = operation(controller, name, handler, path, method, answer);
    }
  }
  return found;
}

function operation(controller: Type, name: string, handler: object, path: string, method: string, answer: Answer): object {
  const tag = path.split('/')[3] ?? 'health';
  const { can } = (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) ?? {}) as { can?: Policy };
  const { body, query } = inputs(controller, name);
  const status = (Reflect.getMetadata(HTTP_CODE_METADATA, handler) as number | undefined) ?? (answer.schema ? answer.status : 204);
  const problem = (description: string): object => ({ description, content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } });
  return {
    operationId: `${tag}.${name}`,
    tags: [tag],
    summary: answer.summary,
    ...(can === 'public' ? { security: [] } : { security: [{ session: [] }, { token: [] }] }),
    ...(can && can !== 'public' && can !== 'signed-in' ? { description: `Needs the right \`${can}\`.` } : {}),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(body, 'input') } } } } : {}),
    ...(path.endsWith('/files') && method === 'post' ? { requestBody: { required: true, content: { 'multipart/form-data': { schema: { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } } } } } } : {}),
    responses: {
      [status]: answer.schema ? { description: answer.summary, content: { [answer.mime ?? 'application/json']: { schema: jsonSchema(answer.schema, 'output') } } } : { description: 'Done.' },
      ...(body || query ? { 400: problem('The request does not fit; `errors` names each field.') } : {}),
      ...(can === 'public' ? {} : { 401: problem('Not signed in.'), 403: problem('Not allowed.') }),
      ...(path.includes(':') ? { 404: problem('No such thing, or none that you may see.') } : {}),
      503: problem('The database is away; nothing was lost.'),
    },
  };
}

/** The schemas stand in the pipes that Nest keeps for each argument of a handler. */
function inputs(controller: Type, name: string): { body?: ZodType; query?: ZodType } {
  const found: { body?: ZodType; query?: ZodType } = {};
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {}) as Record<string, { pipes?: unknown[] }>;
  for (const [key, { pipes = [] }] of Object.entries(args)) {
    const pipe = pipes.find((one) => one instanceof ZodPipe);
    if (!pipe) continue;
    // Nest numbers its kinds of arguments: 3 is the body, 4 the query.
    if (key.startsWith('3:')) found.body = pipe.schema;
    if (key.startsWith('4:')) found.query = pipe.schema;
  }
  return found;
}

const pathParameters = (path: string): Parameter[] => [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name: name as string, in: 'path', required: true, schema: { type: 'string' } }));

function queryParameters(query: ZodType | undefined): Parameter[] {
  if (!query) return [];
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: required.includes(name), schema }));
}

/** Named views become references to components; everything else stands in place. */
function jsonSchema(schema: ZodType, io: 'input' | 'output'): Schema {
  const { $schema: _, $defs: _defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: closed }) as Schema;
  return rewritten(rest) as Schema;
}

function components(): Record<string, object> {
  const all: Record<string, object> = {};
  /** What the schema names, at any depth. */
  const collect = (schema: ZodType): void => {
    const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any', override: closed }) as Schema & { $defs?: Record<string, object> };
    Object.entries($defs ?? {}).forEach(([id, definition]) => { all[id] ??= rewritten(definition) as object; });
    if (typeof rest.id === 'string') all[rest.id] ??= rewritten(rest) as object;
  };
  collect(z.array(Problem));
  for (const controller of controllers) {
    for (const name of Object.getOwnPropertyNames(controller.prototype)) {
      const handler: unknown = (controller.prototype as Record<string, unknown>)[name];
      const answer = typeof handler === 'function' ? (Reflect.getMetadata(ANSWER, handler) as Answer | undefined) : undefined;
      if (!answer) continue;
      const { body, query } = inputs(controller, name);
      for (const schema of [answer.schema, body, query]) if (schema) collect(z.array(schema));
    }
  }
  return all;
}

/** Answers may grow: only what comes in is closed. */
function closed({ jsonSchema: schema, zodSchema }: { jsonSchema: Schema; zodSchema: z.core.$ZodTypes }): void {
  const strict = zodSchema._zod.def.type === 'object' && zodSchema._zod.def.catchall?._zod.def.type === 'never';
  if (schema.additionalProperties === false && !strict) delete schema.additionalProperties;
}

/** `#/$defs/X` → `#/components/schemas/X`; zod's own `id` keys are no part of JSON Schema. */
function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => !(key === 'id' && typeof item === 'string'))
      .map(([key, item]) => [key, key === '$ref' && typeof item === 'string' ? item.replace('#/$defs/', '#/components/schemas/') : rewritten(item)]),
  );
}
