import { useEffect, useState } from 'preact/hooks';

/** True once `condition` has held for `ms`; false at once when it ends. */
export function useLate(condition: boolean, ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!condition) return setLate(false);
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [condition, ms]);
  return late;
}
