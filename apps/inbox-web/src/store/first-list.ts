import type { ListChoice } from '../../../../libs/crm-core/src/views.ts';
import { choiceOf, listState } from './list-state.ts';
import { listNames } from './lists.ts';

/** The list that this address opens with, known before anybody says who is there; null where no list stands. `public/first-paint.js` has the same one on its way while the scripts come. */
export function firstChoice(path: string): ListChoice | null {
  const view = path === '/' ? 'queue' : /^\/inbox\/(\w+)/.exec(path)?.[1];
  const name = listNames.find((each) => each === view);
  return name ? choiceOf(name, listState.getState()) : null;
}
