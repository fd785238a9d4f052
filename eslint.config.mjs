import tseslint from 'typescript-eslint';

/** Few rules, each of which catches a real fault: a missing await, a forgotten case, an `any` that hides one. */
export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', 'coverage/', '**/*.mjs', '**/generated/'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.base],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  {
    // Configuration is read in one place.
    files: ['libs/**/*.ts', 'apps/api/src/**/*.ts'],
    ignores: ['**/config.ts', '**/*.spec.ts', '**/testing/**'],
    rules: { 'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read configuration in apps/api/src/config.ts and pass it on.' }] },
  },
  {
    files: ['libs/crm-core/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/testing/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: "BinaryExpression[operator=/^[!=]==$/] > Literal[value=/^(email|telegram|sms|voice|webchat|http|twilio)$/]", message: 'The core names no channel: ask capabilities.' },
      ],
    },
  },
);
