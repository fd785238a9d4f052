/** What the loader on the customer's page and our frame tell each other by postMessage; each checks the other's origin. */
export interface PageContext {
  /** The address the visitor looks at, and where the visit began. */
  page: string;
  referrer: string;
  landingPage: string;
  utm: Record<string, string>;
  clickId: string;
  language: string;
  theme: string;
  identity: Record<string, string> | null;
}

export type ToFrame = { okno: 'context'; context: PageContext } | { okno: 'opened' } | { okno: 'hidden' };

export type ToLoader = { okno: 'ready' } | { okno: 'close' } | { okno: 'unread'; count: number } | { okno: 'begun' };
