import type { Plugin } from 'vite';

/** Names the files of the languages in the page, so that the words are on their way before the first script asks for them (public/first-paint.js). */
export function nameLanguages(): Plugin {
  return {
    name: 'okno-name-languages',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.values(bundle ?? {}).flatMap((file) => {
          const language = file.type === 'chunk' ? /\/src\/i18n\/messages\/(\w+)\.ts$/.exec(file.facadeModuleId ?? '')?.[1] : undefined;
          return language ? [{ tag: 'meta', attrs: { name: `okno-language-${language}`, content: `/${file.fileName}` }, injectTo: 'head-prepend' as const }] : [];
        }),
    },
  };
}
