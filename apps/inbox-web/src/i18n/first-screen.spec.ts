import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sourcesOf, whatIsNamed } from '../../first-screen.ts';
import { en } from './messages/en.ts';

const entry = fileURLToPath(new URL('../main.tsx', import.meta.url));
const ids = Object.keys(en);

describe('the words of the first screen', () => {
  it('are those that a file which the entry imports names, by id or by how an id begins', () => {
    const folder = mkdtempSync(join(tmpdir(), 'okno-words-'));
    try {
      writeFileSync(join(folder, 'main.tsx'), "import { type Row, row } from './row.ts';\nimport type { Page } from './page.ts';\nconst page = () => import('./page.ts');\nt('nav.inbox');");
      writeFileSync(join(folder, 'row.ts'), "const label = 'list.you';\nt(`channel.${kind}`);");
      writeFileSync(join(folder, 'page.ts'), "t('report.title');");
      const isNamed = whatIsNamed(sourcesOf(join(folder, 'main.tsx')).values());
      expect(['nav.inbox', 'list.you', 'channel.email', 'report.title', 'list.yours'].filter(isNamed)).toEqual(['nav.inbox', 'list.you', 'channel.email']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are fewer than half of all', () => {
    const named = ids.filter(whatIsNamed(sourcesOf(entry).values()));
    expect(named).toContain('list.label');
    expect(named.length).toBeLessThan(ids.length / 2);
  });

  it('whatever is fetched later and says more than those is fetched with the rest of the words', () => {
    const first = sourcesOf(entry);
    const isFirst = whatIsNamed(first.values());
    const saysMore = (file: string): boolean => ids.filter(whatIsNamed(sourcesOf(file).values())).some((id) => !isFirst(id));
    const fetches = [...first].flatMap(([file, source]) => source.split('\n').flatMap((line) => [...line.matchAll(/(.*?)(?<!typeof )\bimport\('(\.[^']+\.tsx?)'\)/g)].map(([, before, path]) => ({ before: before as string, path: join(dirname(file), path as string) }))));
    const late = fetches.filter(({ path }) => !path.includes('/i18n/messages/') && saysMore(path));
    expect(late.length).toBeGreaterThan(20);
    expect(late.filter(({ before }) => !/\b(?:late|part)\(/.test(before)).map(({ path }) => path)).toEqual([]);
  });
});
