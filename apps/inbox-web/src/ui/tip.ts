export type TipSide = 'top' | 'bottom' | 'right' | 'left';

/** The attributes of what has a tip, which tip-host.tsx shows; `keys` as everybody has them (`Mod K`). Nothing else is kept for it: a screen has fifty of them. */
export const tip = (text: string, keys?: string, side: TipSide = 'bottom') => ({ 'data-tip': text, 'data-tip-side': side, ...(keys && { 'data-tip-keys': keys }) });
