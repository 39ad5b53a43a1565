import { expect, it } from 'vitest';
import { spreadOf } from './latency.ts';

it('gives figures that were measured', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(spreadOf(hundred)).toEqual({ count: 100, p50: 50, p95: 95, max: 100 });
  expect(spreadOf([7])).toEqual({ count: 1, p50: 7, p95: 7, max: 7 });
  expect(spreadOf([])).toEqual({ count: 0, p50: 0, p95: 0, max: 0 });
});
