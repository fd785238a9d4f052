import { disposition, rangeOf } from './send-file.ts';
import { kindOf, safeName, shownInPlace, trueType } from './sniff.ts';

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

describe('types', () => {
  it('come from the bytes, not from the claim', async () => {
    expect(await trueType(PNG, 'text/html')).toBe('image/png');
    expect(await trueType(Buffer.from('<script>alert(1)</script>'), 'text/html')).toBe('application/octet-stream');
    expect(await trueType(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/png')).not.toMatch(/^image\/png/);
    expect(await trueType(Buffer.from('%PDF-1.7\n'), 'image/png')).toBe('application/pdf');
    expect(await trueType(Buffer.from('a;b\n1;2'), 'text/csv; charset=utf-8')).toBe('text/csv');
  });
  it.each(['image/svg+xml', 'text/html', 'application/pdf', 'application/xhtml+xml', 'text/xml', 'application/octet-stream'])('%s is never shown in place', (mime) => {
    expect(shownInPlace(mime)).toBe(false);
    expect(kindOf(mime)).toBe('file');
  });
});

describe('names', () => {
  it.each([
    ['../../etc/passwd', 'passwd'], ['C:\\temp\\счёт.pdf', 'счёт.pdf'], ['\u200b.htaccess', 'htaccess'], ['a\u202egpj.exe', 'agpj.exe'], ['', 'file'], ['..', 'file'], ['line\r\nbreak.txt', 'linebreak.txt'],
  ])('%j becomes %j', (name, safe) => expect(safeName(name)).toBe(safe));
  it('keep their extension when they are cut', () => expect(safeName(`${'я'.repeat(400)}.docx`)).toMatch(/^я{195}\.docx$/));
});

describe('a download', () => {
  it('has a header that no name can break out of', () => {
    expect(disposition('attachment', 'bill.pdf')).toBe('attachment; filename="bill.pdf"');
    expect(disposition('attachment', 'счёт "1".pdf')).toBe(`attachment; filename="____ _1_.pdf"; filename*=UTF-8''${encodeURIComponent('счёт "1".pdf')}`);
    expect(disposition('inline', "a'(b)*.png")).not.toMatch(/[\r\n]/);
  });
  it.each([
    ['bytes=0-3', { start: 0, end: 3 }], ['bytes=5-', { start: 5, end: 9 }], ['bytes=-2', { start: 8, end: 9 }], ['bytes=0-99', { start: 0, end: 9 }], ['bytes=10-', 'unsatisfiable'],
    ['bytes=5-2', 'unsatisfiable'], ['bytes=0-1,3-4', null], ['items=0-1', null], [undefined, null],
  ])('of ten bytes by %s', (header, range) => expect(rangeOf(header, 10)).toEqual(range));
});
