import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CANARIES } from './canary-table.ts';
import { spoiled } from './spoiled.ts';

const ENGINE = new URL('../../apps/dhancopy/src/engine/', import.meta.url);

// What catches them is measured by `npm run play:canaries`, which takes half an hour.
it.each(CANARIES)('the bug can be put into the engine: $name', (canary) => {
  const path = new URL(canary.file, ENGINE);
  expect(spoiled(canary, path.pathname, readFileSync(path, 'utf8'))).not.toBeNull();
  if ('test' in canary) expect(existsSync(new URL(canary.test, ENGINE))).toBe(true);
});
