import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startEmulator } from '@dhancopy/emulator';
import type { Emulator } from '@dhancopy/emulator';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLIENT_ID = '1100012345';
const project = mkdtempSync(join(tmpdir(), 'dhancopy-package-'));

const PROGRAM = `
import { DhanClient, DhanError, MarketFeed, readPostback } from '@dhancopy/dhan';

const dhan = new DhanClient({
  dhanClientId: process.env['DHAN_CLIENT_ID'] ?? '',
  accessToken: process.env['DHAN_ACCESS_TOKEN'] ?? '',
  apiUrl: process.env['DHAN_API_URL'],
});
const { orderId } = await dhan.orders.placeOrder({
  transactionType: 'BUY', exchangeSegment: 'NSE_EQ', productType: 'INTRADAY', orderType: 'LIMIT', validity: 'DAY',
  securityId: '1333', quantity: 10, price: 1600, correlationId: 'from-a-package',
});
const refused: unknown = await dhan.orders.cancelOrder('1').catch((error: unknown) => error);
console.log(JSON.stringify({ orderId, isError: refused instanceof DhanError, others: [typeof MarketFeed, typeof readPostback] }));
await dhan.close();
`;

function needsOf(folder: string): string[] {
  const { dependencies = {}, bundleDependencies = [] } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as { dependencies?: Record<string, string>; bundleDependencies?: string[] };
  return Object.keys(dependencies).filter((name) => !bundleDependencies.includes(name));
}

/** The packages of an installation: these and their dependencies only, so that a forgotten dependency is missing here too. */
function withDependencies(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    withDependencies(needsOf(join(ROOT, 'node_modules', name)), found);
  }
  return found;
}

let emulator: Emulator;
let token: string;
/** As a user installs it: unpacked, with its dependencies, and without this repository. */
beforeAll(async () => {
  await run(process.execPath, [join(ROOT, 'packages/dhan/packaging/build.ts')], { cwd: ROOT });
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', project, join(ROOT, 'dist/dhan')]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  const modules = join(project, 'node_modules');
  const client = join(modules, '@dhancopy/dhan');
  mkdirSync(client, { recursive: true });
  await run('tar', ['-xzf', join(project, filename), '--strip-components=1', '-C', client]);
  for (const name of withDependencies(needsOf(client))) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }));
  emulator = await startEmulator();
  token = emulator.control.addAccount({ dhanClientId: CLIENT_ID, fundsRupees: 1_000_000 }).accessToken;
}, 120_000);
afterAll(async () => {
  await emulator.close();
  rmSync(project, { recursive: true, force: true });
});

it('places an order from plain JavaScript, without any part of this repository', async () => {
  writeFileSync(join(project, 'program.js'), PROGRAM.replaceAll(': unknown', ''));
  const { stdout } = await run(process.execPath, ['program.js'], {
    cwd: project,
    env: { DHAN_CLIENT_ID: CLIENT_ID, DHAN_ACCESS_TOKEN: token, DHAN_API_URL: emulator.restUrl },
  });
  const { orderId, isError, others } = JSON.parse(stdout) as { orderId: string; isError: boolean; others: string[] };
  expect(isError).toBe(true);
  expect(others).toEqual(['function', 'function']);
  const [order] = emulator.control.book(CLIENT_ID).orders;
  expect(order).toMatchObject({ orderId, correlationId: 'from-a-package', quantity: 10 });
});

it('exports its types to a TypeScript program, and refuses what the broker would refuse', async () => {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  // A limit order without a price is wrong.
  const programs = { 'program.ts': PROGRAM, 'wrong.ts': PROGRAM.replace(' price: 1600,', '') };
  for (const [name, code] of Object.entries(programs)) writeFileSync(join(project, name), code);
  const flags = [
    '--noEmit',
    '--strict',
    '--target',
    'es2024',
    '--lib',
    'es2024,esnext',
    '--module',
    'nodenext',
    '--types',
    'node',
  ];
  // Both at once: most of the time goes into the types of Node.
  const found = await run(process.execPath, [tsc, ...flags, ...Object.keys(programs)], { cwd: project }).then(
    () => '',
    (error: unknown) => (error as { stdout: string }).stdout,
  );
  const errors = found.split('\n').filter((line) => line.includes('error TS'));
  expect(errors).not.toEqual([]);
  expect(errors.filter((line) => !line.startsWith('wrong.ts('))).toEqual([]);
}, 120_000);

it('contains only the client', async () => {
  const { stdout } = await run('npm', ['pack', '--json', '--dry-run', join(ROOT, 'dist/dhan')]);
  const [{ files, size }] = JSON.parse(stdout) as [{ files: { path: string }[]; size: number }];
  const bundled = files.filter(({ path }) => path.startsWith('node_modules/'));
  expect([...new Set(bundled.map(({ path }) => dirname(path)))]).toEqual(['node_modules/@dhancopy/domain']);
  const rooms = new Set(files.map(({ path }) => dirname(path).split('/')[0]));
  const own = readdirSync(join(ROOT, 'packages/dhan/src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect([...rooms].toSorted()).toEqual(
    ['.', 'node_modules', ...own.map(({ name }) => name)].filter((name) => name !== 'testing').toSorted(),
  );
  expect(files.filter(({ path }) => /test|fixture|sample|\.ts$/.test(path.replace(/\.d\.ts$/, '')))).toEqual([]);
  const paths = new Set(files.map(({ path }) => path));
  const scripts = [...paths].filter((path) => path.endsWith('.js'));
  expect(
    scripts.flatMap((path) => [`${path}.map`, path.replace(/js$/, 'd.ts')]).filter((path) => !paths.has(path)),
  ).toEqual([]);
  expect(size).toBeLessThan(600_000);
});

it('depends on its imports, in the tested versions, and on nothing else', () => {
  const sources = readdirSync(join(ROOT, 'dist/dhan'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(js|d\.ts)$/.test(path))
    .flatMap((path) => [...readFileSync(join(ROOT, 'dist/dhan', path), 'utf8').matchAll(/ from '([^'.][^':]*)'/g)])
    .map(([, name = '']) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
  expect(
    needsOf(join(ROOT, 'dist/dhan'))
      .filter((name) => !name.startsWith('@types/'))
      .toSorted(),
    // Its own name is in an example.
  ).toEqual([...new Set(sources)].filter((name) => !name.startsWith('@dhancopy/')).toSorted());
});

it('is not packed from the repository itself, because that package could not be imported', async () => {
  const refused = await run('npm', ['pack', '--dry-run'], { cwd: ROOT }).catch((error: unknown) => error);
  expect((refused as { stderr: string }).stderr).toContain('npm run build:dhan && npm pack ./dist/dhan');
});
