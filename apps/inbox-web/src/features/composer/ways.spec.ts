import type { CapabilitiesView, InboxView } from '../../../../../libs/crm-core/src/views.ts';
import { aContact, aMessage } from '../../testing/builders.ts';
import { defaultWay, replySubject, waysToAnswer } from './ways.ts';

const capable = (part: Partial<CapabilitiesView>): CapabilitiesView => ({
  channel: 'telegram', maxTextLength: 4096, format: 'plain', subject: false, attachments: null, attachmentsWithText: true, startsConversation: false, addressKind: 'telegram', highestReceipt: 'sent', cc: false, calls: false, ...part,
});
const anInbox = (id: string, capabilities: CapabilitiesView[]): InboxView => ({
  id, adapter: 'telegram', channels: capabilities.map((each) => each.channel), name: id, address: id, enabled: true, health: 'ok', healthDetail: null, lastInboundAt: null, lastOutboundAt: null, isPrivate: false, capabilities, signature: '',
});
const bot = anInbox('bot', [capable({})]);
const number = anInbox('number', [capable({ channel: 'sms', addressKind: 'phone', startsConversation: true }), capable({ channel: 'voice', addressKind: 'phone', startsConversation: true, maxTextLength: 0, calls: true })]);
const identity = (kind: 'telegram' | 'phone', value: string, optedOutInboxIds: string[] = []) => ({ id: value, kind, value, label: value, verified: true, optedOutInboxIds });
const contact = aContact({ identities: [identity('telegram', '42'), identity('phone', '+35799000142')] });

describe('ways to answer', () => {
  it('are the addresses of the contact that an inbox can write to; a bot only where the customer wrote first', () => {
    const known = waysToAnswer({ inboxIds: ['bot'] }, contact, [bot, number]);
    expect(known.map((way) => way.channel)).toEqual(['telegram', 'sms']);
    expect(waysToAnswer({ inboxIds: [] }, contact, [bot, number]).map((way) => way.channel)).toEqual(['sms']);
  });

  it('start where the customer asked last, and answer a call with words on the same number', () => {
    const ways = waysToAnswer({ inboxIds: ['bot', 'number'] }, contact, [bot, number]);
    const asked = [aMessage({ inboxId: 'number', channel: 'sms' }), aMessage({ inboxId: 'bot', channel: 'telegram' }), aMessage({ direction: 'outbound', inboxId: 'number', channel: 'sms' })];
    expect(defaultWay(ways, asked)?.channel).toBe('telegram');
    expect(defaultWay(ways, [...asked, aMessage({ kind: 'call', inboxId: 'number', channel: 'voice' })])?.channel).toBe('sms');
  });

  it('never start with an address that stopped us', () => {
    const stopped = aContact({ identities: [identity('telegram', '42'), identity('phone', '+35799000142', ['number'])] });
    const ways = waysToAnswer({ inboxIds: ['bot', 'number'] }, stopped, [bot, number]);
    expect(defaultWay(ways, [aMessage({ inboxId: 'number', channel: 'sms' })])?.channel).toBe('telegram');
  });

  it('put Re: before a subject once', () => {
    expect(replySubject([aMessage({ channel: 'email', subject: 'Цена' })], null)).toBe('Re: Цена');
    expect(replySubject([aMessage({ channel: 'email', subject: 'RE: Цена' })], null)).toBe('RE: Цена');
  });
});
