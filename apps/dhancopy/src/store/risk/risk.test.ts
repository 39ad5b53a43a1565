import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ViolationType } from './risk-violations.ts';
import { openStore } from '../store.ts';
import { newLinkedStore, OPENING, rawDatabase, tempFolder, TEST_KEY } from '../testing.ts';

const FOLLOWER = { account_id: 'F1', account_type: 'follower' } as const;

const KINDS = Object.keys({
  DAILY_LOSS: true,
  POSITION_SIZE: true,
  ORDER_VALUE: true,
  KILL_SWITCH: true,
  OPEN_POSITIONS: true,
  ORDERS_PER_DAY: true,
  SEGMENT: true,
  PRODUCT: true,
  SYMBOL: true,
  TIME_WINDOW: true,
  PRICE_BAND: true,
  STALENESS: true,
  MARGIN: true,
} satisfies Record<ViolationType, true>) as ViolationType[];

describe('risk violations', () => {
  it('take every kind that the code knows, and are read per account', () => {
    const { riskViolations } = newLinkedStore(2);
    for (const violation_type of KINDS) {
      const violation = { violation_type, limit_value: 1, actual_value: 2, order_id: null, security_id: null };
      riskViolations.add({ ...FOLLOWER, ...violation, action_taken: 'ORDER_REJECTED', violated_at: OPENING });
    }
    expect(riskViolations.since('F1', OPENING).map((row) => row.violation_type)).toEqual(KINDS);
    expect(riskViolations.since('F2', 0)).toEqual([]);
    expect(riskViolations.recent(OPENING)).toHaveLength(KINDS.length);
    expect(riskViolations.recent(OPENING + 1)).toEqual([]);
    expect(riskViolations.since('F1', OPENING + 1)).toEqual([]);
  });
});

describe('kill switch', () => {
  it('is on for an account or for all of a type, with who and why, until it is turned off', () => {
    const { tradersControl } = newLinkedStore(1);
    const all = { account_type: 'follower', account_id: null } as const;
    tradersControl.activateKillSwitch({ ...FOLLOWER, by: 'risk gate', reason: 'daily loss' });
    tradersControl.activateKillSwitch({ ...all, by: 'operator', reason: 'holiday' });
    expect(tradersControl.activeKillSwitches()).toMatchObject([
      {
        ...FOLLOWER,
        kill_switch_status: 'ACTIVATE',
        activated_by: 'risk gate',
        reason: 'daily loss',
        activated_at: OPENING,
      },
      { ...all, activated_by: 'operator' },
    ]);
    expect(tradersControl.deactivateKillSwitch({ ...all, by: 'operator', reason: 'back' })).toBe(true);
    expect(tradersControl.deactivateKillSwitch({ ...all, by: 'operator', reason: 'back' })).toBe(false);
    expect(tradersControl.activeKillSwitches()).toMatchObject([FOLLOWER]);
  });

  it('turned on twice is on once', () => {
    const { tradersControl } = newLinkedStore(1);
    for (const reason of ['first', 'second']) tradersControl.activateKillSwitch({ ...FOLLOWER, by: 'x', reason });
    expect(tradersControl.activeKillSwitches()).toMatchObject([{ reason: 'second' }]);
  });
});

describe('limits', () => {
  it('replace those before, per account', () => {
    const { tradersControl } = newLinkedStore(1);
    const limits = { daily_loss_limit: 5000, position_size_limit: null, order_value_limit: 100_000 };
    tradersControl.setLimits('follower', 'F1', limits, 'operator');
    tradersControl.setLimits('follower', null, limits, 'operator');
    tradersControl.setLimits('follower', 'F1', { ...limits, daily_loss_limit: 1 }, 'operator');
    expect(tradersControl.activeLimits()).toMatchObject([
      { account_id: null, daily_loss_limit: 5000, position_size_limit: null },
      { account_id: 'F1', daily_loss_limit: 1, activated_by: 'operator', control_type: 'RISK_LIMIT' },
    ]);
    expect(tradersControl.activeKillSwitches()).toEqual([]);
    expect(tradersControl.clearLimits('follower', 'F1', 'operator')).toBe(true);
    expect(tradersControl.clearLimits('follower', 'F1', 'operator')).toBe(false);
    expect(tradersControl.activeLimits()).toMatchObject([{ account_id: null }]);
  });
});

it('a position limit that another program wrote counts, and ends with the others', () => {
  const path = join(tempFolder(), 'dhancopy.db');
  openStore({ path, key: TEST_KEY }).close();
  const db = rawDatabase(path);
  db.exec(
    `insert into traders_control (account_type, control_type, position_size_limit, is_active, created_at, updated_at)
     values ('follower', 'POSITION_LIMIT', 75, 1, 1, 1)`,
  );
  db.close();
  const store = openStore({ path, key: TEST_KEY });
  expect(store.tradersControl.activeLimits()).toMatchObject([
    { control_type: 'POSITION_LIMIT', position_size_limit: 75 },
  ]);
  expect(store.tradersControl.clearLimits('follower', null, 'asha')).toBe(true);
  expect(store.tradersControl.activeLimits()).toEqual([]);
  store.close();
});

describe("the broker's controls", () => {
  const reading = { ...FOLLOWER, by: 'asha', reason: null };
  const exit = { daily_profit_limit: null, daily_loss_limit: 500, products: ['INTRADAY'], then_kill_switch: true };

  it('are as they were read last, and are not mixed up with those of dhancopy', () => {
    const { brokerControls, tradersControl } = newLinkedStore(1);
    expect(brokerControls.noteKillSwitch(reading, false)).toBe(false);
    expect(brokerControls.noteKillSwitch(reading, true)).toBe(true);
    expect(brokerControls.noteKillSwitch(reading, true)).toBe(false);
    brokerControls.notePnlExit(reading, exit);
    brokerControls.notePnlExit(reading, exit);
    expect(brokerControls.active()).toMatchObject([
      { ...FOLLOWER, control_type: 'KILL_SWITCH', kill_switch_status: 'ACTIVATE', activated_by: 'asha' },
      {
        ...FOLLOWER,
        control_type: 'RISK_LIMIT',
        daily_loss_limit: 500,
        product_types: '["INTRADAY"]',
        then_kill_switch: 1,
      },
    ]);
    expect(tradersControl.activeKillSwitches()).toEqual([]);
    expect(tradersControl.activeLimits()).toEqual([]);
    tradersControl.setLimits(
      'follower',
      'F1',
      { daily_loss_limit: 1, position_size_limit: null, order_value_limit: null },
      'x',
    );
    tradersControl.clearLimits('follower', 'F1', 'x');
    tradersControl.deactivateKillSwitch({ ...FOLLOWER, by: 'x', reason: null });
    expect(brokerControls.active()).toHaveLength(2);
    expect(brokerControls.noteKillSwitch(reading, false)).toBe(true);
    brokerControls.notePnlExit(reading, null);
    expect(brokerControls.active()).toEqual([]);
  });
});

describe('rate limits', () => {
  it('add up within a window and over the windows since a time', () => {
    const { rateLimits } = newLinkedStore(2);
    rateLimits.addRequestCounts('F1', 'follower', 'orders', OPENING, OPENING + 60, 3);
    rateLimits.addRequestCounts('F1', 'follower', 'orders', OPENING, OPENING + 60, 4);
    rateLimits.addRequestCounts('F1', 'follower', 'orders', OPENING + 60, 120, 5);
    rateLimits.addRequestCounts('F1', 'follower', 'data', OPENING + 60, 120, 1);
    rateLimits.addRequestCounts('F2', 'follower', 'orders', OPENING, OPENING + 60, 100);
    expect(rateLimits.countsSince('F1', OPENING)).toEqual([
      { endpoint: 'data', request_count: 1 },
      { endpoint: 'orders', request_count: 12 },
    ]);
    expect(rateLimits.countsSince('F1', OPENING + 1)).toEqual([
      { endpoint: 'data', request_count: 1 },
      { endpoint: 'orders', request_count: 5 },
    ]);
  });
});
