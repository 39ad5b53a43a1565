import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

/** Measures how long a write waits: it has a process of its own. All others share one in each worker, and import what they test once. */
const ALONE = ['apps/dhancopy/src/runtime/maintenance/next-to-a-writer.test.ts'];
/** Replaces a module of the store to see every statement: only Vite's module runner can do that. */
const MOCKED = ['test/dictionary/*.test.ts'];

// Each process of the tests loads hundreds of TypeScript files. The first one compiles them, and the others read what it kept. Node takes
// a kept file only if the source and the version of Node are the same.
process.env['NODE_COMPILE_CACHE'] ??= join(import.meta.dirname, 'node_modules/.cache/tests');

export default defineConfig({
  test: {
    globalSetup: ['test/setup/midnight.ts', 'test/setup/scratch.ts'],
    setupFiles: ['test/setup/witness.ts', 'test/setup/keep-compiled.ts'],
    // How long a test takes is the machine's matter; what it waits for has bounds of its own.
    testTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 240_000,
    // Three more than the two cores of a small machine: half of the time a test waits for a socket, a poll or a process.
    maxWorkers: 5,
    pool: 'forks',
    // Node reads TypeScript itself, as in production. Vite's module runner costs a third more processor time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'all',
          include: ['{packages,apps}/*/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: [...ALONE, ...MOCKED],
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: ALONE } },
      { extends: true, test: { name: 'mocked', include: MOCKED, experimental: { viteModuleRunner: true } } },
    ],
  },
});
