import type { CapabilitiesView } from '../../../../../libs/crm-core/src/views.ts';
import { blocks, issuesOf } from './limits.ts';
import type { Way } from './ways.ts';

function aWay(part: Partial<Way> = {}, can: Partial<CapabilitiesView> = {}): Way {
  return {
    inboxId: 'inbox', channel: 'http', to: { kind: 'http', value: '1' }, toLabel: '1', from: 'us', optedOut: false, down: false, ...part,
    capabilities: { channel: 'http', maxTextLength: 100, format: 'plain', subject: false, attachments: { maxCount: 2, maxBytes: 1000 }, attachmentsWithText: true, startsConversation: true, addressKind: 'http', highestReceipt: 'sent', cc: false, calls: false, ...can },
  };
}
const file = (size: number, name = 'a.pdf'): { name: string; size: number } => ({ name, size });
const codes = (way: Way | null, text = '', files: { name: string; size: number }[] = [], lastAsked: Way | null = way): string[] => issuesOf({ way, lastAsked, text, files }).map(({ code }) => code);

describe('what is told before sending', () => {
  it('nothing where all is well', () => {
    expect(codes(aWay(), 'x'.repeat(100), [file(400), file(600)])).toEqual([]);
    expect(codes(null)).toEqual([]);
  });

  it('that a long text arrives as several messages, and that one beyond twenty does not go', () => {
    expect(issuesOf({ way: aWay(), lastAsked: null, text: 'x'.repeat(101), files: [] })).toEqual([{ code: 'parts', count: 2 }]);
    expect(codes(aWay(), 'x'.repeat(2000))).toEqual(['parts']);
    expect(codes(aWay(), 'x'.repeat(2001))).toEqual(['too-long']);
    expect(codes(aWay({}, { maxTextLength: 0 }), 'x'.repeat(9000))).toEqual([]);
  });

  it('files the channel does not carry, too many, too heavy: together where they travel together, each by itself elsewhere', () => {
    expect(codes(aWay({}, { attachments: null }), '', [file(1)])).toEqual(['no-files']);
    expect(codes(aWay(), '', [file(1), file(1), file(1)])).toEqual(['too-many-files']);
    expect(issuesOf({ way: aWay(), lastAsked: null, text: '', files: [file(500, 'b'), file(501, 'big')] })).toEqual([{ code: 'file-too-big', name: 'big', mostBytes: 1000 }]);
    const single = aWay({}, { attachments: { maxCount: 1, maxBytes: 1000 }, attachmentsWithText: false });
    expect(codes(single, '', [file(999), file(999), file(999)])).toEqual([]);
    expect(codes(single, '', [file(1001)])).toEqual(['file-too-big']);
    expect(codes(single, '', Array.from({ length: 21 }, () => file(1)))).toEqual(['too-many-files']);
  });

  it('that somebody stopped us: there, or where they asked while the reply goes elsewhere', () => {
    const stopped = aWay({ optedOut: true });
    expect(codes(stopped)).toEqual(['opted-out']);
    expect(codes(null, '', [], stopped)).toEqual(['opted-out']);
    expect(codes(aWay(), '', [], stopped)).toEqual(['asked-opted-out']);
  });

  it('that our side is down, which stops nothing, after what stops', () => {
    const down = aWay({ down: true });
    expect(codes(down)).toEqual(['down']);
    expect(codes(down, 'Заказ {order.number}')).toEqual(['unfilled', 'down']);
    expect(issuesOf({ way: down, lastAsked: null, text: '{order.number}', files: [] }).map(blocks)).toEqual([true, false]);
  });

  it('that a variable was not filled, in a note too', () => {
    expect(issuesOf({ way: null, lastAsked: null, text: '{order.total} и {order.total}', files: [] })).toEqual([{ code: 'unfilled', names: ['{order.total}'] }]);
  });
});
