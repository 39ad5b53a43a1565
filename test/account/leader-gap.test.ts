import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { LEADER, Rig } from '../kit/rig.ts';

const FOLLOWER = '2000000001';
/** Longer than frames wait for the book, ms. */
const LONG_MS = 3_000;

let rig: Rig;
afterEach(() => rig.close());

/** The leader's stream is interrupted while `then` happens, and is open again while the broker does not answer for his orders. */
async function gap(then: () => void): Promise<void> {
  const { control } = rig.emulator;
  control.refuseStreams(LEADER, true);
  control.resetStream(LEADER);
  await rig.until('the stream to be down', () => control.streamCount(LEADER) === 0);
  // Reads that were asked for before are answered.
  await sleep(100);
  control.addFault({ accounts: [LEADER], operations: ['orders'], effect: { kind: 'status5xx', httpStatus: 503 } });
  then();
  await sleep(100);
  control.refuseStreams(LEADER, false);
  await rig.until('the stream to be open again', () => control.streamCount(LEADER) === 1);
  await sleep(50);
}

const copies = (): readonly string[] =>
  rig.orders(FOLLOWER).map(({ transactionType, quantity }) => `${transactionType} ${quantity}`);

it('what looks like an entry waits for the book that shows what the leader did in the gap', async () => {
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1', settings: { lateEntryMs: 120_000 } }] });
  await gap(() => rig.leaderPlaces({ transactionType: 'SELL', quantity: 80 }));
  // He buys back a part of what he sold short: nothing of it may be bought for a follower who holds nothing.
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await sleep(LONG_MS);
  expect(copies()).toEqual([]);
  expect(rig.mappings().map(({ error_message: why }) => why)).toContain(
    "the leader's order stream was interrupted: waiting for his order book",
  );
  rig.emulator.control.clearFaults();
  await rig.until('the follower to be as short as the leader', () => rig.net(FOLLOWER) === -60);
  expect(copies().every((copy) => copy.startsWith('SELL'))).toBe(true);
});

it('it waits also while the account is blocked because its books cannot be read', async () => {
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1', settings: { lateEntryMs: 120_000 } }] });
  const { control } = rig.emulator;
  control.addFault({
    accounts: [LEADER],
    operations: ['orders', 'profile'],
    effect: { kind: 'status5xx', httpStatus: 503 },
  });
  for (const state of ['HALTED', 'ACTIVE'] as const) await rig.do({ op: 'account.state', clientId: LEADER, state });
  await rig.until('the leader to be blocked', () => rig.notices.some(({ code }) => code === 'ACCOUNT_NOT_ALIGNED'));
  await gap(() => rig.leaderPlaces({ transactionType: 'SELL', quantity: 80 }));
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 20 });
  await sleep(500);
  expect(copies()).toEqual([]);
  control.clearFaults();
  await rig.until('the follower to be as short as the leader', () => rig.net(FOLLOWER) === -60);
  expect(copies().every((copy) => copy.startsWith('SELL'))).toBe(true);
});

it('an exit does not wait for the book', async () => {
  rig = await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }] });
  rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 });
  await rig.until('the entry to be copied', () => rig.net(FOLLOWER) === 100);
  await gap(() => undefined);
  rig.leaderPlaces({ transactionType: 'SELL', quantity: 100 });
  await rig.until('the exit to be copied', () => rig.net(FOLLOWER) === 0);
});
