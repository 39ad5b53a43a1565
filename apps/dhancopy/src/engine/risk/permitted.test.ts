import { expect, it } from 'vitest';
import { askPermit } from './permitted.ts';
import type { Permitted } from './permitted.ts';

const ALLOWED = { halted: null, notReady: null };

function toTheBroker(order: Permitted<{ quantity: number }>): number {
  return order.quantity;
}

it('permits what it is given while orders may leave', () => {
  const asked = askPermit(ALLOWED, () => true);
  if (asked.why !== null) throw new Error(asked.why);
  expect(toTheBroker(asked.permit({ quantity: 5 }))).toBe(5);
});

it.each([
  ['the system is halted', { ...ALLOWED, halted: { reason: 'TRADING_HALTED' } }, true, 'TRADING_HALTED'],
  ['the account is not ready', { ...ALLOWED, notReady: 'its token was refused' }, true, 'its token was refused'],
  ['there is no budget', ALLOWED, false, "waiting for room in the account's rate budget"],
])('permits nothing while %s', (_what, allowed, hasRoom, why) => {
  expect(askPermit(allowed, () => hasRoom)).toEqual({ why });
});

it('the types let no other order through, not even a changed copy of a permitted one', () => {
  const asked = askPermit(ALLOWED, () => true);
  if (asked.why !== null) throw new Error(asked.why);
  const permitted = asked.permit({ quantity: 5 });
  // The linter finds these as well. Here the compiler is tested.
  /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment, @typescript-eslint/no-misused-spread */
  // @ts-expect-error: nothing has permitted this one
  expect(toTheBroker({ quantity: 5 })).toBe(5);
  // @ts-expect-error: a copy is not permitted
  expect(toTheBroker({ ...permitted, quantity: 1_000_000 })).toBe(1_000_000);
});
