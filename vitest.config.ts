import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

/** Tests of parts. They share a process, and import what they test once. */
const PARTS = ['{packages,apps}/*/src/**/*.test.ts', 'test/{conformance,fuzz,setup}/**/*.test.ts'];
/** Those of them that run commands or a whole engine, or measure how long a write waits: each has a process of its own. */
const ALONE = [
  'apps/dhancopy/src/cli/**/*.int.test.ts',
  'apps/dhancopy/src/runtime/*.int.test.ts',
  'apps/dhancopy/src/runtime/maintenance/next-to-a-writer.test.ts',
];
/** Replaces a module of the store to see every statement: only Vite's module runner can do that. */
const MOCKED = ['test/dictionary/*.test.ts'];

// Each process of the tests loads hundreds of TypeScript files. The first one compiles them, and the others read what it kept. Node takes
// a kept file only if the source and the version of Node are the same.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/tests');

export default defineConfig({
  test: {
    globalSetup: ['test/setup/midnight.ts'],
    setupFiles: ['test/setup/witness.ts', 'test/setup/keep-compiled.ts'],
    // How long a test takes is the machine's matter; what it waits for has bounds of its own.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two more than the two cores of a small machine: half of the time a test waits for a socket, a poll or a process.
    maxWorkers: 4,
    pool: 'forks',
    // Node reads TypeScript itself, as in production. Vite's module runner costs a third more processor time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'parts', include: PARTS, exclude: ALONE, isolate: false } },
      {
        extends: true,
        test: { name: 'whole', include: [...ALONE, 'test/**/*.test.ts'], exclude: [...PARTS.slice(1), ...MOCKED] },
      },
      { extends: true, test: { name: 'mocked', include: MOCKED, experimental: { viteModuleRunner: true } } },
    ],
  },
});
