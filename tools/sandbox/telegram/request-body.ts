import type { IncomingMessage } from 'node:http';

export interface UploadedFile {
  readonly name: string;
  readonly mime: string;
  readonly bytes: Buffer;
}
export interface CallParameters {
  /** Every parameter as it came; form values are strings, some of which hold JSON. */
  readonly fields: Record<string, unknown>;
  readonly files: Record<string, UploadedFile>;
}

/** Reads a call in any of the four shapes that the Bot API takes: query string, JSON, form, multipart. */
export async function readCall(request: IncomingMessage, onBody: () => void): Promise<CallParameters> {
  const url = new URL(request.url ?? '/', 'http://sandbox');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  onBody();
  const body = Buffer.concat(chunks);
  const fields: Record<string, unknown> = Object.fromEntries(url.searchParams);
  const files: Record<string, UploadedFile> = {};
  const type = request.headers['content-type'] ?? '';
  if (body.length === 0) return { fields, files };
  if (type.startsWith('application/json')) return { fields: { ...fields, ...(JSON.parse(body.toString('utf8')) as object) }, files };
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else files[name] = { name: value.name, mime: value.type, bytes: Buffer.from(await value.arrayBuffer()) };
  }
  return { fields, files };
}

/** A parameter that may be an object or JSON in a string. */
export function jsonField<T>(value: unknown): T | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return typeof value === 'string' ? (JSON.parse(value) as T) : (value as T);
}
