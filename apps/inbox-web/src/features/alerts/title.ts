import { useEffect } from 'react';
import { useDesk } from '../../store/desk.ts';

/** How many wait for this person stands in the tab's title. */
export function useTitle(): void {
  const waiting = useDesk((state) => state.counts?.forMe ?? 0);
  const company = useDesk((state) => state.company?.name ?? '');
  useEffect(() => {
    const name = company ? `${company} · Okno` : 'Okno';
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
  }, [waiting, company]);
}
