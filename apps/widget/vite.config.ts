import { build, defineConfig, type Plugin, type ResolvedConfig } from 'vite';

let resolved: ResolvedConfig;
/** The loader is a classic script for pages that we do not know: one file, nothing global, its name never changes. */
const loader: Plugin = {
  name: 'okno-loader',
  configResolved: (config) => void (resolved = config),
  async closeBundle() {
    await build({
      configFile: false,
      root: import.meta.dirname,
      logLevel: 'error',
      build: { outDir: resolved.build.outDir, emptyOutDir: false, target: 'es2021', lib: { entry: 'src/loader.ts', formats: ['iife'], name: 'oknoWidget', fileName: () => 'loader.js' } },
    });
  },
};

export default defineConfig({
  base: '/widget/',
  plugins: [loader],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: '../../dist/apps/widget',
    emptyOutDir: true,
    target: 'es2022',
    // Leaves light-dark() as it stands.
    cssTarget: 'esnext',
    modulePreload: false,
    sourcemap: false,
    rolldownOptions: { input: 'frame.html' },
  },
});
