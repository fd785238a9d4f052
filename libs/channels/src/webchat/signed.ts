import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A value that only we can have written: `<base64url of JSON>.<base64url HMAC-SHA-256>`. `purpose` keeps one kind of value from
 * passing as another, and one inbox's from passing in another. Stateless: nothing is stored, a changed key ends them all.
 */
export function seal(key: Buffer, purpose: string, value: unknown): string {
  const payload = Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${payload}.${mac(key, purpose, payload)}`;
}

/** What was sealed, still unknown in shape; undefined when it was not sealed by us for this purpose. */
export function unseal(key: Buffer, purpose: string, sealed: string): unknown {
  const [payload, signature, ...rest] = sealed.split('.');
  if (!payload || !signature || rest.length || !sameText(signature, mac(key, purpose, payload))) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/** In constant time. */
export function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const mac = (key: Buffer, purpose: string, payload: string): string => createHmac('sha256', key).update(`${purpose}\n${payload}`).digest('base64url');
