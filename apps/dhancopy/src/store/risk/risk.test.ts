import { describe, expect, it } from 'vitest';
import type { ViolationType } from './risk-violations.ts';
import { newLinkedStore, OPENING } from '../testing.ts';

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
