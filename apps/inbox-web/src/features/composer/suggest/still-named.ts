import type { Mentioned } from '../../../store/drafts.ts';

/** Those of the chosen whom the finished text still names. */
export const stillNamed = (chosen: readonly Mentioned[], text: string): Mentioned[] => chosen.filter(({ name }) => text.includes(`@${name}`));
