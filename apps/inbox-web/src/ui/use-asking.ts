import { useState } from 'react';
import { describeError } from '../api/problem.ts';

interface Asking {
  readonly busy: boolean;
  readonly wrong: string | null;
  /** For what is known to be wrong without asking. */
  readonly setWrong: (wrong: string | null) => void;
  readonly ask: (work: () => Promise<void>) => Promise<void>;
}

/** What a form asks of the server: whether that is under way, and in words what went wrong with it. `words` that tell it elsewhere, as a notice, give none. Never rejects. */
export function useAsking(words: (error: unknown) => string | void = describeError): Asking {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const ask = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setWrong(null);
    try {
      await work();
    } catch (error) {
      setWrong(words(error) ?? null);
    } finally {
      setBusy(false);
    }
  };
  return { busy, wrong, setWrong, ask };
}
