import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

/**
 * Hides a customer's number inside a callback URL, which proxies write into their logs. The same number gives the same
 * text, so a retried document names the same URLs. Twilio's signature proves that the URL is ours; this only keeps it private.
 */
export interface Seal {
  close(text: string): string;
  /** Null for anything we did not seal. */
  open(sealed: string): string | null;
}

export function createSeal(signingKey: Buffer): Seal {
  const key = Buffer.from(hkdfSync('sha256', signingKey, '', 'okno twilio callback', 32));
  return {
    close(text) {
      // The nonce is made of the text (as in AES-SIV), so that no nonce ever serves two texts.
      const nonce = createHmac('sha256', key).update(text).digest().subarray(0, 12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < 29) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(-16));
        return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('utf8');
      } catch {
        return null;
      }
    },
  };
}
