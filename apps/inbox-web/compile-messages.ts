import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage';
import type { Plugin } from 'vite';

/**
 * Catalogues reach the browser compiled, so that no parser of ICU messages travels with them.
 * A message that cannot be read stops the build and is named with its id.
 */
export function compileMessages(): Plugin {
  return {
    name: 'okno-compile-messages',
    load: {
      filter: { id: /\/src\/i18n\/messages\/\w+\.ts$/ },
      async handler(file) {
        const { mtimeMs } = await stat(file); // a changed catalogue is another module to Node
        const catalogues = (await import(`${pathToFileURL(file).href}?${mtimeMs}`)) as Record<string, Record<string, string>>;
        return Object.entries(catalogues).map(([locale, messages]) => `export const ${locale} = ${JSON.stringify(compile(messages))};`).join('\n');
      },
    },
  };
}

const compile = (messages: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(messages).map(([id, message]) => {
      try {
        return [id, compileMessageOrThrow(message)];
      } catch (error) {
        throw new SyntaxError(`The message ${id} is no ICU message: ${message}`, { cause: error });
      }
    }),
  );
