import { describe, expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { OrderReport } from '@dhancopy/domain/order';
import { paise } from '@dhancopy/domain/price';
import { LEADER, World } from '../testing/world.ts';
import { breachOf, NO_LIMITS } from './limits.ts';
import type { RiskLimits } from './limits.ts';

const F1 = accountId('F1');
const DAY_MS = 86_400_000;

function limited(limits: Partial<RiskLimits>): World {
  // One to one.
  const world = new World([[1, 1]]);
  limit(world, limits);
  return world;
}

function limit(world: World, limits: Partial<RiskLimits>): void {
  world.post({ type: 'LimitsChanged', accountId: F1, limits: { ...NO_LIMITS, ...limits }, lossDayMs: null });
}

const outcomes = (world: World) =>
  [...world.state.copies.values()].map(({ outcome }) => outcome && `${outcome.reason}: ${outcome.detail}`);
const told = (world: World) =>
  world.violations.map(({ breach, leaderOrderId }) => [breach.type, breach.actual, breach.limit, leaderOrderId]);

describe('order value', () => {
  it('stops an entry above it, once, and lets one at it through', () => {
    const world = limited({ orderValue: paise(1_612_00 * 10) });
    world.leaderPlaces('BUY', 11, 'LIMIT');
    world.settle();
    world.leaderPlaces('BUY', 10, 'LIMIT');
    world.settle();
    expect(outcomes(world)).toEqual(['RISK_ORDER_VALUE: ₹17,732.00, the limit is ₹16,120.00', null]);
    expect(world.of(F1).map(({ quantity }) => quantity)).toEqual([10]);
    expect(told(world)).toEqual([['ORDER_VALUE', 17_732, 16_120, world.of(LEADER)[0]?.id]]);
  });

  it('stops growth and leaves what was placed; a smaller order is copied after all', () => {
    const world = limited({ orderValue: paise(1_612_00 * 10) });
    world.leaderPlaces('BUY', 8, 'LIMIT');
    world.settle();
    const [first] = world.of(LEADER);
    if (!first) throw new Error('no order');
    world.modifiesByHand(first, 20, 161_200);
    world.settle();
    expect(world.of(F1).map(({ quantity, status }) => `${quantity} ${status}`)).toEqual(['8 ACCEPTED']);
    world.leaderPlaces('BUY', 30, 'LIMIT');
    world.settle();
    const second = world.of(LEADER)[1];
    if (!second) throw new Error('no order');
    world.modifiesByHand(second, 9, 161_200);
    world.settle();
    expect(world.of(F1).map(({ quantity }) => quantity)).toEqual([8, 9]);
    expect(told(world)).toHaveLength(2);
  });

  it('refuses what it cannot value: a market order without a price, a contract of a commodity', () => {
    const world = new World([[1, 1]]);
    world.leaderPlaces('BUY', 1, 'LIMIT');
    const [priced] = world.frames;
    if (!priced) throw new Error('no frame');
    const risk = { limits: { ...NO_LIMITS, orderValue: paise(1_000_000) }, pnl: null, pnlDayMs: null, lossDayMs: null };
    const breach = (leader: Partial<OrderReport>) =>
      breachOf(risk, { quantity: 1, position: 1, leader: { ...priced, ...leader } }, world.nowMs);
    expect(breach({})).toBeNull();
    const unpriced = { price: paise(0), lastPrice: null, avgPxRupees: null };
    expect(breach(unpriced)).toMatchObject({ reason: 'RISK_ORDER_VALUE', actual: null });
    expect(breach({ ...unpriced, lastPrice: paise(2_000_000) })).toMatchObject({ actual: 20_000, limit: 10_000 });
    expect(breach({ instrumentId: instrumentId('MCX_COMM', '464925') })).toMatchObject({ actual: null });
  });
});

describe('position size', () => {
  it('counts what is held and what is on its way, and never stops an exit', () => {
    const world = limited({ positionSize: 100 });
    world.leaderPlaces('BUY', 60, 'MARKET');
    world.settle(true);
    world.leaderPlaces('BUY', 30, 'LIMIT');
    world.settle();
    world.leaderPlaces('BUY', 20, 'LIMIT');
    world.settle();
    expect(outcomes(world)[2]).toBe('RISK_POSITION_SIZE: 110 units, the limit is 100');
    expect(told(world)).toMatchObject([['POSITION_SIZE', 110, 100, world.of(LEADER)[2]?.id]]);
    limit(world, { positionSize: 10 });
    world.leaderPlaces('SELL', 60, 'MARKET');
    world.settle(true);
    expect(
      world
        .of(F1)
        .filter(({ side }) => side === 'SELL')
        .reduce((sum, { filledQty }) => sum + filledQty, 0),
    ).toBeGreaterThan(0);
  });
});

describe('daily loss', () => {
  it('is reported once, stops entries for the day whatever prices do, and lets exits through', () => {
    const world = limited({ dailyLoss: paise(5_000_00) });
    const dayStartMs = world.nowMs - 1_000;
    const pnl = (rupees: number): void =>
      world.post({ type: 'PnlRead', accountId: F1, pnl: paise(rupees * 100), dayStartMs });
    world.leaderPlaces('BUY', 10, 'MARKET');
    world.settle(true);
    pnl(-4_999);
    expect(told(world)).toEqual([]);
    pnl(-5_000);
    pnl(-6_000);
    pnl(100);
    expect(told(world)).toEqual([['DAILY_LOSS', 5_000, 5_000, null]]);
    world.leaderPlaces('BUY', 10, 'MARKET');
    world.settle(true);
    expect(outcomes(world)[1]).toContain('RISK_DAILY_LOSS');
    world.leaderPlaces('SELL', 20, 'MARKET');
    world.settle(true);
    expect(world.net(F1)).toBe(0);

    world.nowMs = dayStartMs + DAY_MS;
    world.leaderPlaces('BUY', 10, 'MARKET');
    world.settle(true);
    expect(world.net(F1)).toBe(10);
  });

  it('counts again after the limit was changed, and is remembered where it was reached before a restart', () => {
    const world = limited({ dailyLoss: paise(5_000_00) });
    const dayStartMs = world.nowMs - 1_000;
    world.post({ type: 'PnlRead', accountId: F1, pnl: paise(-5_000_00), dayStartMs });
    limit(world, { dailyLoss: paise(9_000_00) });
    world.leaderPlaces('BUY', 10, 'MARKET');
    world.settle(true);
    expect(world.net(F1)).toBe(10);
    world.restart();
    const limits = { ...NO_LIMITS, dailyLoss: paise(9_000_00) };
    world.post({ type: 'LimitsChanged', accountId: F1, limits, lossDayMs: dayStartMs });
    world.leaderPlaces('BUY', 10, 'MARKET');
    world.settle(true);
    expect(world.net(F1)).toBe(10);
  });
});
