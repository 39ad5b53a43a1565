import { defineConfig } from 'vitest/config';

/** `npm run test:quick`: the tests of parts that need no server, no process and no long random play. */
export default defineConfig({
  test: {
    globalSetup: ['test/setup/scratch.ts'],
    setupFiles: ['test/setup/witness.ts'],
    testTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    include: ['{packages,apps}/*/src/**/*.test.ts'],
    exclude: [
      '**/*.int.test.ts',
      '**/*.prop.test.ts',
      '**/engine/testing/**',
      '**/store/older/migrate-older.test.ts',
      '**/next-to-a-writer.test.ts',
    ],
    pool: 'forks',
    // Node reads TypeScript itself, as in production. Vite's module runner costs a third more processor time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    isolate: false,
    maxWorkers: 3,
  },
});
