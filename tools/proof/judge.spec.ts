import { isClean, judgeInbound, judgeOutbound } from './judge.ts';
import type { DeliveryState } from './judge.ts';

const inbound = (acknowledged: number, messages: number, quarantined = 0) =>
  judgeInbound(['t'], new Map([['t', acknowledged]]), { messages: new Map([['t', messages]]), quarantined: new Map([['t', quarantined]]) });
const outbound = (accepted: number, states: DeliveryState[], settledAfterMs: number | null = 10) => judgeOutbound(['t'], new Map([['t', accepted]]), [{ token: 't', states, settledAfterMs }]);

describe('the judge of the proofs', () => {
  it('is content with what was acknowledged and is kept once, be it in quarantine', () => {
    expect(isClean(inbound(1, 1))).toBe(true);
    expect(isClean(inbound(3, 1))).toBe(true);
    expect(isClean(inbound(1, 0, 1))).toBe(true);
  });
  it('sees what was acknowledged and is gone, kept twice, or never acknowledged', () => {
    expect(inbound(1, 0).lost).toEqual(['t']);
    expect(inbound(1, 2).doubled).toEqual(['t']);
    expect(inbound(1, 1, 1).doubled).toEqual(['t']);
    expect(inbound(0, 1).silent).toEqual(['t']);
  });
  it.each<[number, DeliveryState]>([[1, 'sent'], [1, 'delivered'], [0, 'failed'], [0, 'uncertain'], [1, 'uncertain']])('is content with %i at the vendor and "%s" on our side', (accepted, state) => {
    expect(isClean(outbound(accepted, [state]))).toBe(true);
  });
  it.each<[number, DeliveryState]>([[0, 'sent'], [0, 'read'], [1, 'failed']])('calls %i at the vendor and "%s" on our side lost', (accepted, state) => {
    expect(outbound(accepted, [state]).lost).toEqual(['t']);
  });
  it('sees what is doubled, gone, or left in the dark', () => {
    expect(outbound(2, ['sent']).doubled).toEqual(['t']);
    expect(outbound(1, ['sent', 'sent']).doubled).toEqual(['t']);
    expect(judgeOutbound(['t'], new Map(), []).lost).toEqual(['t']);
    expect(outbound(0, ['queued']).silent).toEqual(['t']);
    expect(outbound(1, ['submitting']).silent).toEqual(['t']);
    expect(outbound(1, ['uncertain'], 61_000).silent).toEqual(['t']);
    expect(outbound(1, ['uncertain']).uncertain).toBe(1);
  });
});
