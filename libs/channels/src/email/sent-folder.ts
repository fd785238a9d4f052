import { DELIVERY_HEADER } from './compose.ts';
import { connectImap, type ImapLogin } from './imap-connection.ts';

/**
 * Is there a copy of this delivery in the provider's Sent folder? Okno never writes there itself, so a copy is the provider's
 * word that it took the mail. No copy proves nothing: many providers keep none. Rejects when the server cannot be asked.
 */
export async function findInSent(login: ImapLogin, deliveryId: string, mailId: string, soleDelivery: boolean, timing: { connectMs: number; idleMs: number }, signal: AbortSignal): Promise<boolean> {
  const client = await connectImap(login, timing);
  const onAbort = () => client.close();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const sent = (await client.list()).find((mailbox) => mailbox.specialUse === '\\Sent');
    if (!sent) return false;
    await client.mailboxOpen(sent.path, { readOnly: true });
    const byDelivery = (await client.search({ header: { [DELIVERY_HEADER]: deliveryId } }, { uid: true })) || [];
    if (byDelivery.length > 0) return true;
    // A provider may drop our header; the Message-ID alone names the mail, not which of several recipients it went to.
    if (!soleDelivery) return false;
    const byMailId = (await client.search({ header: { 'Message-ID': mailId } }, { uid: true })) || [];
    return byMailId.length === 1;
  } finally {
    signal.removeEventListener('abort', onAbort);
    client.close();
  }
}
