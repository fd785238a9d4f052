import { useEffect } from 'react';
import { useDesk } from '../../store/desk.ts';
import { faviconWith } from './favicon.ts';

/** How many wait for this person stands in the tab's title and on its picture; nothing when nobody does. */
export function useTitle(): void {
  const waiting = useDesk((state) => state.counts?.forMe ?? 0);
  const company = useDesk((state) => state.company?.name ?? '');
  useEffect(() => {
    const name = company ? `${company} · Okno` : 'Okno';
    document.title = waiting > 0 ? `(${waiting}) ${name}` : name;
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute('href', faviconWith(waiting));
  }, [waiting, company]);
  // Whoever signs out leaves no number behind.
  useEffect(() => () => {
    document.title = 'Okno';
    document.querySelector<HTMLLinkElement>('link[rel="icon"]')?.setAttribute('href', faviconWith(0));
  }, []);
}
