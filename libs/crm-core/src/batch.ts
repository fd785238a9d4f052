import { createHash } from 'node:crypto';
import pg, { type ClientBase, type Connection, type FieldDef, type QueryResult, type Submittable } from 'pg';
import { serialize } from 'pg-protocol';

/** One SQL statement with its own `$1…`. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * Several statements in one message to PostgreSQL and one back: the server does them in their order and stops at the first that
 * fails; none behind it is done. Each is prepared once per connection, under a name made of its text.
 * Resolves with one result per statement; rejects with the first error.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY and #PROTOCOL-FLOW-PIPELINING: one Sync ends it all.
 */
export function runBatch(client: ClientBase, statements: readonly Statement[]): Promise<QueryResult<Record<string, unknown>>[]> {
  return new Promise((resolve, reject) => {
    // Before anything is sent: a value that cannot be written down stops them all.
    const bound = statements.map(({ text, values }) => ({ name: nameOf(text), text, values: values.map(prepareValue) }));
    client.query(new Batch(bound, resolve, reject));
  });
}

/** What we use of pg's connection; its own types stop short of it. */
interface Wire {
  readonly stream: { readonly writable: boolean; write(bytes: Buffer): void };
  /** Texts by name, of what the server has prepared; pg keeps it. */
  readonly parsedStatements: Record<string, string>;
}

const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

const names = new Map<string, string>();
function nameOf(text: string): string {
  let name = names.get(text);
  if (!name) names.set(text, (name = createHash('sha1').update(text).digest('base64url')));
  return name;
}

/** The columns of each prepared statement, by name: the server describes them once. */
const columnsOf = new WeakMap<Wire, Map<string, FieldDef[]>>();

type Answer = pg.Result & { addFields(columns: FieldDef[]): void; parseRow(row: unknown[]): Record<string, unknown>; addRow(row: Record<string, unknown>): void; addCommandComplete(answer: unknown): void };

interface Bound {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

class Batch implements Submittable {
  private readonly statements: readonly Bound[];
  private readonly resolve: (results: Answer[]) => void;
  private readonly reject: (error: Error) => void;
  private readonly results: Answer[] = [];
  private columns = new Map<string, FieldDef[]>();
  private result: Answer | null = null;
  private wrong: Error | null = null;

  constructor(statements: readonly Bound[], resolve: (results: Answer[]) => void, reject: (error: Error) => void) {
    this.statements = statements;
    this.resolve = resolve;
    this.reject = reject;
  }

  // Of the statement the server is busy with; pg asks when it has parsed one.
  get name(): string {
    return this.statements[this.results.length]?.name ?? '';
  }
  get text(): string {
    return this.statements[this.results.length]?.text ?? '';
  }

  submit(connection: Connection): void {
    const wire = connection as unknown as Wire;
    this.columns = columnsOf.get(wire) ?? new Map<string, FieldDef[]>();
    columnsOf.set(wire, this.columns);
    const sent = new Set<string>();
    const messages: Buffer[] = [];
    for (const { name, text, values } of this.statements) {
      if (wire.parsedStatements[name] === undefined && !sent.has(name)) messages.push(serialize.parse({ name, text }));
      sent.add(name);
      messages.push(serialize.bind({ statement: name, values }));
      if (!this.columns.has(name)) messages.push(serialize.describe({ type: 'P' }));
      messages.push(serialize.execute());
    }
    // One write: each costs more than all that is in it.
    if (wire.stream.writable) wire.stream.write(Buffer.concat([...messages, serialize.sync()]));
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.columns.set(this.name, fields);
  }
  handleDataRow({ fields }: { fields: unknown[] }): void {
    if (this.wrong) return;
    try {
      const result = this.current();
      result.addRow(result.parseRow(fields));
    } catch (error) {
      this.wrong = error as Error;
    }
  }
  handleCommandComplete(answer: unknown): void {
    const result = this.current();
    if (!this.columns.has(this.name)) this.columns.set(this.name, []);
    result.addCommandComplete(answer);
    this.results.push(result);
    this.result = null;
  }
  handleError(error: Error): void {
    this.reject(error);
  }
  handleReadyForQuery(): void {
    if (this.wrong) this.reject(this.wrong);
    else this.resolve(this.results);
  }

  private current(): Answer {
    if (!this.result) {
      this.result = new pg.Result('', pg.types) as Answer;
      this.result.addFields(this.columns.get(this.name) ?? []);
    }
    return this.result;
  }
}
