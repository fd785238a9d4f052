/** At most `most` UTF-16 units, never half a character: JSON with half a surrogate pair is refused by PostgreSQL. */
export const cut = (text: string, most: number): string => (text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, ''));
