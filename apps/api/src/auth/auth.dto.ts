import { z } from 'zod';
import { timeZone } from '../http/fields.ts';
import { letterHtml } from '../http/html.ts';

export const locale = z.enum(['ru', 'uk', 'en']);
export const theme = z.enum(['light', 'dark', 'system']);
export const role = z.enum(['operator', 'manager', 'admin']);
export const email = z.string().trim().toLowerCase().pipe(z.email()).pipe(z.string().max(254));
export const personName = z.string().trim().min(1).max(200);
/** Only a cap here: how strong it must be is said where it is set. */
export const password = z.string().min(1).max(1_000);
export const token = z.string().min(20).max(200);
export const phone = z.string().trim().max(32).nullable();

/** Nobody's address is anything but visible ASCII: what else is typed names nobody, and no two spellings of one address are counted apart. */
const typedEmail = z.string().trim().toLowerCase().max(254).transform((value) => (/^[\x21-\x7e]+$/.test(value) ? value : ''));

export const Login = z.strictObject({ email: typedEmail, password });
/** A key by its place, with what is held, or one after another: `Shift+KeyU`, `KeyG KeyQ`. `?` is a character wherever it stands. */
const KEY = /^(\?|(Mod\+)?(Shift\+)?[A-Z][A-Za-z0-9]{0,20}( (Shift\+)?[A-Z][A-Za-z0-9]{0,20})?)$/;
const ownKeys = z.record(z.string().max(60).regex(KEY), z.string().max(60).regex(KEY).or(z.literal('')))
  .refine((keys) => Object.keys(keys).length <= 200, 'are more than there are actions')
  .refine((keys) => { const taken = Object.values(keys).filter(Boolean); return new Set(taken).size === taken.length; }, 'give one key to two actions');

/** Only what is named changes. */
const preferences = z.strictObject({
  sendKey: z.enum(['auto', 'enter', 'mod-enter']),
  mailHoldSeconds: z.union([z.literal(0), z.literal(5), z.literal(10), z.literal(30)]),
  sound: z.boolean(), soundVolume: z.number().int().min(0).max(100), desktop: z.boolean(), desktopWords: z.boolean(), taskDesktop: z.boolean(), taskTelegram: z.boolean(),
  density: z.enum(['comfortable', 'compact']), letterKeys: z.boolean(), keys: ownKeys,
}).partial();
export const UpdateMe = z.strictObject({ name: personName, locale, theme, phone, onDuty: z.boolean(), preferences, signature: letterHtml(20_000), deputyId: z.guid().nullable() }).partial();
export const ChangePassword = z.strictObject({ current: password, next: password });
export const Forgot = z.strictObject({ email: typedEmail });
export const Reset = z.strictObject({ token, password });
export const SetupQuery = z.strictObject({ token });
export const Setup = z.strictObject({
  token,
  company: z.strictObject({
    name: z.string().trim().min(1).max(200), language: locale, currency: z.string().regex(/^[A-Z]{3}$/), country: z.string().regex(/^[A-Z]{2}$/),
    timeZone,
  }),
  user: z.strictObject({ name: personName, email, password }),
});
export const Invite = z.strictObject({ email, name: personName, role, inboxIds: z.array(z.guid()).max(500).default([]), teamIds: z.array(z.guid()).max(500).default([]) });
export const AcceptInvitation = z.strictObject({ name: personName, password, locale });

export type Login = z.infer<typeof Login>;
export type UpdateMe = z.infer<typeof UpdateMe>;
export type ChangePassword = z.infer<typeof ChangePassword>;
export type Forgot = z.infer<typeof Forgot>;
export type Reset = z.infer<typeof Reset>;
export type Setup = z.infer<typeof Setup>;
export type SetupQuery = z.infer<typeof SetupQuery>;
export type Invite = z.infer<typeof Invite>;
export type AcceptInvitation = z.infer<typeof AcceptInvitation>;
