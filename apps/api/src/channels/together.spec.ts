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

/** One transaction after the other, until one has to wait. Gives how many there are. */
async function fill(core: ReturnType<typeof slowCore>, ingest: (one: IngestInput) => Promise<IngestResult>): Promise<number> {
  for (let before = -1; core.asked.length > before; ) {
    before = core.asked.length;
    void ingest(input(`filling-${before}`));
    await breath();
  }
  return core.asked.length;
}

describe('what comes in a rush', () => {
  it('is committed at once while there is room, and shares the next transaction when there is not', async () => {
    const core = slowCore();
    const ingest = createTogether(core);
    const room = await fill(core, ingest);
    const elsewhere = ingest(input('z', 'two'));
    const results = ['a', 'b', 'c'].map((name) => ingest(input(name)));
    await breath();
    expect(core.asked.slice(room).map(({ names }) => names)).toEqual([['z']]);
    core.asked[0]!.end();
    await breath();
    expect(core.asked.at(-1)!.names).toEqual([`filling-${room}`, 'a', 'b', 'c']);
    for (const { end } of core.asked) end();
    expect((await Promise.all([...results, elsewhere])).map(({ messageIds }) => messageIds[0])).toEqual(['a', 'b', 'c', 'z']);
  });

  it('comes along with what the same moment brought', async () => {
    const core = slowCore();
    const ingest = createTogether(core);
    const results = ['a', 'b', 'c'].map((name) => ingest(input(name)));
    await breath();
    expect(core.asked.map(({ names }) => names)).toEqual([['a', 'b', 'c']]);
    core.asked[0]!.end();
    expect((await Promise.all(results)).map(({ messageIds }) => messageIds[0])).toEqual(['a', 'b', 'c']);
  });

  it('is brought again as far as the core did not come to it', async () => {
    const core = slowCore();
    const ingest = createTogether(core);
    const results = ['a', 'b', 'c'].map((name) => ingest(input(name)));
    await breath();
    core.asked[0]!.end(kept([input('a')]));
    await breath();
    expect(core.asked[1]!.names).toEqual(['b', 'c']);
    core.asked[1]!.end();
    expect((await Promise.all(results)).map(({ messageIds }) => messageIds[0])).toEqual(['a', 'b', 'c']);
  });

  it('fails together when the database is away, and alone otherwise', async () => {
    const core = slowCore();
    const ingest = createTogether(core);
    const outcomes = ['a', 'b', 'c'].map((name) => ingest(input(name)).then(({ status }) => status, (error: Error) => error.message));
    await breath();
    core.asked[0]!.fail(new Error('no such inbox'));
    await breath();
    expect(core.asked[1]!.names).toEqual(['b', 'c']);
    const away = new Unavailable(new Error('away'));
    core.asked[1]!.fail(away);
    expect(await Promise.all(outcomes)).toEqual(['no such inbox', away.message, away.message]);
    const later = ingest(input('f'));
    await breath();
    core.asked[2]!.end();
    await expect(later).resolves.toMatchObject({ status: 'committed' });
  });
});
