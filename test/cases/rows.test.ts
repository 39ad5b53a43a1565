import { afterEach, describe, expect, it } from 'vitest';
import type { FaultSpec } from '@dhancopy/emulator/faults/fault';
import { FastClock } from '../kit/fast-clock.ts';
import { HDFC, LEADER } from '../kit/rig.ts';
import { Case, FOLLOWER, RELIANCE } from './case.ts';

let play: Case;
afterEach(() => play.rig.close());

const positions = [{ ...RELIANCE, productType: 'INTRADAY' as const, netQuantity: 5 }];
const holdings = [{ ...RELIANCE, quantity: 5 }];

/** One unreadable row in each of the lists. The rest of the list is good. */
const SPOILT: readonly (readonly [string, NonNullable<FaultSpec['operations']>, FaultSpec['effect']])[] = [
  [
    'positions',
    'positions',
    { kind: 'spoilRows', where: { securityId: RELIANCE.securityId }, set: { productType: null } },
  ],
  [
    'holdings',
    'holdings',
    { kind: 'spoilRows', where: { securityId: RELIANCE.securityId }, set: { totalQty: 'some' } },
  ],
  [
    'order book',
    'orders',
    { kind: 'addRow', row: { orderId: '990000000000001', securityId: RELIANCE.securityId, orderStatus: null } },
  ],
];

describe('case 12: one bad row affects only itself', () => {
  it.each(SPOILT)('in the %s', async (_what, operations, effect) => {
    play = await Case.open({
      start: false,
      followers: [{ id: FOLLOWER, ratio: '1', account: { positions, holdings } }],
    });
    play.control.addFault({ accounts: FOLLOWER, operations, effect });
    await play.rig.start();
    play.leader('BUY', { quantity: 100 });
    await play.has(100);
    await play.allow(() => reports().length > 0);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -100], resting: 0 }, HDFC);
    // Reported once, not with every read.
    expect(reports()).toHaveLength(1);
    expect(play.noticed('RELEASED')).toEqual([]);
  });
});

const noData: FaultSpec['effect'] = {
  kind: 'refuse',
  httpStatus: 400,
  errorType: 'Data_Error',
  errorCode: 'DH-907',
  errorMessage: 'no data',
};
const badRow: FaultSpec['effect'] = {
  kind: 'spoilRows',
  where: { securityId: HDFC.securityId },
  set: { productType: null },
};

describe('a list of positions without the contract that was copied', () => {
  it.each([
    ["the follower's has no rows (DH-907), although he traded today", FOLLOWER, noData, 'POSITIONS_EMPTY'],
    ["the leader's has no rows (DH-907), although he traded today", LEADER, noData, 'POSITIONS_EMPTY'],
    ["the follower's has a row that cannot be read", FOLLOWER, badRow, 'UNREADABLE_ROW'],
    ["the leader's has a row that cannot be read", LEADER, badRow, 'UNREADABLE_ROW'],
  ] as const)('%s: nothing is concluded, and the exit follows', async (_what, accounts, effect, code) => {
    play = await Case.open({ clock: new FastClock() });
    await play.copied('BUY', { quantity: 100 });
    play.control.addFault({ accounts, operations: 'positions', effect });
    await play.rig.later('it to be reported', () => play.noticed(code).length > 0);
    const reads = (): number => play.control.requests({ dhanClientId: accounts, operation: 'positions' }).length;
    const before = reads();
    await play.rig.later('more reads', () => reads() >= before + 2);
    expect(play.noticed('RELEASED')).toEqual([]);
    expect(play.noticed('LEADER_POSITION_MOVED')).toEqual([]);
    play.leader('SELL', { quantity: 100 });
    await play.ends({ units: 0, sent: [100, -100], resting: 0 });
    // Reported once, not with every read.
    expect(play.noticed('POSITIONS_EMPTY').length).toBeLessThan(2);
  });
});

/** The notices of the follower about a row that could not be read. */
function reports(): readonly unknown[] {
  return play.rig.notices.filter(
    ({ accountId, text }) => /\brow\b/i.test(text) && (accountId === FOLLOWER || text.includes(FOLLOWER)),
  );
}
