/** The arrows of docs/architecture.md. An import against them fails `npm run check`. */
const room = (name) => `^src/${name}/`;

/** Each room, and the rooms of ours it may import. */
const may = {
  domain: [],
  engine: ['domain'],
  dhan: ['domain'],
  store: ['domain'],
  emulator: ['domain'],
  runtime: ['domain', 'engine', 'dhan', 'store'],
  server: ['domain', 'engine', 'store', 'runtime'],
  cli: ['domain', 'engine', 'dhan', 'store', 'runtime', 'server', 'emulator'],
};

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([from, to]) => ({
      name: `${from}-knows-only-${to.join('-') || 'nobody'}`,
      severity: 'error',
      comment: `src/${from} may import ${to.length ? to.map((t) => `src/${t}`).join(', ') : 'no other room'}; move the code, or invert it with a port`,
      from: { path: room(from) },
      to: { path: '^src/', pathNot: [room(from), ...to.map(room)] },
    })),
    {
      name: 'nobody-imports-main',
      severity: 'error',
      comment: 'src/main.ts wires concrete to port; nothing depends on it',
      from: { path: '^src/' },
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'src/engine and src/domain do no I/O: no Node module, no package',
      from: { path: '^src/(engine|domain)/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm'] },
    },
    {
      name: 'engine-has-one-door',
      severity: 'error',
      comment:
        'everything outside src/engine imports it through src/engine/index.ts; tests may also use src/engine/testing',
      from: { path: '^(src|test|bench|packaging)/', pathNot: ['^src/engine/', '^test/', '\\.test\\.ts$'] },
      to: { path: '^src/engine/', pathNot: '^src/engine/index\\.ts$' },
    },
    {
      name: 'tests-know-the-door-and-its-testing',
      severity: 'error',
      comment: 'a test outside src/engine imports src/engine/index.ts or src/engine/testing',
      from: { path: ['^test/', '\\.test\\.ts$'], pathNot: '^src/engine/' },
      to: { path: '^src/engine/', pathNot: ['^src/engine/index\\.ts$', '^src/engine/testing/'] },
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
        path: '^src/',
        pathNot: ['^src/main\\.ts$', '\\.d\\.ts$', '\\.test\\.ts$', '-thread\\.ts$'],
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
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
