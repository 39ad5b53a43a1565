import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    setupFiles: ['test/setup/witness.ts'],
    // How long a test takes is the machine's matter; what it waits for has bounds of its own.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make the timing of real sockets worse.
    maxWorkers: 2,
    pool: 'forks',
  },
});
