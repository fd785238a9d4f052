import { useLayoutEffect, useRef, useState } from 'react';
import type { Id, TaskView } from '../../../../../libs/crm-core/src/views.ts';

/** Which row has the keys. When it leaves the list, whatever stands in its place has them, so that one works on downwards. */
export function useTaskCursor(tasks: readonly TaskView[], onEnd: () => void): { current: Id | null; setCurrent: (id: Id) => void; step: (by: 1 | -1) => void } {
  const [chosen, setChosen] = useState<Id | null>(null);
  const place = useRef(0);
  /** Whether the row is to have the focus once it is drawn. */
  const reach = useRef(false);
  const at = chosen === null ? -1 : tasks.findIndex(({ id }) => id === chosen);
  if (at >= 0) place.current = at;
  const current = chosen === null ? null : (tasks[at >= 0 ? at : Math.min(place.current, tasks.length - 1)]?.id ?? null);
  useLayoutEffect(() => {
    if (!current) return;
    if (current !== chosen) setChosen(current);
    // A row that went took the focus with it.
    if (!reach.current && document.activeElement !== document.body) return;
    reach.current = false;
    document.querySelector<HTMLElement>(`.tasks-list [data-task-row="${current}"]`)?.focus();
  }, [current, chosen]);
  return {
    current,
    setCurrent: setChosen,
    step: (by) => {
      const from = current === null ? (by === 1 ? -1 : tasks.length) : tasks.findIndex(({ id }) => id === current);
      const next = tasks[from + by];
      if (by === 1 && from + by >= tasks.length - 1) onEnd();
      if (!next) return;
      reach.current = true;
      setChosen(next.id);
    },
  };
}
