/** Makes objects of every type the published Bot API specification lists, so that a kind nobody thought of is tried too. */
interface Field {
  readonly name: string;
  readonly types: readonly string[];
  readonly required: boolean;
  readonly description: string;
}
interface TypeSpec {
  readonly name: string;
  readonly fields?: readonly Field[];
  readonly subtypes?: readonly string[];
}
export interface BotApiSpec {
  readonly types: Readonly<Record<string, TypeSpec>>;
}
type Fill = 'minimal' | 'maximal';

/** Every update kind the specification knows. */
export const updateKinds = (spec: BotApiSpec): string[] => (spec.types.Update?.fields ?? []).map(({ name }) => name).filter((name) => name !== 'update_id');

/** One update of a kind: only what is required, or every field, with messages nested one level deep. */
export function generateUpdate(spec: BotApiSpec, kind: string, fill: Fill): Record<string, unknown> {
  const field = spec.types.Update?.fields?.find(({ name }) => name === kind);
  if (!field) throw new Error(`No update kind ${kind}`);
  return { update_id: 1, [kind]: generate(spec, field.types[0] ?? '', field, fill, 0, 0) };
}

/** Each field of a type alone, beside the required ones: one message per kind of content. */
export function generateEachField(spec: BotApiSpec, type: string): { field: string; value: Record<string, unknown> }[] {
  const fields = spec.types[type]?.fields ?? [];
  const base = generate(spec, type, undefined, 'minimal', 0, 0) as Record<string, unknown>;
  return fields.filter(({ required }) => !required).map((field) => ({ field: field.name, value: { ...base, [field.name]: generate(spec, field.types[0] ?? '', field, 'maximal', 1, 1) } }));
}

function generate(spec: BotApiSpec, type: string, field: Field | undefined, fill: Fill, depth: number, messages: number): unknown {
  if (type.startsWith('Array of ')) return [generate(spec, type.slice('Array of '.length), field, fill, depth, messages)];
  switch (type) {
    case 'Integer': return 7;
    case 'Float': return 1.5;
    case 'Boolean': return true;
    case 'String': return /["“](\w+)["”]/.exec(field?.description ?? '')?.[1] ?? 'слово';
    default:
  }
  const declared = spec.types[type];
  if (!declared) return 'слово';
  if (declared.subtypes?.length) return generate(spec, declared.subtypes[0] ?? '', field, fill, depth, messages);
  const nested = messages + (type === 'Message' ? 1 : 0);
  const wanted = (declared.fields ?? []).filter(({ required, types }) => required || (fill === 'maximal' && depth < 4 && !(nested > 1 && types.some((name) => /Message/.test(name)))));
  return Object.fromEntries(wanted.map((inner) => [inner.name, inner.name === 'type' && type === 'Chat' ? 'private' : generate(spec, inner.types[0] ?? '', inner, depth >= 3 ? 'minimal' : fill, depth + 1, nested)]));
}
