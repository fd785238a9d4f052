// npm run backup · npm run restore: makes sure there is a build, then hands over.
import { build, installPackages, run } from './prepare.mjs';

await installPackages();
await build();
process.exit((await run('node', ['--enable-source-maps', 'dist/apps/api/src/database/maintain.js', ...process.argv.slice(2)])).code);
