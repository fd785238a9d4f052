import { useState } from 'react';
import { describeError } from '../api/problem.ts';

/** What a form asks of the server: whether that is under way, and in words what went wrong with it. Never rejects. */
export function useAsking(words: (error: unknown) => string = describeError): { busy: boolean; wrong: string | null; ask: (work: () => Promise<void>) => Promise<void> } {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const ask = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setWrong(null);
    try {
      await work();
    } catch (error) {
      setWrong(words(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, wrong, ask };
}
