import { Parser } from 'htmlparser2';
import type { Delivered } from './deliver.ts';

export interface Verb {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Verb[];
  readonly text: string;
}

/** Why Twilio would play "an application error has occurred". */
export class TwimlError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const VERBS = new Set(['Say', 'Play', 'Pause', 'Dial', 'Record', 'Hangup', 'Redirect', 'Reject']);

/** The verbs of a document. Throws TwimlError for what Twilio refuses: wrong content type, no XML, unknown verbs. */
export function verbsOf(answer: Delivered): readonly Verb[] {
  if (!/^(text|application)\/xml\b/i.test(answer.contentType)) throw new TwimlError(12300, `the answer is ${answer.contentType || 'without a type'}`);
  const root = parse(answer.body);
  if (root?.name !== 'Response') throw new TwimlError(12100, 'the document is not a Response');
  for (const verb of root.children) if (!VERBS.has(verb.name)) throw new TwimlError(12200, `unknown verb ${verb.name}`);
  return root.children;
}

function parse(xml: string): Verb | null {
  interface Open { name: string; attributes: Record<string, string>; children: Verb[]; text: string }
  const stack: Open[] = [{ name: '', attributes: {}, children: [], text: '' }];
  const parser = new Parser(
    {
      onopentag: (name, attributes) => void stack.push({ name, attributes, children: [], text: '' }),
      ontext: (text) => { const top = stack.at(-1); if (top) top.text += text; },
      onclosetag: (_name, implied) => {
        const done = stack.pop();
        if (done && !(implied && !isEmpty(done))) stack.at(-1)?.children.push(done);
      },
    },
    { xmlMode: true },
  );
  parser.write(xml);
  parser.end();
  return stack[0]?.children[0] ?? null;
}
const isEmpty = (open: { children: readonly unknown[]; text: string }): boolean => !open.children.length && !open.text;
