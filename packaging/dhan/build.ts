/**
 * Makes `dist/dhan`, the package of the DhanHQ client alone: JavaScript, because Node strips no types under `node_modules`, with
 * declarations and source maps. `npm pack ./dist/dhan` makes a tarball of it. The copier itself is run from its repository.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = `${root}dist/dhan/`;
const { version, license, dependencies, devDependencies } = JSON.parse(
  readFileSync(`${root}package.json`, 'utf8'),
) as Manifest;

rmSync(out, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', `${root}packaging/dhan`], { stdio: 'inherit' });

/** What the client imports, and the types that its declarations name. */
const needed = ['csv-parse', 'undici', 'ws', 'zod'].map((name) => [name, dependencies[name] ?? ''] as const);
writeFileSync(
  `${out}package.json`,
  `${JSON.stringify(
    {
      name: 'dhancopy',
      version,
      description: 'DhanHQ v2 for TypeScript: REST, order updates, market feed and depth, instruments, postbacks.',
      license,
      type: 'module',
      engines: { node: '>=26' },
      exports: {
        './dhan': { types: './dhan/index.d.ts', default: './dhan/index.js' },
        './package.json': './package.json',
      },
      dependencies: { ...Object.fromEntries(needed), '@types/ws': devDependencies['@types/ws'] ?? '' },
    },
    null,
    2,
  )}\n`,
);
copyFileSync(`${root}src/dhan/README.md`, `${out}README.md`);
copyFileSync(`${root}LICENSE`, `${out}LICENSE`);
console.log(`${out}: the client as a package; next: npm pack ./dist/dhan`);
