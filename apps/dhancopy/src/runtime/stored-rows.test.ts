import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SQLInputValue } from 'node:sqlite';
import { newLinkedStore, rawDatabase } from '../store/testing.ts';
import { accountFromRow } from './account-rows.ts';
import { linkFromRow } from './link-rows.ts';
import { limitsOf, rowsFor } from './risk/limits-in-force.ts';
import { accountId } from '@dhancopy/domain/ids';
import { storedOwn, storedPosition } from './stored-state.ts';
import { tradingStateOf } from './trading-state.ts';

let store: ReturnType<typeof newLinkedStore>;
beforeEach(() => {
  store = newLinkedStore(1);
});
afterEach(() => store.close());

/** As another program or a bad disk leaves it. */
function spoil(sql: string, ...values: SQLInputValue[]): void {
  const raw = rawDatabase(store.path);
  raw.exec('pragma ignore_check_constraints = on');
  raw.prepare(sql).run(...values);
  raw.close();
}

const invalid = expect.objectContaining({ code: 'ROW_INVALID' }) as Error;

describe('a row that dhancopy did not write is refused, and not read as something else', () => {
  it.each(['0,5', '1e3', 'NaN', '', '2\0'])('a ratio of %j, which counted as 1', (ratio) => {
    spoil('update links set ratio = ?', ratio);
    expect(() => store.links.list().map(linkFromRow)).toThrow(invalid);
  });

  it.each([
    ["update links set state = 'active'", () => store.links.list().map(linkFromRow)],
    ["update links set settings = '{'", () => store.links.list()],
    ["update links set sizing_strategy = 'double'", () => store.links.list().map(linkFromRow)],
    ["update accounts set state = 'TRUE'", () => store.accounts.list().map(accountFromRow)],
    ["update accounts set role = 'boss'", () => store.accounts.list().map(accountFromRow)],
    ['update accounts set created_at = 9223372036854775807', () => store.accounts.list()],
  ])('%s', (sql, read) => {
    spoil(sql);
    expect(read).toThrow(invalid);
  });

  it.each(['daily_loss_limit', 'order_value_limit', 'position_size_limit'])('a %s that is no number', (column) => {
    const limits = { daily_loss_limit: 100, order_value_limit: 100, position_size_limit: 100 };
    store.tradersControl.setLimits('follower', 'F1', limits, 'test');
    spoil(`update traders_control set ${column} = 'HALTED'`);
    const rows = rowsFor(store.tradersControl.activeLimits(), accountId('F1'));
    expect(() => limitsOf(rows, { dailyLossLimit: true, positionSizeLimit: true })).toThrow(invalid);
  });

  it.each([
    ['{', 0],
    ['[]', 0],
    ['{"linkId":1,"asset":"A","product":"CNC","held":10}', 20],
    ['{"linkId":2,"asset":"A","product":"CNC","held":10}', 10],
  ])('a copy position of %s in a row that holds %i', (state, held_qty) => {
    const row = { link_id: 1, asset: 'A', product: 'CNC', held_qty, state };
    expect(() => storedPosition(row as Parameters<typeof storedPosition>[0])).toThrow(invalid);
  });

  it('own units that differ from those of their row', () => {
    const state = JSON.stringify({ accountId: 'F1', asset: 'A', product: 'CNC', units: 5 });
    const row = { account_id: 'F1', asset: 'A', product: 'CNC', units: 4, state };
    expect(() => storedOwn(row as Parameters<typeof storedOwn>[0])).toThrow(invalid);
  });
});

it('takes a trading state that nobody knows for HALTED: it may have been that', () => {
  store.config.set('trading_state', 'HALTD', { data_type: 'string' });
  expect(tradingStateOf(store).state).toBe('HALTED');
});
