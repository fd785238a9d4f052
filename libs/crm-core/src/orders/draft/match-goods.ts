import { tokensOf } from '../../search/fold.ts';
import { lexemesOf } from '../../search/lexemes.ts';
import type { Id } from '../../views.ts';

export interface GoodsOnSale {
  readonly id: Id;
  readonly sku: string;
  readonly name: string;
}
export interface Match {
  readonly productId: Id;
  readonly quantity: number;
  /** Nothing else in the catalogue fits these words as well. */
  readonly sure: boolean;
  /** The words it was read from. */
  readonly words: string;
}
interface Named {
  readonly good: GoodsOnSale;
  /** The lexemes of each word of the name. */
  readonly name: readonly (readonly string[])[];
}
interface Span {
  readonly from: number;
  readonly to: number;
}
type Candidate = { readonly id: Id; readonly score: number; readonly sure: boolean; readonly spans: readonly Span[] };

/** What stands between two wishes: a line, a sentence, a comma that is no decimal one, «и», «та», "and". */
const BETWEEN = /[\n;!?]|[,.](?!\d)|\s(?:и|і|й|та|and|plus|\+)\s/iu;
const LONGEST = 4_000;
const MOST_IN_ONE = 5;
const ALIKE = 3;
const WORDS = 200;

/** The goods that these words name, by SKU or by words in any form, each with how many. Guesses for a person to confirm. */
export function matchGoods(text: string, goods: readonly GoodsOnSale[]): Match[] {
  const named = goods.map((good): Named => ({ good, name: [...tokensOf(good.name)].map(({ word }) => lexemesOf(word)) }));
  // How many goods share a lexeme: «кондиционер» tells less than «Hoshi».
  const shared = new Map<string, number>();
  for (const { name } of named) for (const lexeme of new Set(name.flat())) shared.set(lexeme, (shared.get(lexeme) ?? 0) + 1);
  const found = new Map<Id, Match & { readonly said: boolean }>();
  for (const part of text.slice(0, LONGEST).split(BETWEEN)) {
    for (const match of matchPart(part, named, shared)) {
      const before = found.get(match.productId);
      if (!before || match.said) found.set(match.productId, match);
    }
  }
  return [...found.values()].map(({ said: _, ...match }) => match);
}

/** The best fit takes its words out of the part; what is left may name another. */
function matchPart(part: string, named: readonly Named[], shared: ReadonlyMap<string, number>): (Match & { readonly said: boolean })[] {
  const matches: (Match & { readonly said: boolean })[] = [];
  const taken: Span[] = [];
  for (let round = 0; round < MOST_IN_ONE; round++) {
    const candidates = named.flatMap((each) => fit(part, each, shared, taken) ?? []);
    const best = Math.max(0, ...candidates.map(({ score }) => score));
    if (best === 0) break;
    const alike = candidates.filter(({ score }) => score > best - 1e-9).slice(0, ALIKE);
    const spans = alike.flatMap((each) => each.spans);
    const number = quantityBeside(part, spans, taken);
    taken.push(...spans, ...(number ? [number] : []));
    for (const { id, sure } of alike) matches.push({ productId: id, quantity: number?.value ?? 1, said: number !== null, sure: sure && alike.length === 1, words: part.trim().slice(0, WORDS) });
  }
  return matches;
}

function fit(part: string, { good, name }: Named, shared: ReadonlyMap<string, number>, taken: readonly Span[]): Candidate | null {
  const sku = standsAt(part, good.sku);
  if (sku && free(sku, taken)) return { id: good.id, score: 1_000 + good.sku.length, sure: true, spans: [sku] };
  const tokens = [...tokensOf(part)].filter((token) => free(token, taken)).map((token) => ({ ...token, lexemes: new Set(lexemesOf(token.word)) }));
  let score = 0;
  let matched = 0;
  let rare = false;
  let words = false;
  const spans: Span[] = [];
  for (const lexemes of name) {
    const token = tokens.find((each) => lexemes.some((lexeme) => each.lexemes.has(lexeme)));
    if (!token) continue;
    const few = Math.min(...lexemes.map((lexeme) => shared.get(lexeme) ?? 1));
    const word = /\p{L}{3}/u.test(token.word);
    score += 1 / few;
    matched += 1;
    words ||= word;
    rare ||= word && few === 1;
    spans.push(token);
  }
  // A number alone names nothing, and one common word out of many names too much.
  if (!words || !(rare || matched / name.length >= 0.3)) return null;
  return { id: good.id, score, sure: rare || matched / name.length >= 0.5, spans };
}

const free = (span: Span, taken: readonly Span[]): boolean => taken.every(({ from, to }) => span.to <= from || span.from >= to);

/** Where an SKU stands as a word of its own. Short figures are no SKU: they are how many. */
function standsAt(part: string, sku: string): Span | null {
  if (sku.length < (/^\d+$/.test(sku) ? 4 : 2)) return null;
  const text = part.toLowerCase();
  const wanted = sku.toLowerCase();
  for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + 1)) {
    const to = from + wanted.length;
    if (!/[\p{L}\p{N}]$/u.test(text.slice(0, from)) && !/^[\p{L}\p{N}]/u.test(text.slice(to))) return { from, to };
  }
  return null;
}

/** The number that stands nearest to the words of a match and is none of them. Longer ones are phones and prices. */
function quantityBeside(part: string, spans: readonly Span[], taken: readonly Span[]): (Span & { readonly value: number }) | null {
  const first = Math.min(...spans.map(({ from }) => from));
  const last = Math.max(...spans.map(({ to }) => to));
  const numbers = [...part.matchAll(/(?<![\p{L}\d.,/-])\d{1,4}(?:[.,]\d{1,3})?(?![\d])/gu)]
    .map((match) => ({ from: match.index, to: match.index + match[0].length, value: Number(match[0].replace(',', '.')) }))
    .filter((number) => number.value > 0 && free(number, [...taken, ...spans]));
  const distance = ({ from, to }: Span): number => (to <= first ? first - to : Math.max(0, from - last));
  return numbers.sort((a, b) => distance(a) - distance(b))[0] ?? null;
}
