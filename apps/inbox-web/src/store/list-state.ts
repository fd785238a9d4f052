import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Id, InboxListName, ListChoice, ListFilter, ListSort } from '../../../../libs/crm-core/src/views.ts';

/** How this person looks at the list, and what they picked in it. Survives a reload of this tab, not its end. */
export interface ListState {
  readonly sort: ListSort;
  readonly filter: ListFilter;
  /** The saved view that was chosen; null as soon as it is looked at otherwise. */
  readonly savedViewId: Id | null;
  /** Rows picked for one act on all of them, in the order in which they were picked. */
  readonly picked: readonly Id[];
  /** Everything that the list holds is meant, not only the rows that are here; with how many that is. */
  readonly everything: { readonly choice: ListChoice; readonly count: number; readonly more: boolean } | null;
}

const key = 'okno.list';
const nothing = { picked: [], everything: null };

function stored(): Pick<ListState, 'sort' | 'filter' | 'savedViewId'> {
  try {
    return { sort: 'wait', filter: {}, savedViewId: null, ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Partial<ListState>) };
  } catch {
    return { sort: 'wait', filter: {}, savedViewId: null };
  }
}

export const listState = createStore<ListState>(() => ({ ...stored(), ...nothing }));
export const useListState = <T>(select: (state: ListState) => T): T => useStore(listState, select);

/** Another order, filter or saved view; what was picked in the old list is put down. */
export function chooseList(part: Partial<Pick<ListState, 'sort' | 'filter' | 'savedViewId'>>): void {
  listState.setState((state) => ({ sort: part.sort ?? state.sort, filter: part.filter ?? state.filter, savedViewId: part.savedViewId ?? null, ...nothing }));
  const { sort, filter, savedViewId } = listState.getState();
  try {
    sessionStorage.setItem(key, JSON.stringify({ sort, filter, savedViewId }));
  } catch {
    /* private mode: valid for this visit */
  }
}

export const choiceOf = (view: InboxListName, { sort, filter }: Pick<ListState, 'sort' | 'filter'>): ListChoice => ({ view, sort, filter });

export const putDown = (): void => listState.setState(nothing);
export const pick = (ids: readonly Id[]): void => listState.setState(({ picked }) => ({ picked: [...new Set([...picked, ...ids])], everything: null }));
export const togglePick = (id: Id): void => listState.setState(({ picked }) => ({ picked: picked.includes(id) ? picked.filter((other) => other !== id) : [...picked, id], everything: null }));
export const pickEverything = (everything: NonNullable<ListState['everything']>): void => listState.setState({ everything });
