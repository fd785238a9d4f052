import { aConversation, aMessage } from '../testing/builders.ts';
import { applyEvent } from './apply-event.ts';
import { foldTimeline } from './fold.ts';
import { forgetTimelines } from './recent.ts';
import { emptyState } from './state.ts';

describe('forgetting conversations that were left long ago', () => {
  const [kept, gone] = [aConversation(), aConversation()];
  const [here, there] = [aMessage({ conversationId: kept.id }), aMessage({ conversationId: gone.id })];
  const both = [here, there].reduce((state, message) => foldTimeline(state, message.conversationId, { items: [message], next: null }, 0, 'newest'), emptyState);

  it('leaves the others, and nothing of them', () => {
    const touched = applyEvent(both, { cursor: '1:1', writer: 1, at: there.occurredAt, type: 'message', message: there });
    const state = forgetTimelines(touched, new Set([gone.id]));
    expect(Object.keys(state.timelines)).toEqual([kept.id]);
    expect(Object.keys(state.messages)).toEqual([here.id]);
    expect(state.stamps[there.id]).toBeUndefined();
  });

  it('changes nothing when none of them is here', () => expect(forgetTimelines(both, new Set(['somebody else']))).toBe(both));

  it('lets events about them pass until they are opened again', () => {
    const state = forgetTimelines(both, new Set([gone.id]));
    const after = applyEvent(state, { cursor: '1:2', writer: 2, at: there.occurredAt, type: 'message', message: aMessage({ conversationId: gone.id }) });
    expect(Object.keys(after.messages)).toEqual([here.id]);
  });
});
