import { Unavailable, type IngestInput, type IngestResult } from '#crm-core';
import { createTogether } from './together.ts';

const input = (name: string, inboxId = 'one'): IngestInput => ({ inboxId, raw: { providerKey: name, body: Buffer.alloc(0), headers: {}, receivedAt: new Date(0) }, interpretation: { events: [] } });
const nameOf = ({ raw }: IngestInput): string => raw.providerKey;
const kept = (inputs: readonly IngestInput[]): IngestResult[] => inputs.map((one) => ({ status: 'committed', messageIds: [nameOf(one)] }));

/** A core whose every transaction ends when it is told to. */
function slowCore() {
  const asked: { names: string[]; end: (results?: IngestResult[]) => void; fail: (error: Error) => void }[] = [];
  const ingestBacklog = (inputs: readonly IngestInput[]) =>
    new Promise<IngestResult[]>((resolve, reject) => asked.push({ names: inputs.map(nameOf), end: (results = kept(inputs)) => resolve(results), fail: reject }));
  return { asked, ingestBacklog };
}
const breath = (): Promise<void> => new Promise((wake) => setImmediate(wake));

describe('what comes in a rush', () => {
  it('is committed at once while there is room, and shares the next transaction when there is not', async () => {
    const core = slowCore();
    const ingest = createTogether(core);
    const results = ['a', 'b', 'c', 'd', 'e'].map((name) => ingest(input(name)));
    const elsewhere = ingest(input('z', 'two'));
    expect(core.asked.map(({ names }) => names)).toEqual([['a'], ['b'], ['z']]);
    core.asked[0]!.end();
    await breath();
    expect(core.asked[3]!.names).toEqual(['c', 'd', 'e']);
    for (const { end } of core.asked) end();
    expect((await Promise.all([...results, elsewhere])).map(({ messageIds }) => messageIds[0])).toEqual(['a', 'b', 'c', 'd', 'e', 'z']);
  });

  it('is brought again as far as the core did not come to it', async () => {
    const core = slowCore();
    const ingest = createTogether(core);
    const results = ['a', 'b', 'c', 'd'].map((name) => ingest(input(name)));
    core.asked[0]!.end();
    core.asked[1]!.end();
    await breath();
    expect(core.asked[2]!.names).toEqual(['c', 'd']);
    core.asked[2]!.end(kept([input('c')]));
    await breath();
    expect(core.asked[3]!.names).toEqual(['d']);
    core.asked[3]!.end();
    expect((await Promise.all(results)).map(({ messageIds }) => messageIds[0])).toEqual(['a', 'b', 'c', 'd']);
  });

  it('fails together when the database is away, and alone otherwise', async () => {
    const core = slowCore();
    const ingest = createTogether(core);
    const outcomes = ['a', 'b', 'c', 'd', 'e'].map((name) => ingest(input(name)).then(({ status }) => status, (error: Error) => error.message));
    core.asked[0]!.end();
    await breath();
    core.asked[2]!.fail(new Error('no such inbox'));
    await breath();
    expect(core.asked[3]!.names).toEqual(['d', 'e']);
    core.asked[3]!.fail(new Unavailable(new Error('away')));
    core.asked[1]!.end();
    const [a, b, c, d, e] = await Promise.all(outcomes);
    expect([a, b, c]).toEqual(['committed', 'committed', 'no such inbox']);
    expect(d).toBe(e);
    expect(d).not.toBe('committed');
    const later = ingest(input('f'));
    core.asked[4]!.end();
    await expect(later).resolves.toMatchObject({ status: 'committed' });
  });
});
