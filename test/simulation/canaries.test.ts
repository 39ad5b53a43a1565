import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { spoiled } from '../kit/spoiled.ts';
import { CANARIES } from './canary-table.ts';

const ROOT = new URL('../../', import.meta.url);

// What catches them is measured by `npm run sim:canaries`.
it.each(CANARIES)('the bug can be put into the product: $name', (canary) => {
  const path = new URL(canary.file, ROOT);
  expect(spoiled(canary, path.pathname, readFileSync(path, 'utf8'))).not.toBeNull();
});
