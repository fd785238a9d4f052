import { createHmac, timingSafeEqual } from 'node:crypto';

const OURS = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.([0-9a-f]{24})/gi;

/** The part of a Message-ID before the @: our message's id and an HMAC that proves that we minted it. The same at every attempt. */
export function mintLocalPart(messageId: string, key: Buffer): string {
  return `${messageId.toLowerCase()}.${signature(messageId, key)}`;
}

/** Our message named by one of `texts` (ids, or any text that quotes one), if the HMAC holds. Whoever never saw the id cannot name it. */
export function ourMessageIn(texts: Iterable<string>, key: Buffer): string | undefined {
  for (const text of texts) {
    for (const [, id, claimed] of text.matchAll(OURS)) {
      const expected = Buffer.from(signature(id!, key));
      if (timingSafeEqual(expected, Buffer.from(claimed!.toLowerCase()))) return id!.toLowerCase();
    }
  }
  return undefined;
}

const signature = (messageId: string, key: Buffer): string => createHmac('sha256', key).update(`mail:${messageId.toLowerCase()}`).digest('hex').slice(0, 24);
