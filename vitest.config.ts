import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/setup/longest-first.ts';

/** Tests that start no process of ours and no whole engine: they share a process, and import what they test once. */
const ROOMS = ['src/**/*.test.ts', 'test/{conformance,fuzz,setup}/**/*.test.ts'];
const COMMANDS = 'src/cli/**/*.int.test.ts';

export default defineConfig({
  test: {
    setupFiles: ['test/setup/witness.ts'],
    // How long a test takes is the machine's matter; what it waits for has bounds of its own.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One more than the two cores of a small machine: half of the time a test waits for a socket, a poll or a process.
    maxWorkers: 3,
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'rooms', include: ROOMS, exclude: [COMMANDS], isolate: false } },
      { extends: true, test: { name: 'whole', include: [COMMANDS, 'test/**/*.test.ts'], exclude: ROOMS.slice(1) } },
    ],
  },
});
