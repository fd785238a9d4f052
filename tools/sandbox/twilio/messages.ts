import { deliver } from './deliver.ts';
import { newSid, pause } from './world.ts';
import type { Media, Message, World } from './world.ts';

/** A refusal of the REST API. */
export class Refused extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

const E164 = /^\+[1-9]\d{6,14}$/;
const STOP = new Set(['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT']);
const START = new Set(['START', 'YES', 'UNSTOP']);

/** POST /Messages.json. What it takes stands in the ledger before it is answered. Throws Refused. */
export function acceptMessage(world: World, form: URLSearchParams): Message {
  const to = form.get('To') ?? '';
  const service = form.get('MessagingServiceSid');
  const from = form.get('From') ?? (service ? (world.numbers[0]?.phoneNumber ?? '') : '');
  const body = form.get('Body') ?? '';
  if (!E164.test(bare(to))) throw new Refused(400, 21211, `The 'To' number ${to} is not a valid phone number.`);
  if (!world.numbers.some((number) => number.phoneNumber === bare(from))) throw new Refused(400, 21606, `The 'From' number ${from} is not a valid, message-capable number of this account.`);
  if (!body && !form.has('MediaUrl')) throw new Refused(400, 21602, 'Message body is required.');
  if (body.length > 1600) throw new Refused(400, 21617, 'The concatenated message body exceeds the 1600 character limit.');
  if (world.optOuts.has(`${from}|${to}`)) throw new Refused(400, 21610, 'Attempt to send to unsubscribed recipient');
  const now = new Date();
  const message: Message = {
    sid: newSid('SM'), direction: 'outbound-api', from, to, messagingServiceSid: service, body, status: service ? 'accepted' : 'queued', errorCode: null, media: [],
    dateCreated: now, dateUpdated: now, dateSent: null, statusCallback: form.get('StatusCallback'),
  };
  world.messages.push(message);
  world.ledger.append({ type: 'message-accepted', sid: message.sid, from, to, body, statusCallback: message.statusCallback });
  void travel(world, message);
  return message;
}

/** queued → sent → delivered, or what was asked for, with its callbacks. The first status has none. */
async function travel(world: World, message: Message): Promise<void> {
  const behaviour = world.receipts;
  const last = behaviour.outcome;
  const stages = last === 'failed' ? ['failed'] : last === 'sent' ? ['sent'] : ['sent', last];
  const callbacks: Record<string, string>[] = [];
  for (const status of stages) {
    await pause(world, status === 'sent' || status === 'failed' ? behaviour.sentAfterMs : behaviour.deliveredAfterMs);
    message.status = status;
    message.dateUpdated = new Date();
    if (status === 'sent') message.dateSent = message.dateUpdated;
    if (status === 'failed' || status === 'undelivered') message.errorCode = behaviour.errorCode;
    world.ledger.append({ type: 'message-status', sid: message.sid, status });
    callbacks.push(receiptFields(world, message));
    if (behaviour.order === 'forward') await callBack(world, message, callbacks.splice(0));
  }
  await callBack(world, message, callbacks.reverse());
}

async function callBack(world: World, message: Message, callbacks: readonly Record<string, string>[]): Promise<void> {
  if (!message.statusCallback || world.receipts.lose) return;
  for (const fields of callbacks) for (let time = 0; time < world.receipts.times; time++) await deliver(world, message.statusCallback, fields);
}

function receiptFields(world: World, message: Message): Record<string, string> {
  return {
    SmsSid: message.sid, SmsStatus: message.status, MessageStatus: message.status, To: message.to, MessageSid: message.sid, AccountSid: world.accountSid, From: message.from,
    ApiVersion: '2010-04-01',
    ...(message.messagingServiceSid ? { MessagingServiceSid: message.messagingServiceSid } : {}),
    ...(message.errorCode ? { ErrorCode: String(message.errorCode) } : {}),
    ...(message.status === 'delivered' || message.status === 'undelivered' ? { RawDlrDoneDate: '2611212015' } : {}),
  };
}

export interface FromCustomer {
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly media?: readonly { readonly contentType: string; readonly base64: string }[];
  /** As Advanced Opt-Out would add it. */
  readonly optOutType?: string;
  /** Further fields of the form. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** A customer writes: the message exists at Twilio whether or not our webhook takes it. */
export async function customerWrites(world: World, input: FromCustomer): Promise<{ sid: string; delivered: boolean; answer: string }> {
  const number = world.numbers.find((entry) => entry.phoneNumber === bare(input.to));
  if (!number) throw new Refused(404, 20404, `${input.to} is no number of this account.`);
  const sid = newSid(input.media?.length ? 'MM' : 'SM');
  const media = (input.media ?? []).map((file): Media => ({ sid: newSid('ME'), messageSid: sid, contentType: file.contentType, bytes: Buffer.from(file.base64, 'base64') }));
  const now = new Date();
  world.media.push(...media);
  world.messages.push({
    sid, direction: 'inbound', from: input.from, to: input.to, messagingServiceSid: null, body: input.body, status: 'received', errorCode: null, media,
    dateCreated: now, dateUpdated: now, dateSent: now, statusCallback: null,
  });
  world.ledger.append({ type: 'message-received', sid, from: input.from, to: input.to, body: input.body, media: media.length });
  const word = input.body.trim().toUpperCase();
  if (STOP.has(word)) world.optOuts.add(`${input.to}|${input.from}`);
  if (START.has(word)) world.optOuts.delete(`${input.to}|${input.from}`);
  const fields = inboundFields(world, sid, input, media);
  const answer = (await deliver(world, number.settings.get('SmsUrl') ?? '', fields)) ?? (await fallback(world, number.settings.get('SmsFallbackUrl'), fields));
  if (answer && !/xml/.test(answer.contentType) && answer.body.trim()) world.ledger.append({ type: 'twiml-error', code: 12300, sid, detail: `an answer of ${answer.contentType} would be sent to the customer` });
  return { sid, delivered: answer !== null, answer: answer?.body ?? '' };
}

const fallback = (world: World, url: string | undefined, fields: Record<string, string>) => (url ? deliver(world, url, { ...fields, ErrorCode: '11200' }) : Promise.resolve(null));

function inboundFields(world: World, sid: string, input: FromCustomer, media: readonly Media[]): Record<string, string> {
  const fields: Record<string, string> = {
    ToCountry: 'UA', ToState: '', SmsMessageSid: sid, NumMedia: String(media.length), ToCity: '', FromZip: '', SmsSid: sid, FromState: '', SmsStatus: 'received', FromCity: '',
    Body: input.body, FromCountry: 'UA', To: input.to, ToZip: '', NumSegments: String(Math.max(1, Math.ceil(input.body.length / 67))), MessageSid: sid, AccountSid: world.accountSid,
    From: input.from, ApiVersion: '2010-04-01', ...(input.optOutType ? { OptOutType: input.optOutType } : {}), ...input.fields,
  };
  media.forEach((file, index) => {
    fields[`MediaContentType${index}`] = file.contentType;
    fields[`MediaUrl${index}`] = `${world.apiUrl}/2010-04-01/Accounts/${world.accountSid}/Messages/${sid}/Media/${file.sid}`;
  });
  return fields;
}

const bare = (address: string): string => address.slice(address.lastIndexOf(':') + 1);
