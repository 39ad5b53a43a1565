import { describe, expect, it } from 'vitest';
import type { ListedCopy } from '../../store/copies/copy-list.ts';
import { copyLine } from './read.ts';
import { copyWords, summaryWords } from './words.ts';

function listed(changes: Partial<ListedCopy> = {}): ListedCopy {
  return {
    leader_order_id: '112',
    leader_id: 'L',
    leader_name: 'Asha',
    seen_us: 1_767_584_700_000_000,
    placed_sec: null,
    cause_sec: null,
    side: 'BUY',
    exchange_segment: 'NSE_EQ',
    security_id: '1333',
    symbol: 'HDFCBANK',
    product: 'INTRADAY',
    order_type: 'LIMIT',
    leader_qty: 100,
    leader_filled: 0,
    leader_status: 'OPEN',
    leader_price: null,
    mapping_id: 1,
    link_id: 1,
    follower_id: 'F1',
    follower_name: 'Ravi',
    follower_qty: 50,
    follower_price: null,
    status: 'placed',
    is_open: 1,
    reason_code: null,
    reason: null,
    state: null,
    correlation_id: null,
    follower_order_id: '113',
    leader_seen_us: null,
    decided_us: null,
    sent_us: null,
    answered_us: null,
    first_fill_us: null,
    done_us: null,
    ...changes,
  };
}

describe('a copy in words', () => {
  it('that rests while all is halted has the quantity that rests, and the reason in words', () => {
    const order = { actual: { state: 'open', terms: { quantity: 50 }, filledQty: 0 }, earlier: [], inFlight: null };
    const state = JSON.stringify({ orders: [order], desired: { quantity: 0 }, outcome: null });
    const line = copyLine(listed({ follower_qty: 0, state, reason: 'TRADING_HALTED' }));
    expect(line).toMatchObject({ copyQty: 50, stage: 'resting', reason: 'all trading is halted: nothing is sent' });
    expect(copyWords(line)).toBe(
      'Ravi: resting, BUY 50 HDFCBANK, for order 112 of Asha (BUY 100 LIMIT): all trading is halted: nothing is sent',
    );
  });

  it.each([
    ['of an entry that was skipped, the share of it', { num: 1, den: 2 }, 100, 'skipped, BUY 50 HDFCBANK, for'],
    ['below one lot, none', { num: 1, den: 200 }, 100, 'skipped, BUY HDFCBANK, for'],
    ['of an exit that was skipped, none', { num: 1, den: 2 }, 0, 'skipped, BUY HDFCBANK, for'],
  ])('has a quantity: %s', (_what, factor, intent, words) => {
    const share = { strategy: 'fixed_ratio', factors: [factor], lotSize: 1, belowOneLot: 'skip' };
    const outcome = { reason: 'KILL_SWITCH', detail: '', atMs: 0 };
    const state = JSON.stringify({ share, intent, orders: [], desired: { quantity: 0 }, outcome });
    expect(copyWords(copyLine(listed({ follower_qty: 0, status: 'cancelled', state })))).toContain(words);
  });

  it('has a time that people read', () => {
    const line = copyLine(listed({ leader_seen_us: 0, sent_us: 497_412_400 }));
    expect(copyWords(line)).toContain('; sent after 8 min 17 s');
  });

  it.each([
    ['seen at once, in the second that the broker names', { cause_sec: 1_767_584_700, placed_sec: 1_767_584_700 }, 23],
    ['seen 22 s later', { cause_sec: 1_767_584_679, placed_sec: 1_767_584_679 }, 22_523],
    [
      'that filled long after it was placed, copied for the fill',
      { cause_sec: 1_767_584_700, placed_sec: 1_767_580_000 },
      23,
    ],
    ['whose cause is not on record', { cause_sec: null, placed_sec: 1_767_584_679 }, 22_523],
    ['of which the broker has no time', { cause_sec: null, placed_sec: null }, 23],
    ['of which nothing is at the broker', { follower_order_id: null }, null],
  ])('of an order %s', (_what, facts, latencyMs) => {
    const times = { leader_seen_us: 1_767_584_701_500_000, sent_us: 1_767_584_701_523_000 };
    expect(copyLine(listed({ ...times, ...facts })).latencyMs).toBe(latencyMs);
  });

  it("has the broker's time of the leader's order", () => {
    expect(copyLine(listed({ placed_sec: 1_767_584_679 })).orderedMs).toBe(1_767_584_679_000);
    expect(copyLine(listed()).orderedMs).toBe(1_767_584_700_000);
  });
});

it('counts orders and copies apart, and orders without a link', () => {
  const lines = [
    listed(),
    listed({ mapping_id: 2, status: 'cancelled', is_open: 0 }),
    listed({ leader_order_id: '113', mapping_id: 3 }),
    listed({ leader_order_id: '114', mapping_id: null, status: null }),
  ].map(copyLine);
  expect(summaryWords(lines)).toBe('3 leader orders, 3 copies: 2 resting, 1 skipped; 1 leader order without a link');
  expect(summaryWords(lines.slice(0, 1))).toBe('1 leader order, 1 copy: 1 resting');
});
