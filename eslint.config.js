import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** What the pure core may not touch, and what to use instead. */
const impure = [
  ['Date', 'take the time as an argument (EpochMs)'],
  ['Temporal', 'take the time as an argument (EpochMs)'],
  ['performance', 'take the time as an argument (EpochMs)'],
  ['process', 'take settings as an argument'],
  ['setTimeout', 'return a wake-up time, the runtime waits'],
  ['setInterval', 'return a wake-up time, the runtime waits'],
  ['setImmediate', 'return a wake-up time, the runtime waits'],
  ['queueMicrotask', 'the core is synchronous'],
  ['fetch', 'return a command, the runtime does I/O'],
  ['WebSocket', 'return a command, the runtime does I/O'],
  ['console', 'return a notice, the runtime logs'],
  ['crypto', 'ids are computed from their cause'],
];

export default defineConfig(
  globalIgnores(['node_modules/', 'data/', 'coverage/', 'dist/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: false },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: [
      'src/cli/**',
      'src/main.ts',
      'bench/**',
      'packaging/**',
      'test/fuzz/main.ts',
      'test/conformance/proofs/write.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['src/engine/**/*.ts', 'src/domain/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.prop.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impure.map(([name, message]) => ({ name, message }))],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'chance is passed in; ids are computed from their cause' },
        { object: 'globalThis', property: 'Date', message: 'take the time as an argument' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*', 'ws', 'undici', 'pino', 'fastify'], message: 'the core does no I/O' }] },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'the core is synchronous' },
        { selector: 'FunctionDeclaration[async=true]', message: 'the core is synchronous' },
        { selector: 'ArrowFunctionExpression[async=true]', message: 'the core is synchronous' },
        { selector: 'FunctionExpression[async=true]', message: 'the core is synchronous' },
        { selector: 'ImportExpression', message: 'the core is synchronous' },
        { selector: "NewExpression[callee.name='Promise']", message: 'the core is synchronous' },
      ],
    },
  },
);
