import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** `import … from './x.ts'`, `export … from './x.ts'`, `import './x.ts'`; types alone bring nothing along. */
const imports = /^(?:import|export) (?!type )(?:[^'"`;]* from )?'(\.[^']+\.tsx?)';/gm;

/** Our own files that an entry imports at once, near and far, with what stands in them. */
export function sourcesOf(entry: string): Map<string, string> {
  const sources = new Map<string, string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sources.has(file)) continue;
    const source = readFileSync(file, 'utf8');
    sources.set(file, source);
    for (const [, path] of source.matchAll(imports)) waiting.push(join(dirname(file), path as string));
  }
  return sources;
}

/** Whether one of these sources names a message: by its id, or, put together while it runs, by how the id begins. */
export function whatIsNamed(sources: Iterable<string>): (id: string) => boolean {
  const ids = new Set<string>();
  const beginnings = new Set<string>();
  for (const source of sources) {
    for (const [, id] of source.matchAll(/'(\w+\.\w[\w.]*)'/g)) ids.add(id as string);
    for (const [, beginning] of source.matchAll(/\bt\(`([\w.]+)\$\{/g)) beginnings.add(beginning as string);
  }
  return (id) => ids.has(id) || [...beginnings].some((beginning) => id.startsWith(beginning));
}

/** The files of the icons that these sources name, by the library's own list, which names all of them. */
export function iconsOf(sources: Iterable<string>, list: string): string[] {
  const names = new Set([...sources].flatMap((source) => [...source.matchAll(/^import \{ ([^}]+) \} from 'lucide-react';/gm)].flatMap(([, named]) => (named as string).split(/[\s,]+/))));
  return [...readFileSync(list, 'utf8').matchAll(/^export \{ (.+) \} from '\.\/(icons\/.+)';$/gm)]
    .filter(([, exported]) => (exported as string).split(', ').some((name) => names.has(name.replace('default as ', ''))))
    .map(([, , file]) => join(dirname(list), file as string));
}
