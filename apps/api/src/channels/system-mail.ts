import type { Locale } from '#crm-core';

/** Mail that Okno itself writes, over a connected mailbox of the company. */
export interface SystemMail {
  /** False when no mailbox is connected. Rejects with SendError. */
  send(to: string, kind: 'invitation' | 'password-reset', locale: Locale, url: string): Promise<boolean>;
}
