import type { Id, ListChoice } from '../../../../../libs/crm-core/src/views.ts';
import { desk } from '../../store/desk.ts';
import { listState, pick, putDown, togglePick, useListState } from '../../store/list-state.ts';
import { markUnread, perform, targetOf } from '../acts/acts.ts';
import { openPicker } from '../acts/picker-state.ts';
import { overlayOpen, useKeys } from '../shell/keys.ts';
import { pickAll } from './pick-all.ts';

/** Ids of the rows as they stand on the screen, read when a key asks for a neighbour. */
export const rowsOnScreen = (): Id[] => [...document.querySelectorAll<HTMLElement>('[data-row]')].map((row) => row.dataset['row'] ?? '');

/** Whoever stands on a row goes along with what is opened. */
export function showRow(id: Id): void {
  const onRow = document.activeElement?.matches('[data-row]') ?? false;
  requestAnimationFrame(() => {
    const row = document.querySelector<HTMLElement>(`[data-row="${id}"]`);
    row?.scrollIntoView({ block: 'nearest' });
    // A picker that was opened meanwhile keeps the focus.
    if (onRow && !overlayOpen()) row?.focus({ preventScroll: true });
  });
}

/** Picks the neighbour of what was picked last; going back over picked rows puts them down. */
function extend(by: 1 | -1, openId: Id | null): void {
  const rows = rowsOnScreen();
  const { picked } = listState.getState();
  const last = picked.at(-1);
  if (last === undefined) {
    const first = openId && rows.includes(openId) ? openId : rows[0];
    if (first) pick([first]);
    if (first !== openId) return;
  }
  const from = last ?? openId;
  const next = from ? rows[rows.indexOf(from) + by] : undefined;
  if (!next) return;
  if (picked.includes(next) && last !== undefined) togglePick(last);
  else pick([next]);
  showRow(next);
}

/** X picks, Shift+J/K extend, Shift+A takes all; while something is picked E, A, L, H, P and Shift+R are about that. */
export function useListKeys(choice: ListChoice, openId: Id | null, searching: boolean, onLeave: () => void): void {
  const picking = useListState((state) => state.picked.length > 0 || state.everything !== null);
  const act = (action: Parameters<typeof perform>[1]): void => {
    const target = targetOf(openId);
    if (target) void perform(target, action);
  };
  const isClosed = (): boolean => (picking ? choice.view === 'closed' : openId !== null && desk.getState().conversations[openId]?.status === 'closed');
  useKeys({
    ...(searching
      ? {}
      : {
          KeyX: () => {
            const id = openId ?? rowsOnScreen()[0];
            if (id) togglePick(id);
          },
          'Shift+KeyJ': () => extend(1, openId),
          'Shift+ArrowDown': () => extend(1, openId),
          'Shift+KeyK': () => extend(-1, openId),
          'Shift+ArrowUp': () => extend(-1, openId),
        }),
    ...(picking
      ? {
          'Shift+KeyR': () => act({ type: 'read' }),
          'Shift+KeyA': () => { if (desk.getState().me?.permissions.includes('conversation.bulk')) void pickAll(choice); },
          Escape: putDown,
        }
      : {}),
    KeyE: () => act({ type: isClosed() ? 'reopen' : 'close' }),
    KeyI: () => { const me = desk.getState().me; if (me) act({ type: 'assign', ownerId: me.id }); },
    KeyA: () => openPicker('assign', openId),
    KeyL: () => openPicker('label', openId),
    KeyH: () => openPicker('snooze', openId),
    KeyP: () => openPicker('priority', openId),
    KeyW: () => openPicker('follow', openId),
    'Shift+KeyU': () => {
      if (!openId) return;
      // Left, so that it is not read again at once.
      onLeave();
      void markUnread(openId);
    },
  });
}
