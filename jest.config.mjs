/** Tests run on real PostgreSQL: one embedded server for the run, one cloned database per test file (tools/launch/jest-setup.ts). */
export default {
  testMatch: ['<rootDir>/{libs,apps,tools}/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true, tsx: false },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  testEnvironmentOptions: { customExportConditions: ['okno-source', 'node', 'node-addons'] },
  moduleNameMapper: { '^#channels$': '<rootDir>/libs/channels/src/index.ts', '^#crm-core$': '<rootDir>/libs/crm-core/src/index.ts', '^#words$': '<rootDir>/libs/words/src/index.ts' },
  globalSetup: '<rootDir>/tools/launch/jest-setup.ts',
  globalTeardown: '<rootDir>/tools/launch/jest-teardown.ts',
  maxWorkers: 2,
  // A worker keeps the modules of every file it ran; near the end of its heap it does little but collect garbage.
  workerIdleMemoryLimit: '1GB',
  // What a test waits for has a patience of its own and says what did not come; this only ends what hangs, however slow the machine.
  testTimeout: 180_000,
};
