/** The arrows of docs/architecture.md. An import against them fails `npm run check`. */

/** Each package and each room of the app, where it is, and what of ours it may import. */
const may = {
  'packages/domain/src': [],
  'packages/dhan/src': ['packages/domain/src'],
  'packages/emulator/src': ['packages/domain/src'],
  'packages/simulation/src': ['packages/domain/src', 'packages/emulator/src'],
  'apps/dhancopy/src/engine': ['packages/domain/src'],
  'apps/dhancopy/src/store': ['packages/domain/src'],
  'apps/dhancopy/src/runtime': [
    'packages/domain/src',
    'packages/dhan/src',
    'apps/dhancopy/src/engine',
    'apps/dhancopy/src/store',
  ],
  'apps/dhancopy/src/server': [
    'packages/domain/src',
    'apps/dhancopy/src/engine',
    'apps/dhancopy/src/store',
    'apps/dhancopy/src/runtime',
  ],
  'apps/dhancopy/src/cli': [
    'packages/domain/src',
    'packages/dhan/src',
    'packages/emulator/src',
    'packages/simulation/src',
    'apps/dhancopy/src/engine',
    'apps/dhancopy/src/store',
    'apps/dhancopy/src/runtime',
    'apps/dhancopy/src/server',
  ],
};

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([from, to]) => ({
      name: `${from.replace('/src', '').replaceAll('/', '-')}-knows-only`,
      severity: 'error',
      comment: `${from} may import ${to.length ? to.join(', ') : 'nothing else of ours'}; move the code, or invert it with a port`,
      from: { path: `^${from}/` },
      to: { path: '^(packages|apps)/', pathNot: [from, ...to].map((room) => `^${room}/`) },
    })),
    {
      name: 'nobody-imports-main',
      severity: 'error',
      comment: 'apps/dhancopy/src/main.ts wires concrete to port; only what npx starts depends on it',
      from: { path: '^(packages|apps)/', pathNot: '^apps/dhancopy/bin/start\\.js$' },
      to: { path: '^apps/dhancopy/src/main\\.ts$' },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'the engine and the domain do no I/O: no Node module, no package',
      from: { path: '^(apps/dhancopy/src/engine|packages/domain/src)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm'], pathNot: '^packages/domain/' },
    },
    {
      name: 'orders-do-not-walk-through-records',
      severity: 'error',
      comment:
        'the order path knows runtime/records by its entry, account-records.ts, and Runtime creates the records there',
      from: {
        path: '^apps/dhancopy/src/runtime/(account/|[^/]+\\.ts$)',
        pathNot: ['/runtime/runtime\\.ts$', '\\.test\\.ts$'],
      },
      to: { path: '^apps/dhancopy/src/runtime/records/', pathNot: '/account-records\\.ts$' },
    },
    {
      name: 'engine-has-one-entry',
      severity: 'error',
      comment:
        'everything outside the engine imports it through its index.ts, or readings.ts where it only reads what was saved; tests may also use engine/testing',
      from: { path: '^(packages|apps|bench)/', pathNot: ['^apps/dhancopy/src/engine/', '\\.test\\.ts$'] },
      to: { path: '^apps/dhancopy/src/engine/', pathNot: '^apps/dhancopy/src/engine/(index|readings)\\.ts$' },
    },
    {
      name: 'tests-know-the-entry-and-its-testing',
      severity: 'error',
      comment: 'a test outside the engine imports its index.ts or engine/testing',
      from: { path: ['^test/', '\\.test\\.ts$'], pathNot: '^apps/dhancopy/src/engine/' },
      to: {
        path: '^apps/dhancopy/src/engine/',
        pathNot: ['^apps/dhancopy/src/engine/index\\.ts$', '^apps/dhancopy/src/engine/testing/'],
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'a cycle hides which way the arrow points',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'dead code is deleted',
      from: {
        orphan: true,
        path: '^(packages|apps)/',
        pathNot: ['^apps/dhancopy/src/main\\.ts$', '\\.d\\.ts$', '\\.test\\.ts$', '-thread\\.ts$', '/packaging/'],
      },
      to: {},
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'an import that cannot be resolved',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-in-src',
      severity: 'error',
      comment: 'the product does not run on test tools',
      from: { path: '^(packages|apps)/', pathNot: ['\\.test\\.ts$', '/packaging/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
