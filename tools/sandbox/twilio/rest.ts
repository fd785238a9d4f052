import type { IncomingMessage, ServerResponse } from 'node:http';
import { placeCall } from './calls.ts';
import { Refused, acceptMessage } from './messages.ts';
import { accountResource, callResource, mediaResource, messageResource, numberResource, recordingResource } from './resources.ts';
import { silence } from './silence.ts';
import { takeFault } from './world.ts';
import type { World } from './world.ts';

/** The REST API, version 2010-04-01, as far as we use it. */
export async function answerRest(world: World, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', world.apiUrl);
  try {
    authenticate(world, request);
    const form = new URLSearchParams(await bodyOf(request));
    const path = url.pathname.match(/^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]+)(?:\/(.+))?$/);
    const whole = path?.[2] ?? '';
    if (url.pathname === `/2010-04-01/Accounts/${world.accountSid}.json`) return json(response, 200, accountResource(world));
    if (path?.[1] !== world.accountSid) throw new Refused(404, 20404, `The requested resource ${url.pathname} was not found`);
    if (request.method === 'POST' && fails(world, whole, form, request)) return;
    route(world, request.method ?? 'GET', whole, url, form, response);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    json(response, error.status, { code: error.code, message: error.message, more_info: `https://www.twilio.com/docs/errors/${error.code}`, status: error.status });
  }
}

function authenticate(world: World, request: IncomingMessage): void {
  const expected = `Basic ${Buffer.from(`${world.accountSid}:${world.authToken}`).toString('base64')}`;
  if (request.headers.authorization !== expected) throw new Refused(401, 20003, 'Authenticate');
}

/** A failure that was asked for; true when the request is dealt with. */
function fails(world: World, path: string, form: URLSearchParams, request: IncomingMessage): boolean {
  if (path !== 'Messages.json' && path !== 'Calls.json') return false;
  const fault = takeFault(world, ['rate-limit', 'server-error', 'refuse', 'drop-before-accept', 'accept-then-drop', 'accept-then-hang']);
  if (!fault) return false;
  switch (fault.kind) {
    case 'rate-limit':
      throw new Refused(429, 20429, 'Too Many Requests');
    case 'server-error':
      throw new Refused(503, 20503, 'Service unavailable');
    case 'refuse':
      throw new Refused(400, fault.code, 'Refused on purpose');
    case 'drop-before-accept':
      request.socket.destroy();
      return true;
    case 'accept-then-drop':
      path === 'Calls.json' ? placeCall(world, form) : acceptMessage(world, form);
      request.socket.destroy();
      return true;
    case 'accept-then-hang':
      path === 'Calls.json' ? placeCall(world, form) : acceptMessage(world, form);
      return true;
    default:
      return false;
  }
}

function route(world: World, method: string, path: string, url: URL, form: URLSearchParams, response: ServerResponse): void {
  const [kind = '', sid = '', sub = '', subSid = ''] = path.replace(/\.json$/, '').split('/');
  const wanted = `${method} ${kind}${sid ? '/:sid' : ''}${sub ? `/${sub}` : ''}${subSid ? '/:sid' : ''}`;
  const found = <T extends { sid: string }>(list: readonly T[], id = sid): T => {
    const entry = list.find((one) => one.sid === id);
    if (!entry) throw new Refused(404, 20404, `The requested resource ${url.pathname} was not found`);
    return entry;
  };
  const query = url.searchParams;
  switch (wanted) {
    case 'POST Messages':
      return json(response, 201, messageResource(world, acceptMessage(world, form)));
    case 'GET Messages':
      return page(response, url, 'messages', world.messages.filter((message) =>
        matches(query, 'To', message.to) && matches(query, 'From', message.from) && inTime(query, 'DateSent', message.dateSent)).map((message) => messageResource(world, message)));
    case 'GET Messages/:sid':
      return json(response, 200, messageResource(world, found(world.messages)));
    case 'GET Messages/:sid/Media':
      return page(response, url, 'media_list', world.media.filter((media) => media.messageSid === sid).map((media) => mediaResource(world, media)));
    case 'GET Messages/:sid/Media/:sid': {
      const media = found(world.media, subSid);
      if (path.endsWith('.json')) return json(response, 200, mediaResource(world, media));
      if (takeFault(world, ['late-media'])) throw new Refused(404, 20404, 'not there yet');
      response.writeHead(307, { location: `${world.storeUrl}/${media.sid}?expires=soon` });
      return void response.end();
    }
    case 'POST Calls':
      return json(response, 201, callResource(world, placeCall(world, form)));
    case 'GET Calls':
      return page(response, url, 'calls', world.calls.filter((call) =>
        matches(query, 'To', call.to) && matches(query, 'From', call.from) && matches(query, 'ParentCallSid', call.parentCallSid) && matches(query, 'Status', call.status) &&
        inTime(query, 'StartTime', call.dateCreated) && inTime(query, 'EndTime', call.endedAt)).map((call) => callResource(world, call)));
    case 'GET Calls/:sid':
      return json(response, 200, callResource(world, found(world.calls)));
    case 'POST Calls/:sid': {
      const call = found(world.calls);
      if (form.get('Status') === 'completed' || form.get('Status') === 'canceled') call.hands.hangUp();
      return json(response, 200, callResource(world, call));
    }
    case 'GET IncomingPhoneNumbers':
      return page(response, url, 'incoming_phone_numbers', world.numbers.filter((number) => matches(query, 'PhoneNumber', number.phoneNumber)).map((number) => numberResource(world, number)));
    case 'GET IncomingPhoneNumbers/:sid':
      return json(response, 200, numberResource(world, found(world.numbers)));
    case 'POST IncomingPhoneNumbers/:sid': {
      const number = found(world.numbers);
      for (const [name, value] of form) name === 'FriendlyName' ? (number.friendlyName = value) : number.settings.set(name, value);
      world.ledger.append({ type: 'number-set', number: number.phoneNumber, settings: Object.fromEntries(number.settings) });
      return json(response, 200, numberResource(world, number));
    }
    case 'GET Recordings':
      return page(response, url, 'recordings', world.recordings.filter((recording) =>
        matches(query, 'CallSid', recording.callSid) && inTime(query, 'DateCreated', recording.dateCreated)).map((recording) => recordingResource(world, recording)));
    case 'GET Recordings/:sid': {
      const recording = world.recordings.find((entry) => sid === entry.sid || sid === `${entry.sid}.mp3` || sid === `${entry.sid}.wav`);
      if (!recording || takeFault(world, ['late-media'])) throw new Refused(404, 20404, 'not found');
      if (path.endsWith('.json')) return json(response, 200, recordingResource(world, recording));
      const bytes = silence(recording.duration);
      response.writeHead(200, { 'content-type': 'audio/mpeg', 'content-length': bytes.length });
      return void response.end(bytes);
    }
    default:
      throw new Refused(404, 20404, `The requested resource ${url.pathname} was not found`);
  }
}

const matches = (query: URLSearchParams, name: string, value: string | null): boolean => !query.get(name) || query.get(name) === value;

/** Both by day, as documented, and to the second, as the SDK writes it. */
function inTime(query: URLSearchParams, name: string, value: Date | null): boolean {
  for (const [suffix, holds] of [['>', (a: number, b: number) => a >= b], ['<', (a: number, b: number) => a <= b]] as const) {
    const limit = query.get(`${name}${suffix}`);
    if (limit && !(value && holds(value.getTime(), new Date(limit).getTime() + (suffix === '<' && limit.length === 10 ? 86_400_000 : 0)))) return false;
  }
  const day = query.get(name);
  return !day || value?.toISOString().slice(0, 10) === day.slice(0, 10);
}

/** Newest first; the next page needs Page and PageToken. */
function page(response: ServerResponse, url: URL, name: string, entries: readonly Record<string, unknown>[]): void {
  const size = Math.min(Number(url.searchParams.get('PageSize')) || 50, 1000);
  const number = Number(url.searchParams.get('Page')) || 0;
  const newestFirst = [...entries].reverse();
  // The token pins the list, so that what comes meanwhile does not shift the pages.
  const first = Number((url.searchParams.get('PageToken') ?? '').slice(2)) || newestFirst.length;
  const pinned = newestFirst.slice(newestFirst.length - first);
  const shown = pinned.slice(number * size, (number + 1) * size);
  const at = (page: number): string => {
    const query = new URLSearchParams(url.searchParams);
    query.set('PageSize', String(size));
    query.set('Page', String(page));
    page ? query.set('PageToken', `PA${first}`) : query.delete('PageToken');
    return `${url.pathname}?${query}`;
  };
  json(response, 200, {
    first_page_uri: at(0), next_page_uri: (number + 1) * size < pinned.length ? at(number + 1) : null, previous_page_uri: number ? at(number - 1) : null, uri: at(number),
    page: number, page_size: size, start: number * size, end: number * size + Math.max(0, shown.length - 1), [name]: shown,
  });
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
