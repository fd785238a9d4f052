import type { CallState } from '../views.ts';
import { advanceCall } from './advance-call.ts';

const STATES: CallState[] = ['ringing', 'answered', 'completed', 'missed', 'voicemail', 'failed'];
/** Rows: from. A letter where the step is taken: a(nswered) c(ompleted) m(issed) v(oicemail) f(ailed). */
const TAKEN: Record<CallState, string> = { ringing: 'acmvf', answered: 'c', completed: '', missed: 'v', voicemail: '', failed: '' };

describe('the states of a call, cell by cell', () => {
  it.each(STATES.flatMap((from) => STATES.map((to) => [from, to] as const)))('%s → %s', (from, to) => {
    const taken = to !== 'ringing' && TAKEN[from].includes(to[0]!);
    expect(advanceCall(from, to)).toBe(taken ? to : from);
  });
  it('begin with whatever is told first', () => expect(STATES.map((state) => advanceCall(null, state))).toEqual(STATES));
});
