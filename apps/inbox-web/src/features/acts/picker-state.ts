import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Id } from '../../../../../libs/crm-core/src/views.ts';
import { targetOf, type Target } from './acts.ts';

export type PickerKind = 'assign' | 'label' | 'snooze' | 'priority' | 'follow';

/** What was pressed before the picker was there. */
export interface Early {
  typed: string;
  enter: boolean;
}

/** Which question is open, and about what. */
interface PickerState {
  readonly kind: PickerKind | null;
  readonly target: Target | null;
}

const picker = createStore<PickerState>(() => ({ kind: null, target: null }));
export const usePicker = <T>(select: (state: PickerState) => T): T => useStore(picker, select);

/** Asks about the picked rows, or about the open conversation. Followers are of one conversation. */
export function openPicker(kind: PickerKind, openId: Id | null): void {
  const target = kind === 'follow' ? (openId ? ({ type: 'one', id: openId } as const) : null) : targetOf(openId);
  if (target) picker.setState({ kind, target });
}
export const closePicker = (): void => picker.setState({ kind: null, target: null });
