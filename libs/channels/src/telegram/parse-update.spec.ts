import type { ChannelEvent, MessageReceived, RawInbound } from '../contract.ts';
import { parseUpdate } from './parse-update.ts';
import { generateEachField, generateUpdate, updateKinds } from './testing/generate-update.ts';
import type { BotApiSpec } from './testing/generate-update.ts';
import { vendorSamples } from '../testing/shared-vendor.ts';

const published = vendorSamples('telegram');

const BOT = 6_100_000_001;
const from = { id: 7_000_000_101, is_bot: false, first_name: 'Олена', last_name: 'Т.', username: 'olena_example', language_code: 'uk' };
const chat = { id: 7_000_000_101, type: 'private', first_name: 'Олена' };
const group = { id: -1_002_000_000_001, type: 'supergroup', title: 'Підтримка' };

const raw = (update: object): RawInbound => ({ providerKey: 'k', body: Buffer.from(JSON.stringify(update)), headers: {}, receivedAt: new Date('2026-11-21T10:00:00Z') });
const parse = (update: object): readonly ChannelEvent[] => parseUpdate(raw(update), BOT);
function received(content: object): MessageReceived {
  const [event] = parse({ update_id: 1, message: { message_id: 5, from, chat, date: 1_795_291_000, ...content } });
  if (event?.type !== 'message-received') throw new Error(`It became ${event?.type}.`);
  return event;
}

describe('a Telegram update', () => {
  it('names the person by their Telegram id, which Telegram proves', () => {
    expect(received({ text: 'Привіт' })).toMatchObject({
      channel: 'telegram', direction: 'inbound', externalId: '7000000101/5', externalThreadId: '7000000101', text: 'Привіт', occurredAt: new Date(1_795_291_000_000),
      sender: { address: { kind: 'telegram', value: '7000000101' }, verified: true, displayName: 'Олена Т.', handle: 'olena_example', language: 'uk' },
    });
  });

  it('reads the payload of a deep link as the source', () => {
    expect(received({ text: '/start ad_42-x' }).source).toEqual({ startParameter: 'ad_42-x' });
    expect(received({ text: '/start@desk_bot ad', chat: group }).source).toEqual({ startParameter: 'ad' });
    expect(received({ text: '/start' }).source).toBeUndefined();
    expect(received({ text: 'please /start ad' }).source).toBeUndefined();
  });

  it('writes a hidden link behind its words, counting as Telegram counts', () => {
    const entities = [{ type: 'text_link', offset: 3, length: 4, url: 'https://shop.example/a' }, { type: 'bold', offset: 0, length: 2 }];
    expect(received({ text: '👋 тут і там', entities }).text).toBe('👋 тут  (https://shop.example/a)і там');
  });

  it('takes the largest photo and keeps its caption', () => {
    const photo = [{ file_id: 'big', file_unique_id: 'b', width: 1280, height: 960, file_size: 9 }, { file_id: 'small', file_unique_id: 's', width: 90, height: 67 }];
    const event = received({ photo, caption: 'Ось' });
    expect(event.text).toBe('Ось');
    expect(event.attachments).toEqual([{ kind: 'image', name: 'photo-5.jpg', mime: 'image/jpeg', size: 9, width: 1280, height: 960, content: { type: 'ref', ref: { fileId: 'big' } } }]);
  });

  it('gives the items of an album one album id and each its own message', () => {
    const item = (id: number) => received({ message_id: id, media_group_id: '139', photo: [{ file_id: `f${id}`, file_unique_id: 'u', width: 1, height: 1 }] });
    expect([item(5), item(6)].map(({ albumId, externalId }) => [albumId, externalId])).toEqual([['7000000101/139', '7000000101/5'], ['7000000101/139', '7000000101/6']]);
  });

  it.each([
    ['voice', 'voice', 'audio/ogg'], ['video', 'video', 'video/mp4'], ['video_note', 'video', 'video/mp4'], ['audio', 'audio', 'audio/mpeg'], ['animation', 'video', 'video/mp4'],
    ['document', 'file', 'application/octet-stream'], ['sticker', 'sticker', 'image/webp'],
  ])('reads a %s as an attachment', (key, kind, mime) => {
    expect(received({ [key]: { file_id: 'F', file_unique_id: 'U', duration: 3 } }).attachments).toMatchObject([{ kind, mime, content: { type: 'ref', ref: { fileId: 'F' } } }]);
  });

  it('says that a file above 20 MB cannot be had, instead of trying for ever', () => {
    expect(received({ document: { file_id: 'F', file_unique_id: 'U', file_size: 21 * 1024 * 1024, file_name: 'архів.zip' } }).attachments[0]).toMatchObject({ name: 'архів.zip', content: { type: 'unavailable' } });
  });

  it('believes a phone number only when it is the sender\'s own and not forwarded', () => {
    const own = { phone_number: '380 (55) 500-02-01', first_name: 'Олена', user_id: from.id };
    expect(received({ contact: own }).claims).toEqual([{ address: { kind: 'phone', value: '+380555000201' }, verified: true, origin: 'telegram-contact' }]);
    for (const content of [{ contact: { ...own, user_id: 5 } }, { contact: { ...own, user_id: undefined } }, { contact: own, forward_origin: { type: 'hidden_user' } }, { contact: { ...own, phone_number: '12' } }]) {
      expect(received(content).claims).toEqual([]);
      expect(received(content).contactCard).toMatchObject({ name: 'Олена' });
    }
  });

  it('reads places', () => {
    expect(received({ location: { latitude: 50.4501, longitude: 30.5234 } }).location).toEqual({ latitude: 50.4501, longitude: 30.5234 });
    const venue = { location: { latitude: 1, longitude: 2 }, title: 'Склад', address: 'вул. Хрещатик, 1' };
    expect(received({ venue, location: venue.location }).location).toEqual({ latitude: 1, longitude: 2, title: 'Склад', address: 'вул. Хрещатик, 1' });
  });

  it('keeps what is answered and what is quoted', () => {
    const event = received({ text: 'Так', reply_to_message: { message_id: 90, chat, date: 1 }, quote: { text: 'синю чашку', position: 1 } });
    expect(event).toMatchObject({ replyTo: '7000000101/90', quotedText: 'синю чашку' });
    expect(received({ text: 'Так', reply_to_message: { message_id: 90, chat: group, date: 1 } }).replyTo).toBeUndefined();
  });

  it('makes a group the contact and names who wrote', () => {
    expect(received({ text: 'всім', chat: group }).sender).toEqual({ address: { kind: 'telegram', value: '-1002000000001' }, verified: true, displayName: 'Підтримка', group: true, memberName: 'Олена Т.' });
  });

  it('keeps the topics of a forum apart', () => {
    expect(received({ text: 'У темі', chat: group, message_thread_id: 77, is_topic_message: true }).externalThreadId).toBe('-1002000000001#77');
    expect(received({ text: 'Відповідь', chat: group, message_thread_id: 77 }).externalThreadId).toBe('-1002000000001');
  });

  it('shows what it cannot read yet, by the name Telegram gives it', () => {
    expect(received({ poll: { id: '1' } })).toMatchObject({ unsupportedContent: 'poll', text: '' });
    expect(received({ hologram: { file_id: 'x' }, caption: 'дивись' })).toMatchObject({ unsupportedContent: 'hologram', text: 'дивись' });
    expect(received({})).toMatchObject({ unsupportedContent: 'empty message' });
  });

  it('takes service messages for nothing said', () => {
    expect(parse({ update_id: 1, message: { message_id: 5, from, chat: group, date: 1, new_chat_members: [from] } })).toEqual([{ type: 'unsupported', reason: 'Service message "new_chat_members".' }]);
  });

  it('follows a group that becomes a supergroup, without making work of it', () => {
    const event = received({ chat: { id: -5, type: 'group', title: 'Група' }, migrate_to_chat_id: -1_005 });
    expect(event).toMatchObject({ claims: [{ address: { kind: 'telegram', value: '-1005' }, verified: true }], automatic: 'report' });
  });

  it('reads edits under the id of the message', () => {
    const message = { message_id: 5, from, chat, date: 1, edit_date: 1_795_291_200, caption: 'інше', photo: [{ file_id: 'F', file_unique_id: 'U' }] };
    expect(parse({ update_id: 1, edited_message: message })).toEqual([{ type: 'message-edited', externalId: '7000000101/5', editedAt: new Date(1_795_291_200_000), text: 'інше' }]);
    expect(parse({ update_id: 1, edited_message: { ...message, photo: undefined, caption: undefined, location: { latitude: 1, longitude: 2 } } })[0]?.type).toBe('unsupported');
  });

  it('brings the whole message with an edit, as long as the original may still be on its way', () => {
    const message = { message_id: 5, from, chat, date: 1_795_291_000, edit_date: 1_795_291_200, text: 'нове' };
    const [original] = parse({ update_id: 1, message: { ...message, edit_date: undefined } });
    expect(parse({ update_id: 2, edited_message: message })).toEqual([{ type: 'message-edited', externalId: '7000000101/5', editedAt: new Date(1_795_291_200_000), text: 'нове', original }]);
    expect(parse({ update_id: 3, edited_message: { ...message, date: 1_795_291_200 - 24 * 3_600 } })[0]).not.toHaveProperty('original');
  });

  it('tells when the customer blocks and unblocks the bot', () => {
    const change = (before: string, after: string) => parse({ update_id: 1, my_chat_member: { chat, from, date: 1_795_291_400, old_chat_member: { status: before }, new_chat_member: { status: after } } });
    const address = { kind: 'telegram', value: '7000000101' };
    expect(change('member', 'kicked')).toEqual([{ type: 'reachability-changed', address, reachable: false, reason: 'blocked', occurredAt: new Date(1_795_291_400_000) }]);
    expect(change('kicked', 'member')).toMatchObject([{ reachable: true, reason: 'unblocked' }]);
    expect(change('member', 'administrator')).toMatchObject([{ type: 'unsupported' }]);
  });

  it('reads a pressed button as what stands on it', () => {
    const message = { message_id: 92, chat, date: 1, reply_markup: { inline_keyboard: [[{ text: '👍', callback_data: 'csat:5' }, { text: '👎', callback_data: 'csat:1' }]] } };
    expect(parse({ update_id: 1, callback_query: { id: '30', from, message, data: 'csat:5' } })).toMatchObject([{ type: 'message-received', text: '👍', externalId: 'callback/30', replyTo: '7000000101/92' }]);
  });

  describe('from a business account', () => {
    const business = (content: object) => parse({ update_id: 1, business_message: { message_id: 9, business_connection_id: 'bc', from, chat, date: 1, text: 'x', ...content } })[0];
    it('keeps the same customer apart from the bot\'s own chat', () => {
      expect(business({})).toMatchObject({ externalId: 'bc|7000000101/9', externalThreadId: 'bc|7000000101', direction: 'inbound', sender: { address: { value: '7000000101' } } });
    });
    it('sees what the owner wrote on their phone as ours', () => {
      expect(business({ from: { id: 900, is_bot: false, first_name: 'Магазин' } })).toMatchObject({ direction: 'outbound', sender: { address: { value: '900' } }, to: [{ address: { value: '7000000101' }, displayName: 'Олена' }] });
    });
    it('sees deletions', () => {
      expect(parse({ update_id: 1, deleted_business_messages: { business_connection_id: 'bc', chat, message_ids: [1, 2] } })).toEqual([
        { type: 'message-deleted', externalIds: ['bc|7000000101/1', 'bc|7000000101/2'], deletedAt: new Date('2026-11-21T10:00:00Z') },
      ]);
    });
  });
});

published.describe('the sample updates', () => {
  const expected: Record<string, object> = {
    '01-start-deep-link': { type: 'message-received', source: { startParameter: 'conv_8f3a-01' } },
    '02-text-entities-emoji': { type: 'message-received', text: '👋 Привіт! Де моє замовлення №42? https://shop.example/42' },
    '03-reply-with-quote': { type: 'message-received', replyTo: '7000000101/90', quotedText: 'синю чашку' },
    '04-photo-caption': { type: 'message-received', text: 'Ось фото', attachments: [{ kind: 'image', width: 1280 }] },
    '05-album-1-of-3': { albumId: '7000000101/13900000000000001', text: 'Три фото' },
    '06-album-2-of-3': { albumId: '7000000101/13900000000000001' },
    '07-album-3-of-3': { albumId: '7000000101/13900000000000001', attachments: [{ kind: 'video', name: 'IMG_1.mp4' }] },
    '08-voice': { attachments: [{ kind: 'voice', durationSeconds: 4 }] },
    '09-document-too-big-to-fetch': { attachments: [{ name: 'відео архів.zip', size: 52_428_800, content: { type: 'unavailable' } }] },
    '10-contact-own': { claims: [{ address: { kind: 'phone', value: '+380555000201' }, verified: true }] },
    '11-contact-of-someone-else': { claims: [], contactCard: { name: 'Дядько', phone: '+380555000777' } },
    '12-location': { location: { latitude: 50.4501, longitude: 30.5234 } },
    '13-sticker': { attachments: [{ kind: 'sticker', mime: 'image/webp' }] },
    '14-forwarded-hidden-user': { text: 'Перешліть це' },
    '15-video-note': { attachments: [{ kind: 'video', width: 384, height: 384 }] },
    '16-edited-message': { type: 'message-edited', externalId: '7000000101/2' },
    '17-callback-query': { type: 'message-received', text: '👍' },
    '18-my-chat-member-blocked': { type: 'reachability-changed', reachable: false },
    '19-my-chat-member-unblocked': { type: 'reachability-changed', reachable: true },
    '20-message-reaction': { type: 'unsupported' },
    '21-business-connection': { type: 'unsupported' },
    '22-business-message-from-customer': { direction: 'inbound', externalThreadId: 'bc_AQADexample|7000000101' },
    '23-business-message-by-owner': { direction: 'outbound', externalThreadId: 'bc_AQADexample|7000000101' },
    '24-deleted-business-messages': { type: 'message-deleted', externalIds: ['bc_AQADexample|7000000101/501', 'bc_AQADexample|7000000101/502'] },
    '25-forum-topic-message': { externalThreadId: '-1002000000001#77', sender: { group: true, memberName: 'Олена Т.' } },
    '26-forum-topic-created': { type: 'unsupported' },
    '27-group-migrated': { claims: [{ address: { value: '-1002000000002' } }] },
  };
  it.each(Object.entries(expected))('%s', (name, event) => expect(parse(published.json<object>(`${name}.json`))).toMatchObject([event]));
});

published.describe('every update type of the published Bot API', () => {
  const spec = () => published.json<BotApiSpec>('bot-api.json');
  const sane = (update: Record<string, unknown>) => {
    const events = parse(update);
    expect(events).toHaveLength(1);
    for (const event of events) {
      if (event.type === 'unsupported') expect(event.reason).toMatch(/\w{4}/);
      if (event.type === 'message-received') {
        const shown = event.text !== '' || event.attachments.length > 0 || event.location || event.contactCard || event.unsupportedContent;
        expect(Boolean(shown)).toBe(true);
        expect(event.externalId).toMatch(/^(.+\|)?-?\d+\/\d+$|^callback\//);
        expect(Number.isNaN(event.occurredAt.getTime())).toBe(false);
      }
    }
  };

  it('parses, with as little and as much in it as the specification allows', () => {
    const api = spec();
    const kinds = updateKinds(api);
    expect(kinds.length).toBeGreaterThanOrEqual(25);
    for (const kind of kinds) for (const fill of ['minimal', 'maximal'] as const) sane(generateUpdate(api, kind, fill));
  });

  it('parses with each single field of a message', () => {
    const fields = generateEachField(spec(), 'Message');
    expect(fields.length).toBeGreaterThan(90);
    for (const { value } of fields) {
      sane({ update_id: 1, message: value });
      sane({ update_id: 1, edited_message: value });
    }
  });
});
