import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPrng } from '../chance/prng.ts';
import { Catalogue } from '../instruments/catalogue.ts';
import { defineInstrument } from '../instruments/instrument.ts';
import type { Order, OrderTicket, Side } from '../orders/order.ts';
import { remainingQuantity } from '../orders/order.ts';
import { Timers } from '../time/timers.ts';
import { InstrumentMarket, type MatchListener } from './instrument-market.ts';
import { Market } from './market.ts';
import { PriceWalk } from './price-walk.ts';
import { protectedLimitPaise } from './protection-band.ts';

const instrument = defineInstrument({
  exchangeSegment: 'NSE_EQ',
  securityId: '1',
  tradingSymbol: 'X',
  priceRupees: 100,
});

function order(
  side: Side,
  orderType: OrderTicket['orderType'],
  quantity: number,
  pricePaise: number,
  triggerPaise = 0,
): Order {
  const terms = { orderType, validity: 'DAY', quantity, disclosedQuantity: 0, pricePaise, triggerPaise } as const;
  const ticket = { instrument, side, product: 'INTRADAY', ...terms } as unknown as OrderTicket;
  return { ticket, terms, filledQuantity: 0, triggered: false, status: 'PENDING' } as Order;
}

/** A listener that books fills on the order and records them. */
function recorder(): MatchListener & { fills: { order: Order; quantity: number; pricePaise: number }[] } {
  return {
    fills: [],
    filled(filled, quantity, pricePaise) {
      filled.filledQuantity += quantity;
      this.fills.push({ order: filled, quantity, pricePaise });
    },
    triggered(triggered) {
      triggered.triggered = true;
    },
    exhausted() {
      throw new Error('no immediate-or-cancel order here');
    },
    priced: () => undefined,
  };
}

const side = fc.constantFrom<Side>('BUY', 'SELL');
const quantity = fc.integer({ min: 1, max: 50 });
const tickPrice = fc.integer({ min: 1900, max: 2100 }).map((ticks) => ticks * 5);
const step = fc.oneof(
  fc.record({ kind: fc.constant('limit' as const), side, quantity, price: tickPrice }),
  fc.record({ kind: fc.constant('market' as const), side, quantity }),
  fc.record({ kind: fc.constant('stop' as const), side, quantity, price: tickPrice }),
  fc.record({ kind: fc.constant('price' as const), price: tickPrice }),
  fc.record({ kind: fc.constant('withdraw' as const), index: fc.nat(30) }),
);

describe('the market of an instrument', () => {
  it('never fills beyond an order, outside its limit, or beyond the liquidity of a price event', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 80 }), (steps, unitsPerEvent) => {
        const listener = recorder();
        const market = new InstrumentMarket(instrument, listener);
        market.setLiquidity(unitsPerEvent);
        const orders: Order[] = [];
        let fillsOfEvent = 0;
        const withdrawn = new Set<Order>();
        for (const action of steps) {
          if (action.kind === 'price') {
            fillsOfEvent = listener.fills.length;
            market.priceEvent(action.price);
          } else if (action.kind === 'withdraw') {
            const target = orders[action.index];
            if (target !== undefined) {
              market.withdraw(target);
              withdrawn.add(target);
            }
          } else {
            const placed =
              action.kind === 'limit'
                ? order(action.side, 'LIMIT', action.quantity, action.price)
                : action.kind === 'market'
                  ? order(action.side, 'MARKET', action.quantity, 0)
                  : order(action.side, 'STOP_LOSS_MARKET', action.quantity, 0, action.price);
            orders.push(placed);
            market.arrive(placed);
          }
          for (const bySide of ['BUY', 'SELL'] as const) {
            const units = listener.fills
              .slice(fillsOfEvent)
              .filter((fill) => fill.order.ticket.side === bySide)
              .reduce((sum, fill) => sum + fill.quantity, 0);
            expect(units).toBeLessThanOrEqual(unitsPerEvent);
          }
        }
        for (const fill of listener.fills) {
          const { terms, ticket } = fill.order;
          expect(fill.quantity).toBeGreaterThan(0);
          if (terms.orderType !== 'LIMIT') continue;
          if (ticket.side === 'BUY') expect(fill.pricePaise).toBeLessThanOrEqual(terms.pricePaise);
          else expect(fill.pricePaise).toBeGreaterThanOrEqual(terms.pricePaise);
        }
        for (const placed of orders) expect(remainingQuantity(placed)).toBeGreaterThanOrEqual(0);
        const open = orders.filter((placed) => remainingQuantity(placed) > 0 && !withdrawn.has(placed));
        expect(market.restingOrders).toBe(open.length);
      }),
    );
  });

  it('leaves no crossed order when liquidity is unlimited', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), tickPrice, (steps, last) => {
        const listener = recorder();
        const market = new InstrumentMarket(instrument, listener);
        const orders: Order[] = [];
        for (const action of steps) {
          if (action.kind === 'price') market.priceEvent(action.price);
          if (action.kind !== 'limit') continue;
          const placed = order(action.side, 'LIMIT', action.quantity, action.price);
          orders.push(placed);
          market.arrive(placed);
        }
        market.priceEvent(last);
        for (const placed of orders.filter((open) => remainingQuantity(open) > 0)) {
          if (placed.ticket.side === 'BUY') expect(placed.terms.pricePaise).toBeLessThan(last);
          else expect(placed.terms.pricePaise).toBeGreaterThan(last);
        }
      }),
    );
  });

  it('fills better prices first, and at the same price the older order', () => {
    const listener = recorder();
    const market = new InstrumentMarket(instrument, listener);
    const [low, first, second] = [
      order('BUY', 'LIMIT', 5, 9900),
      order('BUY', 'LIMIT', 5, 9950),
      order('BUY', 'LIMIT', 5, 9950),
    ];
    for (const placed of [low, first, second]) market.arrive(placed);
    market.setLiquidity(7);
    market.priceEvent(9900);
    expect(listener.fills.map((fill) => [fill.order, fill.quantity, fill.pricePaise])).toEqual([
      [first, 5, 9905],
      [second, 2, 9905],
    ]);
    market.priceEvent(9900);
    expect(listener.fills.slice(2).map((fill) => [fill.order, fill.quantity, fill.pricePaise])).toEqual([
      [second, 3, 9905],
      [low, 4, 9900],
    ]);
  });

  it('costs nothing per resting order when a price event crosses none of them', () => {
    const market = new InstrumentMarket(instrument, recorder());
    for (let count = 0; count < 20_000; count += 1) market.arrive(order('BUY', 'LIMIT', 1, 9000 + 5 * (count % 150)));
    const before = process.threadCpuUsage();
    for (let count = 0; count < 20_000; count += 1) market.priceEvent(10_000 + 5 * (count % 20));
    // A scan of all orders would take 400 million steps. A look at the best price takes 20,000.
    expect(process.threadCpuUsage(before).user).toBeLessThan(500_000);
    expect(market.restingOrders).toBe(20_000);
  });
});

describe('the protected limit of a market order', () => {
  it('reaches the quote, is a multiple of the tick and stays inside the circuit limits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 5_000_000 }),
        fc.constantFrom(1, 5, 10, 100),
        side,
        (paise, tick, bySide) => {
          const share = defineInstrument({
            exchangeSegment: 'NSE_EQ',
            securityId: '1',
            tradingSymbol: 'X',
            priceRupees: paise / 100,
            tickRupees: tick / 100,
          });
          const market = new InstrumentMarket(share, recorder());
          const limit = protectedLimitPaise(market, bySide);
          expect(limit % tick).toBe(0);
          expect(limit).toBeLessThanOrEqual(share.upperLimitPaise);
          expect(limit).toBeGreaterThanOrEqual(share.lowerLimitPaise);
        },
      ),
    );
  });
});

describe('the price walk', () => {
  const walked = (seed: number): number[] => {
    const timers = new Timers(() => 0);
    const market = new Market(new Catalogue(Date.parse('2026-11-22'), [], 0), recorder());
    const walk = new PriceWalk(market, createPrng(seed), timers, 1);
    for (let count = 0; count < 200; count += 1) walk.step();
    return market.moving().map((one) => one.ltpPaise);
  };

  it('is the same for the same seed, moves, and respects ticks and limits', () => {
    const prices = walked(42);
    expect(walked(42)).toEqual(prices);
    expect(walked(43)).not.toEqual(prices);
    const market = new Market(new Catalogue(Date.parse('2026-11-22'), [], 0), recorder());
    const start = market.moving();
    expect(prices.filter((price, index) => price !== start[index]?.ltpPaise).length).toBeGreaterThan(start.length / 2);
    for (const [index, one] of start.entries()) {
      expect((prices[index] ?? 0) % one.instrument.tickPaise).toBe(0);
      expect(prices[index]).toBeGreaterThanOrEqual(one.instrument.lowerLimitPaise);
      expect(prices[index]).toBeLessThanOrEqual(one.instrument.upperLimitPaise);
    }
  });
});
