/**
 * Builds `dist/dhan`, the package of the DhanHQ client alone. It is JavaScript, because Node strips no types under `node_modules`, with
 * declarations and source maps. It contains `@dhancopy/domain`, which is not a separate package. `npm pack ./dist/dhan` makes a
 * tarball. The copier itself runs from its repository.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const built = `${root}dist/built/`;
const out = `${root}dist/dhan/`;
const DOMAIN = '@dhancopy/domain';
const bundled = `${out}node_modules/${DOMAIN}/`;

const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(`${root}${folder}package.json`, 'utf8')) as Manifest;
const write = (folder: string, manifest: object): void =>
  writeFileSync(`${folder}package.json`, `${JSON.stringify(manifest, null, 2)}\n`);

for (const folder of [built, out]) rmSync(folder, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [tsc, '-p', `${root}packages/dhan/packaging`], { stdio: 'inherit' });
renameSync(`${built}dhan/src`, out);
mkdirSync(dirname(bundled.slice(0, -1)), { recursive: true });
renameSync(`${built}domain/src`, bundled);
rmSync(built, { recursive: true });

const { name, version, description, license, dependencies } = manifestOf('packages/dhan/');
const { devDependencies } = manifestOf('');
write(out, {
  name,
  version,
  description,
  license,
  type: 'module',
  engines: { node: '>=26' },
  exports: {
    '.': { types: './index.d.ts', default: './index.js' },
    './package.json': './package.json',
  },
  // The modules that the client imports, and the types in its declarations.
  dependencies: { ...dependencies, '@types/ws': devDependencies['@types/ws'] ?? '' },
  bundleDependencies: [DOMAIN],
});
write(bundled, {
  name: DOMAIN,
  version,
  license,
  type: 'module',
  exports: { './*': { types: './*.d.ts', default: './*.js' } },
});
copyFileSync(`${root}packages/dhan/README.md`, `${out}README.md`);
copyFileSync(`${root}LICENSE`, `${out}LICENSE`);
console.log(`${out}: the client as a package; next: npm pack ./dist/dhan`);
