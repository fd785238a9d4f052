import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { customerCalls, phoneAt } from './calls.ts';
import { Refused, customerWrites } from './messages.ts';
import { callResource, messageResource } from './resources.ts';
import { bodyOf, json } from './rest.ts';
import type { World } from './world.ts';

const number = z.string().min(1);
const bodies = {
  '/sms': z.strictObject({
    from: number, to: number, body: z.string().default(''), media: z.array(z.strictObject({ contentType: z.string(), base64: z.string() })).max(10).optional(),
    optOutType: z.string().optional(), fields: z.record(z.string(), z.string()).optional(),
  }),
  '/call': z.strictObject({ from: number, to: number, patienceMs: z.number().optional(), voicemailSeconds: z.number().optional() }),
  '/phone': z.strictObject({ number, reaction: z.enum(['manual', 'answer', 'decline', 'busy', 'unreachable']), afterMs: z.number().default(0), talkMs: z.number().nullable().default(null) }),
  '/answer': z.strictObject({ number }),
  '/decline': z.strictObject({ number }),
  '/hang-up': z.strictObject({ number }),
  '/speak': z.strictObject({ number, seconds: z.number().positive() }),
  '/receipts': z.strictObject({
    sentAfterMs: z.number(), deliveredAfterMs: z.number(), outcome: z.enum(['delivered', 'undelivered', 'failed', 'sent']), errorCode: z.number(), order: z.enum(['forward', 'backward']),
    times: z.number().int().min(1), lose: z.boolean(),
  }).partial(),
  '/fault': z.strictObject({
    kind: z.enum(['rate-limit', 'server-error', 'refuse', 'drop-before-accept', 'accept-then-drop', 'accept-then-hang', 'lose-webhook', 'repeat-webhook', 'late-media']),
    times: z.number().int().min(1).default(1), code: z.number().default(21211), match: z.string().default(''),
  }),
  '/no-faults': z.strictObject({}),
};
type Order = { [Path in keyof typeof bodies]: [Path, z.infer<(typeof bodies)[Path]>] }[keyof typeof bodies];

/** Here one plays the customer and the operators' phones, and asks for failures. GET /state shows everything. */
export async function answerControl(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // The page on which a person plays the customer is of another origin.
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', 'content-type');
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  if (request.method === 'GET' && path === '/state') return json(response, 200, stateOf(world));
  try {
    const order = parseOrder(path, await bodyOf(request));
    json(response, 200, (await carryOut(world, order)) ?? { ok: true });
  } catch (error) {
    if (error instanceof Refused) return json(response, error.status, { error: error.message });
    if (error instanceof z.ZodError || error instanceof SyntaxError) return json(response, 400, { error: error.message });
    throw error;
  }
}

function parseOrder(path: string, body: string): Order {
  if (!(path in bodies)) throw new Refused(404, 20404, `No such order: ${path}`);
  const known = path as keyof typeof bodies;
  return [known, bodies[known].parse(JSON.parse(body || '{}'))] as Order;
}

async function carryOut(world: World, [path, order]: Order): Promise<unknown> {
  switch (path) {
    case '/sms':
      return customerWrites(world, order);
    case '/call':
      return customerCalls(world, order);
    case '/phone':
      return void world.phones.set(order.number, order);
    case '/answer':
      return void phoneAt(world, order.number).hands.answer();
    case '/decline':
      return void phoneAt(world, order.number).hands.decline();
    case '/hang-up':
      return void phoneAt(world, order.number).hands.hangUp();
    case '/speak':
      return void phoneAt(world, order.number).hands.speak(order.seconds);
    case '/receipts':
      world.receipts = { ...world.receipts, ...(order as Partial<World['receipts']>) };
      return undefined;
    case '/fault':
      return void world.faults.push({ ...order });
    case '/no-faults':
      return void world.faults.splice(0);
  }
}

function stateOf(world: World): unknown {
  return {
    accountSid: world.accountSid,
    numbers: world.numbers.map((entry) => ({ number: entry.phoneNumber, settings: Object.fromEntries(entry.settings) })),
    messages: world.messages.map((message) => messageResource(world, message)),
    calls: world.calls.map((call) => callResource(world, call)),
    ringing: world.calls.filter((call) => call.status === 'ringing' && call.direction !== 'inbound').map((call) => ({ number: call.to, from: call.from, sid: call.sid, parent: call.parentCallSid })),
    recordings: world.recordings, faults: world.faults,
  };
}
