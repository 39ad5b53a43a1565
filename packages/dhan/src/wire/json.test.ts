import { expect, it } from 'vitest';
import { readJson } from './json.ts';

it.each([
  ['[1,"]"]', [1, ']']],
  ['{', undefined],
  ['[[[[1]]]]', [[[[1]]]]],
  [`["${'['.repeat(5_000)}\\""]`, [`${'['.repeat(5_000)}"`]],
  ['['.repeat(5_000) + ']'.repeat(5_000), undefined],
  ['{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000), undefined],
])('reads %.30s', (text, value) => {
  expect(readJson(text)).toEqual(value);
});
