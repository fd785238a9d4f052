import type { ListChoice } from '../../../../../libs/crm-core/src/views.ts';
import { api } from '../../api/routes.ts';
import { pickEverything } from '../../store/list-state.ts';
import { complain } from '../thread/actions.ts';

/** All that the list holds, also what is not loaded; the server says how many that is now. */
export async function pickAll(choice: ListChoice): Promise<void> {
  try {
    pickEverything({ choice, ...(await api.countChosen(choice)) });
  } catch (error) {
    complain(error);
  }
}
