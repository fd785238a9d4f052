import { faviconWith } from './favicon.ts';

it('the tab’s picture carries the number, nine at most, and is the plain one when nobody waits', () => {
  expect(faviconWith(0)).toBe('/favicon.svg');
  expect(decodeURIComponent(faviconWith(3))).toContain('>3</text>');
  expect(decodeURIComponent(faviconWith(12))).toContain('>9+</text>');
});
