import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { useShallow } from 'zustand/shallow';
import { emptyState, type DeskState } from './state.ts';

/** The one store of server data. Everything that changes it is a pure function of the state. */
export const desk = createStore<DeskState>(() => emptyState);

/** One part of the state; the component renders again only when that part changes. */
export function useDesk<T>(select: (state: DeskState) => T): T {
  return useStore(desk, select);
}

/** The same for a selector that makes a new list or object each time: compared by its members. */
export function useDeskShallow<T>(select: (state: DeskState) => T): T {
  return useStore(desk, useShallow(select));
}

export function change(step: (state: DeskState) => DeskState): void {
  desk.setState(step(desk.getState()), true);
}
