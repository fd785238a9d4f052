import { api } from '../api/routes.ts';
import { change, desk } from './desk.ts';

/** What the company keeps of its people besides the rest, for whoever shows them; kept up to date by events. */
export async function loadContactFields(): Promise<void> {
  if (desk.getState().contactFields) return;
  const contactFields = await api.contactFields();
  change((state) => ({ ...state, contactFields }));
}
