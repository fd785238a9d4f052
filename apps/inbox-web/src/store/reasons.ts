import { api } from '../api/routes.ts';
import { change, desk } from './desk.ts';

/** The lists of reasons, for whoever shows them; known ones are kept up to date by events. */
export async function loadReasons(): Promise<void> {
  if (desk.getState().reasons) return;
  const reasons = await api.reasons();
  change((state) => ({ ...state, reasons }));
}
