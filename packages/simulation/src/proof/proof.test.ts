import { describe, expect, it } from 'vitest';
import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import type { CopyRecord } from '../records.ts';
import { proveNoDrift } from './drift.ts';
import type { Difference } from './drift.ts';
import type { Evidence, Sizing } from './evidence.ts';
import { causeOf } from './mark.ts';
import { prove } from './prove.ts';

const LEADER = '1100000001';
const FOLLOWER = '1100000002';

/** An order of HDFCBANK that is received, rests and ends, one second apart. */
function order(id: string, fromSec: number, toSec: number, part: Partial<BookOrder> = {}): BookOrder {
  const { quantity = 100, status = 'TRADED', filledQuantity = status === 'TRADED' ? quantity : 0 } = part;
  const at = (sec: number, word: BookOrder['status']): BookOrder['history'][number] => {
    const step = { event: word, status: word, atMs: sec * 1000, quantity, filledQuantity, reason: '' };
    return { ...step, priceRupees: 0, triggerRupees: 0 };
  };
  return {
    orderId: id,
    correlationId: null,
    platform: 'FAST',
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    transactionType: 'BUY',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    validity: 'DAY',
    afterMarketOrder: false,
    amoTime: null,
    disclosedQuantity: 0,
    priceRupees: 0,
    triggerRupees: 0,
    triggered: false,
    averageRupees: 0,
    modifications: 0,
    reason: '',
    quantity,
    status,
    filledQuantity,
    history: [at(fromSec, 'TRANSIT'), at(fromSec, 'PENDING'), at(toSec, status)],
    fills:
      filledQuantity > 0 ? [{ exchangeTradeId: id, quantity: filledQuantity, priceRupees: 1, atMs: toSec * 1000 }] : [],
    ...part,
  };
}

function copy(
  of: string,
  slot: string,
  id: string,
  from: number,
  to: number,
  part: Partial<BookOrder> = {},
): BookOrder {
  return order(id, from, to, { quantity: 50, correlationId: `${causeOf(1, of)}${slot}`, ...part });
}

function book(id: string, orders: readonly BookOrder[]): AccountBook {
  const net = orders.reduce(
    (sum, each) => sum + (each.transactionType === 'BUY' ? each.filledQuantity : -each.filledQuantity),
    0,
  );
  const placed = { exchangeSegment: 'NSE_EQ', securityId: '1333', productType: 'INTRADAY' } as const;
  return {
    dhanClientId: id,
    name: id === LEADER ? 'Asha' : 'Ravi',
    orders,
    trades: [],
    holdings: [],
    positions: [{ ...placed, netQuantity: net, buyQuantity: 0, sellQuantity: 0 }],
    funds: { sodRupees: 1, availableRupees: 1, utilizedRupees: 0 },
  };
}

function evidence(
  leader: readonly BookOrder[],
  follower: readonly BookOrder[],
  reasons: Record<string, string> = {},
): Evidence {
  const half: Sizing = {
    entry: (units) => Math.floor(units / 2),
    exit: (held, exit, leaderHeld) => (leaderHeld === 0 ? 0 : Math.round((held * exit) / leaderHeld)),
  };
  return {
    leader: LEADER,
    books: [book(LEADER, leader), book(FOLLOWER, follower)],
    links: [{ id: 1, follower: FOLLOWER, followerName: 'Ravi', sizingFor: () => half }],
    mappings: Object.entries(reasons).map(
      ([id, reason]) =>
        ({
          link_id: 1,
          leader_order_id: id,
          reason_code: reason,
          follower_order_id: null,
          status: 'cancelled',
        }) as CopyRecord,
    ),
  };
}

function violations(given: Evidence): number[] {
  return prove(given).claims.map((claim) => claim.violations.length);
}

const NONE = [0, 0, 0];

describe('the proof', () => {
  it('holds for a plain copy, and fails for an empty session', () => {
    expect(violations(evidence([order('1', 0, 1)], [copy('1', '00', '11', 0, 1)]))).toEqual(NONE);
    expect(prove(evidence([], [])).holds).toBe(false);
  });

  it('finds two orders open at once, and a second order after a filled one', () => {
    const leader = [order('1', 0, 1)];
    const dead = { status: 'CANCELLED', filledQuantity: 0 } as const;
    expect(violations(evidence(leader, [copy('1', '00', '11', 0, 9), copy('1', '01', '12', 2, 3, dead)]))[0]).toBe(1);
    expect(violations(evidence(leader, [copy('1', '00', '11', 0, 1), copy('1', '01', '12', 2, 3)]))[0]).toBe(1);
  });

  it('finds an id that was placed twice, and two corrections open at once', () => {
    const leader = [order('1', 0, 1)];
    const again = [
      copy('1', '00', '11', 0, 1),
      copy('1', '00', '12', 2, 3, { status: 'CANCELLED', filledQuantity: 0 }),
    ];
    expect(violations(evidence(leader, again))[0]).toBe(1);
    const correction = (id: string, generation: string, from: number): BookOrder =>
      order(id, from, 9, { status: 'CANCELLED', correlationId: `dc_1_-00abcd1_0${generation}` });
    const both = [copy('1', '00', '11', 0, 1), correction('12', '0', 2), correction('13', '1', 3)];
    expect(violations(evidence(leader, both))).toEqual([1, 0, 0]);
  });

  it('allows a replacement after an end, slices side by side, and units that the leader added', () => {
    const dead = { status: 'CANCELLED', filledQuantity: 0 } as const;
    const replaced = [copy('1', '00', '11', 0, 2, dead), copy('1', '01', '12', 2, 3)];
    expect(violations(evidence([order('1', 0, 1)], replaced))).toEqual(NONE);
    const sliced = [copy('1', '00', '11', 0, 9, { quantity: 25 }), copy('1', '10', '12', 0, 9, { quantity: 25 })];
    expect(violations(evidence([order('1', 0, 1)], sliced))).toEqual(NONE);
    const enlarged = [copy('1', '00', '11', 0, 1), copy('1', '01', '12', 2, 3, { quantity: 10 })];
    expect(violations(evidence([order('1', 0, 3, { quantity: 120 })], enlarged))).toEqual(NONE);
  });

  it('allows an exit in two parts where the entry filled in between, but no further part', () => {
    const sell = { transactionType: 'SELL' } as const;
    const leader = [order('1', 0, 1), order('2', 2, 3, sell)];
    const first = copy('1', '00', '11', 0, 5, { fills: [fill(30, 1), fill(20, 5)] });
    const parts = [
      copy('2', '00', '12', 2, 3, { ...sell, quantity: 30 }),
      copy('2', '01', '13', 6, 7, { ...sell, quantity: 20 }),
    ];
    expect(violations(evidence(leader, [first, ...parts]))).toEqual(NONE);
    const third = copy('2', '02', '14', 8, 9, { ...sell, quantity: 20 });
    expect(violations(evidence(leader, [first, ...parts, third]))[0]).toBeGreaterThan(0);
  });

  it('requires an order or a recorded reason for every accepted order of the leader', () => {
    const leader = [order('1', 0, 1, { status: 'CANCELLED', filledQuantity: 0 })];
    expect(violations(evidence(leader, []))).toEqual([0, 1, 0]);
    expect(violations(evidence(leader, [], { 1: 'FILLED' }))).toEqual([0, 1, 0]);
    expect(violations(evidence(leader, [], { 1: 'BELOW_ONE_LOT' }))).toEqual(NONE);
  });

  it('requires a flat position where the leader is flat, whatever the records say', () => {
    const leader = [order('1', 0, 1), order('2', 2, 3, { transactionType: 'SELL' })];
    const left = evidence(leader, [copy('1', '00', '11', 0, 1)], { 2: 'REJECTED' });
    expect(violations(left)).toEqual([0, 0, 1]);
  });

  it('accepts a recorded reason for a difference from an open position', () => {
    const leader = [order('1', 0, 1)];
    const short = [copy('1', '00', '11', 0, 1, { quantity: 50, status: 'CANCELLED', filledQuantity: 20 })];
    expect(violations(evidence(leader, short))).toEqual([0, 0, 1]);
    expect(violations(evidence(leader, short, { 1: 'FILL_TIMEOUT' }))).toEqual(NONE);
  });

  it('applies the given rule to a difference, and prints its details below the violation', () => {
    const leader = [order('1', 0, 1)];
    const short = [copy('1', '00', '11', 0, 1, { quantity: 50, status: 'CANCELLED', filledQuantity: 20 })];
    const given = evidence(leader, short, { 1: 'FILL_TIMEOUT' });
    const rule = { excuses: () => [], story: ({ expected, found }: Difference) => [`${expected} ${found}`] };
    expect(proveNoDrift(given, rule).violations).toEqual([
      'Ravi: HDFCBANK INTRADAY: leader 100, expected 50, found 20\n  50 20',
    ]);
  });
});

function fill(quantity: number, atSec: number): BookOrder['fills'][number] {
  return { exchangeTradeId: `${atSec}`, quantity, priceRupees: 1, atMs: atSec * 1000 };
}
