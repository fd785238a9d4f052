import type { Tx } from './transaction.ts';

/** One SQL statement with its own `$1…`, which can run alone or together with others in one round trip. */
export interface Part {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Runs several independent writes as one statement (a chain of data-modifying CTEs). Constraints between them hold, since
 * foreign keys are checked when the statement ends; but none sees what another wrote, so no two may touch the same row.
 */
export async function runTogether(tx: Tx, parts: readonly (Part | null)[]): Promise<void> {
  const present = parts.filter((part) => part !== null);
  if (!present.length) return;
  if (present.length === 1) return void (await tx.query(present[0]!.text, present[0]!.values));
  const values: unknown[] = [];
  const ctes = present.map((part, index) => {
    const offset = values.length;
    values.push(...part.values);
    return `w${index} AS (${part.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + offset}`)})`;
  });
  await tx.query(`WITH ${ctes.join(',\n')} SELECT`, values);
}
