import twilio from 'twilio';
import type { CallRouting, WebhookReply } from '../contract.ts';
import { HOOKS, hookUrl } from './hooks.ts';
import type { AnnouncementLanguage, TwilioSettings } from './settings.ts';
import { E164 } from './settings.ts';

type Response = InstanceType<typeof twilio.twiml.VoiceResponse>;
type SayAttributes = NonNullable<Parameters<Response['say']>[0]> & object;

const VOICES: Readonly<Record<AnnouncementLanguage, SayAttributes>> = {
  ru: { language: 'ru-RU', voice: 'Polly.Tatyana' },
  uk: { language: 'uk-UA', voice: 'Google.uk-UA-Wavenet-A' },
  en: { language: 'en-US', voice: 'Polly.Joanna' },
};
const WORDS: Readonly<Record<AnnouncementLanguage, { recorded: string; voicemail: string; noAnswer: string }>> = {
  ru: {
    recorded: 'Здравствуйте! Разговор будет записан.',
    voicemail: 'Здравствуйте! Сейчас никто не может ответить. Оставьте сообщение после сигнала, и мы вам перезвоним.',
    noAnswer: 'Клиент не ответил.',
  },
  uk: {
    recorded: 'Вітаємо! Розмову буде записано.',
    voicemail: 'Вітаємо! Зараз ніхто не може відповісти. Залиште повідомлення після сигналу, і ми вам передзвонимо.',
    noAnswer: 'Клієнт не відповів.',
  },
  en: {
    recorded: 'Hello! This call will be recorded.',
    voicemail: 'Hello! Nobody can answer right now. Leave a message after the tone and we will call you back.',
    noAnswer: 'The customer did not answer.',
  },
};

/** Twilio rings at most ten numbers at once. https://www.twilio.com/docs/voice/twiml/number */
const MOST_NUMBERS = 10;
const VOICEMAIL_SECONDS = 180;

/** A document; Twilio must never get text/plain, which it would send to the customer. */
export function document(xml: string): WebhookReply {
  return { status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body: xml };
}
const NOTHING = document(new twilio.twiml.MessagingResponse().toString());
export const nothingToSay = (): WebhookReply => NOTHING;

/** The sentences of Okno to Twilio: what happens next with a call. */
export class CallScript {
  readonly #settings: TwilioSettings;
  readonly #root: string;
  constructor(settings: TwilioSettings, root: string) {
    this.#settings = settings;
    this.#root = root;
  }

  /** A call comes in. `customer` is the sealed number, handed on to every later callback. */
  incoming(routing: CallRouting | undefined, caller: string | null, customer: string | undefined): WebhookReply {
    const numbers = routing?.action === 'dial' ? routing.operators.filter((operator) => operator.kind === 'phone').map((operator) => operator.value) : [];
    if (routing?.action !== 'dial' || !numbers.length) return this.#elsewhere(customer);
    const record = routing.record && this.#settings.recordCalls;
    const response = new twilio.twiml.VoiceResponse();
    if (record) response.say(VOICES[this.#settings.language], WORDS[this.#settings.language].recorded);
    const dial = response.dial({
      // Only as the first verb does it keep the caller hearing the ringing tone; after the announcement it does nothing.
      answerOnBridge: true,
      timeout: routing.timeoutSeconds,
      action: hookUrl(this.#root, HOOKS.dialled, { c: customer }),
      method: 'POST',
      // The operator sees who calls; for an anonymous caller that would not be a number.
      ...(caller && E164.test(caller) ? {} : { callerId: this.#settings.phoneNumber }),
      ...(record ? this.#recorded({ c: customer }) : {}),
    });
    for (const number of numbers.slice(0, MOST_NUMBERS)) {
      dial.number({ statusCallback: hookUrl(this.#root, HOOKS.voiceStatus, { c: customer }), statusCallbackEvent: ['answered'], statusCallbackMethod: 'POST' }, number);
    }
    return document(response.toString());
  }

  /** Voicemail by a step of its own: its request tells us that nobody was there, even if the caller hangs up at the first word. */
  #elsewhere(customer: string | undefined): WebhookReply {
    const response = new twilio.twiml.VoiceResponse();
    response.redirect({ method: 'POST' }, hookUrl(this.#root, HOOKS.unattended, { c: customer }));
    return document(response.toString());
  }

  voicemail(customer: string | undefined): WebhookReply {
    const { language, voicemailGreeting } = this.#settings;
    const response = new twilio.twiml.VoiceResponse();
    response.say(VOICES[language], voicemailGreeting ?? WORDS[language].voicemail);
    response.record({
      action: hookUrl(this.#root, HOOKS.voicemail, { c: customer }),
      method: 'POST',
      maxLength: VOICEMAIL_SECONDS,
      playBeep: true,
      transcribe: false,
      recordingStatusCallback: hookUrl(this.#root, HOOKS.recording, { c: customer }),
      recordingStatusCallbackMethod: 'POST',
    });
    return this.#end(response);
  }

  /** Click-to-call, the operator has picked up: ring the customer. */
  bridge(customer: string, sealed: string, record: boolean): WebhookReply {
    const query = { way: 'out', c: sealed };
    const response = new twilio.twiml.VoiceResponse();
    const dial = response.dial({
      answerOnBridge: true,
      timeout: 45,
      callerId: this.#settings.phoneNumber,
      action: hookUrl(this.#root, HOOKS.dialled, query),
      method: 'POST',
      ...(record ? this.#recorded(query) : {}),
    });
    dial.number(
      {
        statusCallback: hookUrl(this.#root, HOOKS.voiceStatus, query),
        statusCallbackEvent: ['answered'],
        statusCallbackMethod: 'POST',
        ...(record ? { url: hookUrl(this.#root, HOOKS.announce), method: 'POST' } : {}),
      },
      customer,
    );
    return document(response.toString());
  }

  announce(): WebhookReply {
    const response = new twilio.twiml.VoiceResponse();
    response.say(VOICES[this.#settings.language], WORDS[this.#settings.language].recorded);
    return document(response.toString());
  }

  /** To the operator, when the customer could not be reached. */
  noAnswer(): WebhookReply {
    const response = new twilio.twiml.VoiceResponse();
    response.say(VOICES[this.#settings.language], WORDS[this.#settings.language].noAnswer);
    return this.#end(response);
  }

  hangUp(): WebhookReply {
    return this.#end(new twilio.twiml.VoiceResponse());
  }

  #end(response: Response): WebhookReply {
    response.hangup();
    return document(response.toString());
  }

  #recorded(query: Readonly<Record<string, string | undefined>>) {
    return {
      record: 'record-from-answer-dual' as const,
      recordingStatusCallback: hookUrl(this.#root, HOOKS.recording, query),
      recordingStatusCallbackMethod: 'POST',
    };
  }
}
