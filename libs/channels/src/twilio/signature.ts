import twilio from 'twilio';

/** The form as Twilio signs it: flat names, every value of a repeated one. */
export function formOf(body: string): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(body)) {
    const known = fields[name];
    fields[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value];
  }
  return fields;
}

/**
 * Is this request from the owner of the account's auth token? `url` is the address we gave Twilio, with the query exactly as
 * requested; all fields count, known or not. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function isSigned(authToken: string, signature: string, url: string, body: Buffer): boolean {
  if (!signature) return false;
  const text = body.toString('utf8');
  try {
    return /[?&]bodySHA256=/.test(url)
      ? twilio.validateRequestWithBody(authToken, signature, url, text)
      : twilio.validateRequest(authToken, signature, url, formOf(text));
  } catch {
    // An address that cannot be parsed was not signed by Twilio.
    return false;
  }
}
