import { expect, it } from 'vitest';
import { by, displayName, reason } from './fields.ts';

it('a reason is made plain and cut, so that a kill does not fail for it', () => {
  expect(reason.parse('a\u001b[31mb\nsecond line')).toBe('a[31mb second line');
  expect(reason.parse('x'.repeat(500))).toHaveLength(200);
  expect(reason.parse(undefined)).toBe('');
  expect(by.parse('as\u0007ha')).toBe('asha');
});

it('a name with an escape is refused', () => {
  expect(displayName.safeParse('Ra\u001b[31mvi').success).toBe(false);
});
