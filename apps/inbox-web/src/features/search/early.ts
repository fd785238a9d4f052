/** What was typed before the search was there. */
export interface EarlySearch {
  words: string;
  enter: boolean;
}
