import { describe, expect, it } from 'vitest';
import { newLinkedStore, OPENING } from '../testing.ts';

const F1 = { account_id: 'F1', account_type: 'follower', snapshot_ts: OPENING } as const;
const F2 = { ...F1, account_id: 'F2' };

describe('snapshots', () => {
  it('several followers have theirs at the same second', () => {
    const { positions, holdings, funds } = newLinkedStore(2);
    for (const head of [F1, F2]) {
      positions.record(head, [
        { security_id: '1', exchange_segment: 'NSE_EQ', product: 'CNC', net_qty: -3, sell_avg: 9.5 },
      ]);
      holdings.record(head, [
        { security_id: '1', exchange_segment: 'NSE_EQ', total_qty: 4, available_qty: 3, isin: 'INE1' },
      ]);
      funds.record(head, { available_balance: 10.25, sodLimit: 100 });
    }
    for (const account of ['F1', 'F2']) {
      expect(positions.latest(account)).toMatchObject([
        { account_id: account, net_qty: -3, quantity: -3, avg_price: 9.5, buy_qty: 0, realized_pl: 0 },
      ]);
      expect(holdings.latest(account)).toMatchObject([{ account_id: account, total_qty: 4, t1qty: 0, isin: 'INE1' }]);
      expect(funds.latest(account)).toMatchObject({ account_id: account, available_balance: 10.25, sodLimit: 100 });
    }
    expect(funds.latest('nobody')).toBeUndefined();
  });

  it('one of the same second replaces the one before as a whole', () => {
    const { positions } = newLinkedStore(1);
    const row = { exchange_segment: 'NSE_EQ', product: 'CNC', net_qty: 1 };
    positions.record(F1, [
      { ...row, security_id: '1' },
      { ...row, security_id: '2' },
    ]);
    positions.record(F1, [{ ...row, security_id: '2', net_qty: 5 }]);
    expect(positions.latest('F1').map(({ security_id, net_qty }) => [security_id, net_qty])).toEqual([['2', 5]]);
  });

  it('is written whole or not at all', () => {
    const { positions } = newLinkedStore(1);
    const row = { security_id: '1', exchange_segment: 'NSE_EQ', product: 'CNC', net_qty: 1 };
    positions.record(F1, [row]);
    expect(() => positions.record(F1, [{ ...row, net_qty: 9 }, row])).toThrow(
      expect.objectContaining({ code: 'CONSTRAINT_FAILED' }),
    );
    expect(positions.latest('F1')).toMatchObject([{ net_qty: 1 }]);
  });

  it('note when the last one was taken, and never go back', () => {
    const { positions, holdings, funds, config } = newLinkedStore(1);
    positions.record(F1, []);
    positions.record({ ...F1, snapshot_ts: OPENING - 9 }, []);
    holdings.record({ ...F1, snapshot_ts: OPENING + 1 }, []);
    funds.record({ ...F1, snapshot_ts: OPENING + 2 }, { available_balance: 0 });
    expect(config.getInteger('last_position_snapshot_ts')).toBe(OPENING);
    expect(config.getInteger('last_holdings_snapshot_ts')).toBe(OPENING + 1);
    expect(config.getInteger('last_funds_snapshot_ts')).toBe(OPENING + 2);
  });
});
