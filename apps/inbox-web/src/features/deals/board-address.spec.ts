import { boardPath, readBoardAddress } from './board-address.ts';

const there = (path: string) => readBoardAddress(new URL(path, 'http://window').searchParams);

describe('the address of the board', () => {
  it('says what is shown and is read as it was written', () => {
    const shown = { pipelineId: 'p', of: 'mine', marked: 'no-task' as const };
    expect(boardPath(shown)).toBe('/deals?board=p&of=mine&marked=no-task');
    expect(there(boardPath(shown))).toEqual(shown);
  });
  it('is bare where nothing is chosen; a mark that there is not is none', () => {
    expect(boardPath({ pipelineId: null, of: null, marked: null })).toBe('/deals');
    expect(there('/deals?marked=lucky')).toEqual({ pipelineId: null, of: null, marked: null });
  });
});
