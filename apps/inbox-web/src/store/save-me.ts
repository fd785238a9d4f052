import { describeError } from '../api/problem.ts';
import { api } from '../api/routes.ts';
import { change } from './desk.ts';
import { toast } from './window-state.ts';

/** Changes this person's own settings. True when it was saved; what was refused is said. */
export async function saveMe(body: Parameters<typeof api.updateMe>[0]): Promise<boolean> {
  try {
    const answer = await api.updateMe(body);
    change((state) => ({ ...state, me: { ...answer, cursor: state.me?.cursor ?? answer.cursor } }));
    return true;
  } catch (error) {
    toast(describeError(error), { tone: 'red' });
    return false;
  }
}
