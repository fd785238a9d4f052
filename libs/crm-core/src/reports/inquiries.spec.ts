import { inquiriesOf, type Line, type Standing } from './inquiries.ts';

const at = (minutes: number): Date => new Date(Date.UTC(2027, 2, 1, 9, minutes));
const line = (minute: number, over: Partial<Line>): Line => ({
  kind: 'text', direction: 'inbound', inbox_id: 'support', channel: 'telegram', author_id: null, delivery_status: null, call: null, status: null, occurred_at: at(minute), ...over,
});
const asks = (minute: number): Line => line(minute, {});
const answers = (minute: number, over: Partial<Line> = {}): Line => line(minute, { direction: 'outbound', author_id: 'anna', delivery_status: 'sent', ...over });
const turns = (minute: number, from: 'open' | 'closed' | 'pending', to: 'open' | 'closed' | 'snoozed'): Line => line(minute, { kind: 'activity', direction: 'internal', status: { from, to, byId: 'boris' } });
const calls = (minute: number, direction: 'inbound' | 'outbound', state: 'ringing' | 'completed' | 'missed'): Line => line(minute, { kind: 'call', channel: 'voice', direction, call: { state, operatorId: 'anna', waitSeconds: 20 } });
const OPEN: Standing = { status: 'open', closed_at: null, waiting_since: null, spam: false };
const CLOSED: Standing = { ...OPEN, status: 'closed', closed_at: at(50) };
/** In minutes: begun, answered by whom, ended by whom. */
const told = (lines: readonly Line[], now: Standing = OPEN) =>
  inquiriesOf(lines, now).map(({ openedAt, answer, end }) => [minute(openedAt), answer && [minute(answer.at), answer.by], end && [minute(end.at), end.by]]);
const minute = (time: Date): number => (time.getTime() - at(0).getTime()) / 60_000;

describe('an inquiry', () => {
  it('begins with the first words nobody answered, and the first answer is the one that counts', () =>
    expect(told([asks(0), asks(1), answers(5), asks(6), answers(20)])).toEqual([[0, [5, 'anna'], null]]));
  it('ends with the closing, and their next words begin another one', () =>
    expect(told([asks(0), answers(5), turns(9, 'open', 'closed'), asks(30)])).toEqual([[0, [5, 'anna'], [9, 'boris']], [30, null, null]]));
  it('goes on when a person takes the closing back', () =>
    expect(told([asks(0), turns(9, 'open', 'closed'), turns(10, 'closed', 'open'), answers(12), turns(15, 'open', 'closed')], CLOSED)).toEqual([[0, [12, 'anna'], [15, 'boris']]]));
  it('is none where only we wrote', () => expect(told([answers(0), turns(5, 'open', 'closed')], CLOSED)).toEqual([]));
  it('is not gone on with when words of ours to nobody were closed and opened again', () =>
    expect(told([asks(0), turns(5, 'open', 'closed'), answers(6), turns(8, 'open', 'closed'), turns(9, 'closed', 'open')])).toEqual([[0, null, [5, 'boris']]]));
  it('is not answered by what the customer did not get', () =>
    expect(told([asks(0), answers(1, { delivery_status: 'failed' }), answers(2, { delivery_status: 'uncertain' }), answers(3)])).toEqual([[0, [3, 'anna'], null]]));
  it('is not touched by putting off', () => expect(told([asks(0), turns(3, 'open', 'snoozed'), answers(7)])).toEqual([[0, [7, 'anna'], null]]));
  it('by phone: picking up answers it, a missed call waits for whoever calls back, ringing is nothing yet', () => {
    expect(told([calls(0, 'inbound', 'completed')])).toEqual([[0, [1 / 3, 'anna'], null]]);
    expect(told([calls(0, 'inbound', 'missed'), calls(8, 'outbound', 'completed')])).toEqual([[0, [8, 'anna'], null]]);
    expect(told([calls(0, 'inbound', 'missed'), calls(8, 'outbound', 'missed')])).toEqual([[0, null, null]]);
    expect(told([calls(0, 'inbound', 'ringing')])).toEqual([]);
  });
  it('ends when its conversation did, whatever the timeline says of it', () => expect(told([asks(0)], CLOSED)).toEqual([[0, null, [50, null]]]));
  it('waits again when the answer after its closing was lost', () =>
    expect(told([asks(0), answers(1, { delivery_status: 'failed' }), turns(2, 'open', 'closed')], { ...OPEN, waiting_since: at(0) })).toEqual([[0, null, null]]));
  it('is none of spam', () => expect(told([asks(0), answers(1)], { ...CLOSED, spam: true })).toEqual([]));
});
