import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';

/** Stamps the built page with what it is made of: every file of the window has its hash in its name, and the page names the first of them. The server tells open windows the stamp of the page it serves. */
export function stampBuild(): Plugin {
  return {
    name: 'okno-stamp-build',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (html, { bundle }) => {
        const files = Object.keys(bundle ?? {}).filter((name) => !name.endsWith('.html')).sort();
        const build = createHash('sha256').update(html).update(files.join('\n')).digest('hex').slice(0, 12);
        return [{ tag: 'meta', attrs: { name: 'okno-build', content: build }, injectTo: 'head-prepend' }];
      },
    },
  };
}
