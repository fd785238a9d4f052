/** What stands in curly brackets in a canned reply and is filled when it is inserted. */
export const VARIABLES = ['contact.name', 'contact.firstName', 'agent.name', 'agent.firstName', 'company.name', 'order.number', 'order.total', 'conversation.channel'] as const;
export type Variable = (typeof VARIABLES)[number];
/** What is not known stays out. */
export type Values = Readonly<Partial<Record<Variable, string>>>;

const PATTERN = /\{\s*([a-zA-Z]+\.[a-zA-Z]+)\s*\}/g;
const isVariable = (name: string): name is Variable => (VARIABLES as readonly string[]).includes(name);

/** The text with everything filled that is known. What is not stands there as it was, so that its author sees what to write. */
export const fill = (text: string, values: Values): string => text.replace(PATTERN, (whole, name: string) => (isVariable(name) ? values[name] || whole : whole));

/** Variables that nobody has filled, each once, as they stand in the text. A misspelt one counts too: no customer is to read it. */
export const unfilled = (text: string): string[] => [...new Set([...text.matchAll(PATTERN)].map(([whole]) => whole))];

/** The name somebody is called by; null for what is an address and no name. */
export function firstName(name: string): string | null {
  const [first = ''] = name.trim().split(/\s+/);
  return /^\p{L}[\p{L}'’.-]*$/u.test(first) ? first : null;
}
export const properName = (name: string): string | null => (/\p{L}/u.test(name) && !name.includes('@') ? name.trim() : null);
