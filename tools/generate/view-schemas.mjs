// Writes apps/api/src/http/views.schema.ts, the zod schemas of everything that leaves the server, from libs/crm-core/src/views.ts.
// `npm run schemas` after a change of views.ts; views.schema.spec.ts says when it was forgotten.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const views = fileURLToPath(new URL('../../libs/crm-core/src/views.ts', import.meta.url));
const target = fileURLToPath(new URL('../../apps/api/src/http/views.schema.ts', import.meta.url));

/** What the browser is told of a view: its name without the suffix. */
const short = (name) => name.replace(/View$/, '');
const isNull = (node) => ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword;
const isString = (node) => ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal);

function members(list) {
  return `{ ${list.map((member) => `${member.name.getText()}: ${schema(member.type)}${member.questionToken ? '.optional()' : ''}`).join(', ')} }`;
}

function union(node) {
  const rest = node.types.filter((type) => !isNull(type));
  const nullable = rest.length < node.types.length ? '.nullable()' : '';
  if (rest.length === 1) return schema(rest[0]) + nullable;
  if (rest.every(isString)) return `z.enum([${rest.map((type) => type.literal.getText()).join(', ')}])${nullable}`;
  return `z.union([\n  ${rest.map(schema).join(',\n  ')},\n])${nullable}`;
}

function reference(node) {
  const name = node.typeName.getText();
  if (name === 'Record') return `z.record(${node.typeArguments.map(schema).join(', ')})`;
  if (name === 'Pick') {
    const [from, keys] = node.typeArguments;
    return `${schema(from)}.pick({ ${(keys.types ?? [keys]).map((key) => `${key.literal.text}: true`).join(', ')} })`;
  }
  if (name === 'Page') return `pageOf(${schema(node.typeArguments[0])})`;
  return short(name);
}

function schema(node) {
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword: return 'z.string()';
    case ts.SyntaxKind.NumberKeyword: return 'z.number()';
    case ts.SyntaxKind.BooleanKeyword: return 'z.boolean()';
    case ts.SyntaxKind.UnknownKeyword: return 'z.unknown()';
  }
  if (ts.isParenthesizedTypeNode(node)) return schema(node.type);
  if (ts.isTypeOperatorNode(node)) return schema(node.type);
  if (ts.isArrayTypeNode(node)) return `z.array(${schema(node.elementType)})`;
  if (ts.isLiteralTypeNode(node)) return isNull(node) ? 'z.null()' : `z.literal(${node.literal.getText()})`;
  if (ts.isTypeLiteralNode(node)) return `z.object(${members(node.members)})`;
  if (ts.isUnionTypeNode(node)) return union(node);
  if (ts.isIntersectionTypeNode(node)) return `z.intersection(${node.types.map(schema).join(', ')})`;
  if (ts.isTypeReferenceNode(node)) return reference(node);
  throw new Error(`views.ts: no schema for ${node.getText()}`);
}

export function generate() {
  const source = ts.createSourceFile(views, readFileSync(views, 'utf8'), ts.ScriptTarget.Latest, true);
  const declared = new Map(source.statements.filter((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)).map((node) => [node.name.text, node]));
  const ordered = new Set();
  const entered = new Set();
  const visit = (name) => {
    const node = declared.get(name);
    if (!node || entered.has(name)) return;
    entered.add(name);
    const walk = (child) => {
      if (ts.isTypeReferenceNode(child)) visit(child.typeName.getText());
      if (ts.isExpressionWithTypeArguments(child)) visit(child.expression.getText());
      ts.forEachChild(child, walk);
    };
    ts.forEachChild(node, walk);
    ordered.add(name);
  };
  [...declared.keys()].forEach(visit);

  const lines = [...ordered].map((name) => {
    if (name === 'Id') return "const Id = z.string().meta({ id: 'Id', description: 'A UUID.' });";
    if (name === 'Iso') return "const Iso = z.string().meta({ id: 'Time', description: 'ISO 8601 in UTC.' });";
    if (name === 'Pick') {
    const [from, keys] = node.typeArguments;
    return `${schema(from)}.pick({ ${(keys.types ?? [keys]).map((key) => `${key.literal.text}: true`).join(', ')} })`;
  }
  if (name === 'Page') return 'export const pageOf = <T extends ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });';
    const node = declared.get(name);
    const base = ts.isInterfaceDeclaration(node) ? node.heritageClauses?.[0]?.types[0]?.expression.getText() : undefined;
    const body = ts.isTypeAliasDeclaration(node) ? schema(node.type) : base ? `${short(base)}.extend(${members(node.members)})` : `z.object(${members(node.members)})`;
    return `export const ${short(name)} = ${body}.meta({ id: '${short(name)}' });`;
  });
  return `/** Made from libs/crm-core/src/views.ts by \`npm run schemas\`; not to be edited. What the API answers, for its OpenAPI document. */\nimport { z, type ZodType } from 'zod';\n\n${lines.join('\n')}\n`;
}

if (process.argv.includes('--write')) writeFileSync(target, generate());
if (process.argv.includes('--print')) process.stdout.write(generate());
