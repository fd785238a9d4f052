/** One inbox as its adapter gets it: `settings` are shown to admins again, `credentials` never. Each adapter parses both with its own schema. */
export interface AdapterSetup {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credentials: Readonly<Record<string, string>>;
}

/** What an adapter may use of the process around it; all of it comes in, so that tests and replays are exact. */
export interface AdapterDependencies {
  readonly inboxId: string;
  /** Key for the HMACs in ids and callback URLs that we mint; the same over restarts. */
  readonly signingKey: Buffer;
  /** `https://desk.example.com/hooks/<inboxId>`, without a slash at the end; null when there is no public address. */
  readonly webhookUrl: string | null;
  /** The process's guarded fetch for media and APIs of the vendor (addresses checked at connect, sizes and times bounded). */
  readonly fetch: typeof fetch;
  /** Refuses with an error an address that a person typed and that points into our own network, unless an admin allowed it. */
  readonly checkHost: (host: string, port: number) => Promise<void>;
  readonly now: () => Date;
  /** Structured, without bodies, addresses or tokens. */
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string, fields?: Record<string, unknown>) => void;
}
