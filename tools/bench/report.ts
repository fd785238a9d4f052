/** One figure beside its ceiling. `goal` says when it is met. */
export interface Figure {
  readonly what: string;
  readonly value: string;
  readonly ceiling: string;
  readonly goal: string;
  /** Null: told for information. */
  readonly met: boolean | null;
}

/** Prints a figure as soon as it is known and keeps it for the table at the end. */
export class Report {
  readonly figures: Figure[] = [];

  add(figure: Figure): void {
    this.figures.push(figure);
    console.log(line(figure));
  }

  /** The table. True when every goal was met. */
  print(): boolean {
    console.log(`\n${'─'.repeat(150)}`);
    for (const figure of this.figures) console.log(line(figure));
    const missed = this.figures.filter((figure) => figure.met === false);
    console.log(missed.length ? `\n${missed.length} goal(s) missed.` : '\nEvery goal met.');
    return missed.length === 0;
  }
}

const line = ({ what, value, ceiling, goal, met }: Figure): string =>
  `${met === null ? '    ' : met ? 'pass' : 'FAIL'}  ${what.padEnd(48)} ${value.padStart(16)}   ${ceiling.padEnd(48)} ${goal}`;

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
export const ms = (value: number): string => `${value.toFixed(1)} ms`;
export const rate = (value: number): string => `${value.toFixed(value < 100 ? 1 : 0)}/s`;
export const percent = (value: number): string => `${Math.round(value * 100)} %`;
