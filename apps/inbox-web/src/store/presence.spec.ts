import { aMessage } from '../testing/builders.ts';
import { heardTyping, stillTyping, wrote, type TypingByConversation } from './presence.ts';

const nothing: TypingByConversation = {};
const customer = (preview?: string) => ({ type: 'typing', conversationId: 'c1', who: 'customer', userId: null, ...(preview !== undefined && { preview }) }) as const;
const colleague = (userId: string) => ({ type: 'typing', conversationId: 'c1', who: 'operator', userId }) as const;

describe('who types', () => {
  it('may be the customer and several colleagues at once', () => {
    const all = [customer('а скільки'), colleague('olga'), colleague('ilya')].reduce((state, event) => heardTyping(state, event, 1_000), nothing);
    expect(all['c1']).toEqual({ customer: { until: 7_000, preview: 'а скільки' }, colleagues: { olga: 7_000, ilya: 7_000 } });
  });

  it('fades after six seconds of silence, each for themselves', () => {
    const early = heardTyping(heardTyping(nothing, colleague('olga'), 0), customer(), 0);
    const renewed = heardTyping(early, colleague('olga'), 4_000);
    expect(stillTyping(renewed, 5_000)).toBe(renewed);
    expect(stillTyping(renewed, 7_000)['c1']).toEqual({ customer: null, colleagues: { olga: 10_000 } });
    expect(stillTyping(renewed, 11_000)).toEqual({});
  });

  it('stops when the message comes, and only for its author', () => {
    const all = heardTyping(heardTyping(heardTyping(nothing, customer('да'), 0), colleague('olga'), 0), colleague('ilya'), 0);
    expect(wrote(all, aMessage({ conversationId: 'c1' }))['c1']).toEqual({ customer: null, colleagues: { olga: 6_000, ilya: 6_000 } });
    expect(wrote(all, aMessage({ conversationId: 'c1', direction: 'outbound', authorId: 'olga' }))['c1']?.colleagues).toEqual({ ilya: 6_000 });
    expect(wrote(all, aMessage({ conversationId: 'c2' }))).toBe(all);
  });
});
