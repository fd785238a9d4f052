import { boundsOf, within } from './widths.ts';

describe('the width of a pane', () => {
  it('leaves the conversation its column, however narrow the window', () => {
    for (const window of [1024, 1280, 1440, 1920, 3840]) {
      const [list, panel] = [boundsOf('list', window), boundsOf('panel', window)];
      expect(list.usual).toBeGreaterThanOrEqual(list.least);
      expect(list.usual).toBeLessThanOrEqual(list.most);
      if (window >= 1280) expect(window - 56 - list.most - panel.most).toBeGreaterThanOrEqual(400);
    }
  });

  it('never leaves its bounds', () => {
    const bounds = boundsOf('list', 1440);
    expect([within(bounds, 0), within(bounds, 9_999), within(bounds, 300.4)]).toEqual([280, 460, 300]);
  });
});
