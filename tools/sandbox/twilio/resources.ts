import type { Call, Media, Message, PhoneNumber, Recording, World } from './world.ts';

/** Resources as the REST API shows them: snake_case, dates in RFC 2822, numbers as strings where Twilio does so. */
const rfc2822 = (date: Date | null): string | null => (date ? date.toUTCString().replace('GMT', '+0000') : null);
const base = (world: World): string => `/2010-04-01/Accounts/${world.accountSid}`;

export function messageResource(world: World, message: Message): Record<string, unknown> {
  const uri = `${base(world)}/Messages/${message.sid}`;
  return {
    account_sid: world.accountSid, api_version: '2010-04-01', body: message.body, date_created: rfc2822(message.dateCreated), date_sent: rfc2822(message.dateSent),
    date_updated: rfc2822(message.dateUpdated), direction: message.direction, error_code: message.errorCode, error_message: null, from: message.from,
    messaging_service_sid: message.messagingServiceSid, num_media: String(message.media.length), num_segments: '1', price: null, price_unit: 'USD', sid: message.sid,
    status: message.status, subresource_uris: { media: `${uri}/Media.json` }, to: message.to, uri: `${uri}.json`,
  };
}

export function mediaResource(world: World, media: Media): Record<string, unknown> {
  return {
    account_sid: world.accountSid, content_type: media.contentType, date_created: rfc2822(new Date()), date_updated: rfc2822(new Date()), parent_sid: media.messageSid, sid: media.sid,
    uri: `${base(world)}/Messages/${media.messageSid}/Media/${media.sid}.json`,
  };
}

export function callResource(world: World, call: Call): Record<string, unknown> {
  const uri = `${base(world)}/Calls/${call.sid}`;
  const talked = call.answeredAt && call.endedAt ? Math.max(1, Math.round(((call.endedAt.getTime() - call.answeredAt.getTime()) * world.timeScale) / 1000)) : 0;
  return {
    sid: call.sid, date_created: rfc2822(call.dateCreated), date_updated: rfc2822(call.endedAt ?? call.dateCreated), parent_call_sid: call.parentCallSid, account_sid: world.accountSid,
    to: call.to, to_formatted: call.to, from: call.from, from_formatted: call.from, phone_number_sid: world.numbers[0]?.sid ?? null, status: call.status,
    start_time: rfc2822(call.dateCreated), end_time: rfc2822(call.endedAt), duration: call.endedAt ? String(talked) : null, price: null, price_unit: 'USD', direction: call.direction,
    answered_by: null, api_version: '2010-04-01', forwarded_from: null, group_sid: null, caller_name: null, queue_time: '0', trunk_sid: null, uri: `${uri}.json`,
    subresource_uris: { recordings: `${uri}/Recordings.json`, notifications: `${uri}/Notifications.json` },
  };
}

export function recordingResource(world: World, recording: Recording): Record<string, unknown> {
  return {
    account_sid: world.accountSid, api_version: '2010-04-01', call_sid: recording.callSid, conference_sid: null, channels: recording.channels,
    date_created: rfc2822(recording.dateCreated), date_updated: rfc2822(recording.dateCreated), start_time: rfc2822(recording.dateCreated), duration: String(recording.duration),
    encryption_details: null, error_code: null, price: null, price_unit: 'USD', sid: recording.sid, source: recording.source, status: 'completed',
    media_url: `${world.apiUrl}${base(world)}/Recordings/${recording.sid}`, uri: `${base(world)}/Recordings/${recording.sid}.json`, subresource_uris: {},
  };
}

export function numberResource(world: World, number: PhoneNumber): Record<string, unknown> {
  const set = (name: string, fallback: string | null = ''): string | null => number.settings.get(name) ?? fallback;
  return {
    account_sid: world.accountSid, address_requirements: 'none', address_sid: null, api_version: '2010-04-01', beta: false, bundle_sid: null,
    capabilities: { fax: false, mms: true, sms: true, voice: true }, date_created: rfc2822(new Date(0)), date_updated: rfc2822(new Date()), emergency_address_sid: null,
    emergency_address_status: 'unregistered', emergency_status: 'Inactive', friendly_name: number.friendlyName, identity_sid: null, origin: 'twilio', phone_number: number.phoneNumber,
    sid: number.sid, sms_application_sid: '', sms_fallback_method: set('SmsFallbackMethod', 'POST'), sms_fallback_url: set('SmsFallbackUrl'), sms_method: set('SmsMethod', 'POST'),
    sms_url: set('SmsUrl'), status: 'in-use', status_callback: set('StatusCallback'), status_callback_method: set('StatusCallbackMethod', 'POST'), trunk_sid: null,
    uri: `${base(world)}/IncomingPhoneNumbers/${number.sid}.json`, voice_application_sid: '', voice_caller_id_lookup: false, voice_fallback_method: set('VoiceFallbackMethod', 'POST'),
    voice_fallback_url: set('VoiceFallbackUrl'), voice_method: set('VoiceMethod', 'POST'), voice_receive_mode: 'voice', voice_url: set('VoiceUrl'), subresource_uris: {}, type: 'local',
  };
}

export function accountResource(world: World): Record<string, unknown> {
  return {
    auth_token: null, date_created: rfc2822(new Date(0)), date_updated: rfc2822(new Date(0)), friendly_name: 'Sandbox', owner_account_sid: world.accountSid, sid: world.accountSid,
    status: 'active', subresource_uris: {}, type: 'Full', uri: `${base(world)}.json`,
  };
}
