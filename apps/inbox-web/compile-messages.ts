import { stat } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';
import { sourcesOf, whatIsNamed } from './first-screen.ts';

const entry = fileURLToPath(new URL('./src/main.tsx', import.meta.url));

/**
 * Catalogues reach the browser compiled, so that no parser of ICU messages travels with them, and in two parts: what a file of
 * the first screen names, and under `?late` the rest. A message that cannot be read stops the build and is named with its id.
 */
export function compileMessages(): Plugin {
  return {
    name: 'okno-compile-messages',
    load: {
      filter: { id: /\/src\/i18n\/messages\/\w+\.ts(\?late)?$/ },
      async handler(id) {
        const [file = id, late] = id.split('?');
        const { mtimeMs } = await stat(file); // a changed catalogue is another module to Node
        const catalogues = (await import(`${pathToFileURL(file).href}?${mtimeMs}`)) as Record<string, Record<string, string>>;
        const isNamed = whatIsNamed(sourcesOf(entry).values());
        return Object.entries(catalogues)
          .map(([locale, messages]) => `export ${late ? 'default' : `const ${locale} =`} ${JSON.stringify(compile(messages, (message) => isNamed(message) !== (late !== undefined)))};`)
          .join('\n');
      },
    },
  };
}

const compile = (messages: Record<string, string>, taken: (id: string) => boolean) =>
  Object.fromEntries(
    Object.entries(messages).filter(([id]) => taken(id)).map(([id, message]) => {
      try {
        return [id, compileMessageOrThrow(message)];
      } catch (error) {
        throw new SyntaxError(`The message ${id} is no ICU message: ${message}`, { cause: error });
      }
    }),
  );
