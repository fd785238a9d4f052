/**
 * Whether what was read under a snapshot of PostgreSQL (`xmin:xmax:running,…`, as `pg_current_snapshot` writes it) holds what this
 * transaction wrote: it had ended by then. An empty snapshot holds nothing.
 */
export function holds(asOf: string, writer: number): boolean {
  const [xmin, xmax, running = ''] = asOf.split(':');
  if (xmax === undefined || writer >= Number(xmax)) return false;
  return writer < Number(xmin) || !running.split(',').includes(String(writer));
}
