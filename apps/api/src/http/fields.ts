import { isTimeZone } from '#crm-core';
import { z } from 'zod';

/** Fields that several nouns share. */
export const id = z.guid().transform((value) => value.toLowerCase());
/** Client-made ids are keys of idempotency and must be real UUIDs. */
export const newId = z.uuid().transform((value) => value.toLowerCase());
export const addressKind = z.enum(['email', 'phone', 'telegram', 'visitor', 'http']);
export const address = z.strictObject({ kind: addressKind, value: z.string().trim().min(1).max(320) });
export const channel = z.enum(['email', 'telegram', 'sms', 'voice', 'webchat', 'http']);
export const when = z.iso.datetime({ offset: true });
export const money = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const currency = z.string().regex(/^[A-Z]{3}$/, 'is not a currency such as EUR');
/** PostgreSQL stores no NUL. */
export const words = (max: number) => z.string().max(max).transform((value) => value.replaceAll('\0', ''));
export const timeZone = z.string().max(64).refine(isTimeZone, 'is not a time zone such as Europe/Kyiv');
export const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1');
