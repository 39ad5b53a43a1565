import { defineConfig } from 'vitest/config';
import { CANARIES } from './canary-table.ts';
import { spoiled } from './spoiled.ts';

/** Runs tests of the engine with the canary that `CANARY` names. */
const canary = CANARIES.find(({ name }) => name === process.env['CANARY']);
if (!canary) throw new Error(`CANARY: expected the name of a canary, found ${process.env['CANARY'] ?? 'nothing'}`);

export default defineConfig({
  plugins: [{ name: 'canary', enforce: 'pre', transform: (source, path) => spoiled(canary, path, source) }],
  test: { include: ['apps/dhancopy/src/engine/**/*.test.ts'] },
});
