import type { ImapFlow } from 'imapflow';
import { fetchBatch } from './imap-fetch.ts';

/** What a server answers to one FETCH, in its order. */
const answering = (...answers: readonly { uid: number; source?: Buffer | undefined }[]): ImapFlow => ({ usable: true, async *fetch() { yield* answers; } }) as unknown as ImapFlow;
const asked = [1, 2, 3].map((uid) => ({ uid, size: 10, receivedAt: new Date(0) }));

describe('a batch of mails', () => {
  it('shows a mail that the server lists and gives as NIL, instead of passing it over', async () => {
    const got = await fetchBatch(answering({ uid: 1, source: Buffer.from('a') }, { uid: 2 }), asked, 1000);
    expect(got.map(({ uid, source, reason }) => [uid, source?.toString() ?? null, reason])).toEqual([[1, 'a', undefined], [2, null, 'The mail server does not give this mail.']]);
  });

  it('keeps the content whatever else is said about the same mail before or after', async () => {
    const got = await fetchBatch(answering({ uid: 3 }, { uid: 3, source: Buffer.from('c') }, { uid: 3 }), asked, 1000);
    expect(got.map(({ uid, source }) => [uid, source?.toString()])).toEqual([[3, 'c']]);
  });
});
