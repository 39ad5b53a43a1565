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

/** Time and chance of the runtime come through its `Clock`: see apps/dhancopy/src/runtime/time. */
const ofTheMachine = [
  ['performance', 'use clock.steadyMs() or clock.nowUs()'],
  ['setTimeout', 'use clock.sleep(), or after() and settledWithin() in apps/dhancopy/src/runtime/time'],
  ['setInterval', 'use every() in apps/dhancopy/src/runtime/time'],
  ['Temporal', 'use packages/domain/src/indian-time.ts, and clock.nowMs() for the time'],
  ['globalThis', 'name what you need: the rules for time and chance go by names'],
];

/** Indian time is worked out in one file. */
const indianTime = [
  'Literal[value=19800000]',
  'Literal[value=19800]',
  'Literal[value=5.5]',
  'Literal[value=330]',
  'BinaryExpression[operator="+"][left.left.value=5][right.left.value=30]',
  'Literal[value=/^\\+05:30|\\+05:30$|Asia.Kolkata/]',
  'TemplateElement[value.raw=/^\\+05:30|\\+05:30$/]',
].map((selector) => ({ selector, message: 'Indian time is worked out in packages/domain/src/indian-time.ts only' }));

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
      // There are no enums (`erasableSyntaxOnly` in tsconfig.json), and the rule takes a fifth of all time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: [
      'apps/dhancopy/src/cli/**',
      'apps/dhancopy/src/main.ts',
      'bench/**',
      'packages/dhan/packaging/**',
      'test/fuzz/main.ts',
      'test/conformance/proofs/write.ts',
      'test/conformance/python/main.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['{packages,apps}/*/src/**/*.ts'],
    ignores: ['**/*.test.ts', 'packages/domain/src/indian-time.ts'],
    rules: { 'no-restricted-syntax': ['error', ...indianTime] },
  },
  {
    files: ['apps/dhancopy/src/runtime/**/*.ts'],
    ignores: ['**/*.test.ts', 'apps/dhancopy/src/runtime/time/clock.ts'],
    rules: {
      'no-restricted-globals': ['error', ...ofTheMachine.map(([name, message]) => ({ name, message }))],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'use clock.random()' },
        { object: 'Date', property: 'now', message: 'use clock.nowMs()' },
        { object: 'AbortSignal', property: 'timeout', message: 'use after() in apps/dhancopy/src/runtime/time' },
        { object: 'process', property: 'hrtime', message: 'use clock.steadyMs() or clock.nowUs()' },
      ],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:timers', 'node:timers/*', 'node:perf_hooks'], message: 'use the Clock that is passed in' },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        ...indianTime,
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'use clock.nowMs()' },
      ],
    },
  },
  {
    files: ['apps/dhancopy/src/engine/**/*.ts', 'packages/domain/src/**/*.ts'],
    ignores: ['**/*.test.ts', '**/*.prop.test.ts', 'packages/domain/src/indian-time.ts'],
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
        ...indianTime,
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
