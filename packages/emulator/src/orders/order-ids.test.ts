import { expect, it } from 'vitest';
import { OrderIds } from './order-ids.ts';

const kinds = ['orderId', 'foreverOrderId', 'alertId', 'exchangeOrderId', 'exchangeTradeId'] as const;
const lengths = { orderId: 15, foreverOrderId: 13, alertId: 5, exchangeOrderId: 16, exchangeTradeId: 8 } as const;
const noon = Date.parse('2026-11-20T12:00:00+05:30');

it.each(kinds)('%s: an emulator started a second later on the same day gives out other and higher numbers', (kind) => {
  const first = new OrderIds(() => noon);
  const before = [first[kind](), first[kind](), first[kind]()];
  const after = new OrderIds(() => noon + 5_000)[kind]();
  const all = [...before, after].map(Number);
  expect(all).toEqual(all.toSorted((one, other) => one - other));
  expect(new Set(all).size).toBe(4);
  for (const id of [...before, after]) expect(id).toHaveLength(lengths[kind]);
});

it.each(kinds)('%s: numbers keep growing past midnight and past a saved state', (kind) => {
  let now = noon;
  const ids = new OrderIds(() => now);
  const first = Number(ids[kind]());
  now += 86_400_000 - 13 * 3_600_000;
  const second = Number(ids[kind]());
  expect(second).toBeGreaterThan(first);
  const loaded = new OrderIds(() => noon);
  loaded.restore(ids.counters());
  expect(Number(loaded[kind]())).toBeGreaterThan(second);
});
