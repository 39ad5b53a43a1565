import { expect, it } from 'vitest';
import type { Copy } from '../engine/index.ts';
import { mappingWords } from './mapping-rows.ts';

it('a copy that waits says why in words, also where the engine gives a code', () => {
  const waits = (waiting: string): string | null => mappingWords({ outcome: null, waiting } as Copy);
  expect(waits('LINK_HALTED')).toBe('the link is halted: nothing is copied');
  expect(waits("waiting for room in the account's rate budget")).toBe("waiting for room in the account's rate budget");
});
