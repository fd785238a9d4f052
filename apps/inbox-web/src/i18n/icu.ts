/**
 * A small ICU MessageFormat: `{name}`, `{n, plural, one {# dialog} other {# dialogs}}`, `{kind, select, a {…} other {…}}`,
 * `''` for an apostrophe and `'{'` for a brace. Everything the catalogues use and nothing more.
 */
export type Node =
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'argument'; readonly name: string }
  | { readonly type: 'count' }
  | { readonly type: 'choice'; readonly kind: 'plural' | 'select'; readonly name: string; readonly cases: Readonly<Record<string, readonly Node[]>> };

export type Values = Readonly<Record<string, string | number>>;

/** Reads one message; throws a SyntaxError that names the message when a brace is missing. */
export function parseMessage(source: string): readonly Node[] {
  let at = 0;
  const fail = (what: string): never => {
    throw new SyntaxError(`${what} at ${at} in «${source}»`);
  };
  const skipSpace = (): void => {
    while (/\s/.test(source[at] ?? '')) at += 1;
  };
  const word = (): string => {
    skipSpace();
    const match = /^[\w=-]+/.exec(source.slice(at));
    if (!match) return fail('a name is missing');
    at += match[0].length;
    skipSpace();
    return match[0];
  };
  const expect = (character: string): void => {
    if (source[at] !== character) fail(`«${character}» is missing`);
    at += 1;
  };
  const sequence = (inChoice: boolean): Node[] => {
    const nodes: Node[] = [];
    let text = '';
    const flush = (): void => {
      if (text) nodes.push({ type: 'text', value: text });
      text = '';
    };
    while (at < source.length && source[at] !== '}') {
      const character = source[at] as string;
      if (character === "'" && source[at + 1] === "'") {
        text += "'";
        at += 2;
      } else if (character === "'" && /[{}#]/.test(source[at + 1] ?? '')) {
        text += source[at + 1];
        at += 3;
      } else if (character === '#' && inChoice) {
        flush();
        nodes.push({ type: 'count' });
        at += 1;
      } else if (character === '{') {
        flush();
        nodes.push(argument());
      } else {
        text += character;
        at += 1;
      }
    }
    flush();
    return nodes;
  };
  const argument = (): Node => {
    expect('{');
    const name = word();
    if (source[at] === '}') {
      at += 1;
      return { type: 'argument', name };
    }
    expect(',');
    const kind = word();
    if (kind !== 'plural' && kind !== 'select') return fail(`unknown kind ${kind}`);
    expect(',');
    const cases: Record<string, readonly Node[]> = {};
    skipSpace();
    while (source[at] !== '}') {
      const key = word();
      expect('{');
      cases[key] = sequence(kind === 'plural');
      expect('}');
      skipSpace();
      if (at >= source.length) fail('«}» is missing');
    }
    at += 1;
    if (!cases['other']) return fail('the case «other» is missing');
    return { type: 'choice', kind, name, cases };
  };
  const nodes = sequence(false);
  if (at < source.length) fail('a «}» too many');
  return nodes;
}

const pluralRules = new Map<string, Intl.PluralRules>();
const numberFormats = new Map<string, Intl.NumberFormat>();
function cached<T>(cache: Map<string, T>, key: string, make: () => T): T {
  const found = cache.get(key);
  if (found !== undefined) return found;
  const made = make();
  cache.set(key, made);
  return made;
}

/** Puts values into a parsed message; numbers are written the locale's way. A missing value shows its name in braces. */
export function formatMessage(nodes: readonly Node[], values: Values, locale: string, count: number | null = null): string {
  const number = (value: number): string => cached(numberFormats, locale, () => new Intl.NumberFormat(locale)).format(value);
  let out = '';
  for (const node of nodes) {
    switch (node.type) {
      case 'text':
        out += node.value;
        break;
      case 'count':
        out += count === null ? '#' : number(count);
        break;
      case 'argument': {
        const value = values[node.name];
        out += value === undefined ? `{${node.name}}` : typeof value === 'number' ? number(value) : value;
        break;
      }
      case 'choice': {
        const value = values[node.name];
        if (node.kind === 'select') {
          out += formatMessage(node.cases[String(value)] ?? node.cases['other'] ?? [], values, locale, count);
        } else {
          const amount = Number(value ?? 0);
          const category = cached(pluralRules, locale, () => new Intl.PluralRules(locale)).select(amount);
          const chosen = node.cases[`=${amount}`] ?? node.cases[category] ?? node.cases['other'] ?? [];
          out += formatMessage(chosen, values, locale, amount);
        }
        break;
      }
    }
  }
  return out;
}
