import { boxOf } from './boxes.ts';

describe('the room of a picture', () => {
  it('has its shape, and is no larger than it', () => {
    expect(boxOf({ width: 1600, height: 1200 })).toEqual({ width: 360, aspectRatio: '1.333' });
    expect(boxOf({ width: 900, height: 1200 })).toEqual({ width: 285, aspectRatio: '0.75' });
    expect(boxOf({ width: 200, height: 100 })).toEqual({ width: 200, aspectRatio: '2' });
  });
  it('is bounded for what is very long, very wide or tiny', () => {
    expect(boxOf({ width: 100, height: 5000 })).toEqual({ width: 140, aspectRatio: '0.5' });
    expect(boxOf({ width: 5000, height: 100 })).toEqual({ width: 360, aspectRatio: '2.4' });
    expect(boxOf({ width: 1, height: 1 })).toEqual({ width: 140, aspectRatio: '1' });
  });
  it('is there also when its size is not known', () => expect(boxOf({ width: null, height: 300 })).toEqual({ width: 280, aspectRatio: '4 / 3' }));
});
