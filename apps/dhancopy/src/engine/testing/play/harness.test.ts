import { describe, expect, it } from 'vitest';
import { accountId, linkId } from '@dhancopy/domain/ids';
import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import type { OrderSide } from '@dhancopy/domain/order';
import { NO_PRICE } from '@dhancopy/domain/price';
import { Books } from './books.ts';
import { Broker } from './broker.ts';
import { Chance, mix } from './chance.ts';
import { CONTRACTS, DAY_MS, FIRST_DAY_MS, OPEN_MS, venue } from './contracts.ts';
import type { Venue } from './contracts.ts';
import { drawScript, KINDS } from './kinds.ts';
import { copiedOf, heldBy, Ledger } from './ledger.ts';
import type { BrokerOrder, Trade } from './order.ts';
import { play } from './run.ts';
import { shrinkBy } from './shrink.ts';
import { storyOf } from './story.ts';
import type { Step } from './steps.ts';

const A = accountId('A');
const [nse, bse] = CONTRACTS;
if (!nse || !bse) throw new Error('no contracts');

function market(account: AccountId, where: Venue, side: OrderSide, quantity: number, link: LinkId | null = null) {
  return {
    account,
    origin: link === null ? 'hand' : 'copy',
    venue: where,
    side,
    terms: {
      orderType: 'MARKET',
      timeInForce: 'DAY',
      quantity,
      price: NO_PRICE,
      triggerPrice: NO_PRICE,
      disclosedQty: 0,
    },
    clientId: null,
    link,
    cause: null,
    askedAt: 0,
  } as const;
}

function brokerWith(trades: Trade[]): Broker {
  const placed = (_order: BrokerOrder): void => undefined;
  return new Broker(FIRST_DAY_MS + OPEN_MS, new Books(), { placed, traded: (trade) => trades.push(trade) });
}

describe('chance', () => {
  it('gives the same row for the same number, and another for another', () => {
    const row = (seed: number): number[] => {
      const chance = new Chance(seed);
      return Array.from({ length: 50 }, () => chance.below(1_000));
    };
    expect(row(7)).toEqual(row(7));
    expect(row(7)).not.toEqual(row(8));
    expect(new Set(Array.from({ length: 5_000 }, (_, index) => mix(1, 2, index))).size).toBeGreaterThan(4_990);
  });

  it.each(KINDS)('draws and plays the same session twice: %s', (kind) => {
    const script = drawScript(kind, 99);
    expect(drawScript(kind, 99)).toEqual(script);
    expect(play(script, true)).toEqual(play(script, true));
  });
});

describe('the broker', () => {
  it('nets delivery over the exchanges of a share, and intraday by contract', () => {
    const broker = brokerWith([]);
    broker.place(market(A, venue(nse, 'CNC'), 'BUY', 30));
    broker.place(market(A, venue(bse, 'CNC'), 'SELL', 10));
    broker.place(market(A, venue(nse, 'INTRADAY'), 'BUY', 5));
    broker.place(market(A, venue(bse, 'INTRADAY'), 'SELL', 5));
    expect(broker.books.net(A, venue(bse, 'CNC'))).toBe(20);
    expect(broker.books.net(A, venue(nse, 'INTRADAY'))).toBe(5);
    expect(broker.books.net(A, venue(bse, 'INTRADAY'))).toBe(-5);
    expect(broker.books.positions(A)).toHaveLength(4);
  });

  it('moves delivered shares to the holdings over night, and empties the books', () => {
    const broker = brokerWith([]);
    broker.place(market(A, venue(nse, 'CNC'), 'BUY', 30));
    broker.place(market(A, venue(nse, 'INTRADAY'), 'BUY', 5));
    broker.isLiquid = false;
    const resting = broker.place(market(A, venue(nse, 'CNC'), 'BUY', 1));
    broker.endDay(FIRST_DAY_MS + DAY_MS, FIRST_DAY_MS + DAY_MS + OPEN_MS);
    expect(resting.status).toBe('EXPIRED');
    expect(broker.of(A)).toEqual([]);
    expect(broker.books.positions(A)).toEqual([]);
    expect(broker.books.holdings(A)).toEqual([
      { instrumentId: nse.id, product: 'CNC', netQty: 30, isin: nse.isin, isHolding: true },
    ]);
    expect(broker.books.net(A, venue(bse, 'CNC'))).toBe(30);
    expect(broker.books.net(A, venue(nse, 'INTRADAY'))).toBe(0);
  });

  it('fills what the price reaches: limits, and stops that it triggers', () => {
    const broker = brokerWith([]);
    const where = venue(nse, 'INTRADAY');
    const ticket = market(A, where, 'BUY', 10);
    const price = broker.price(where);
    const low = broker.place({ ...ticket, terms: { ...ticket.terms, orderType: 'LIMIT', price: price - 50 } as never });
    const stop = broker.place({
      ...ticket,
      terms: { ...ticket.terms, orderType: 'STOP_LIMIT', price: price + 90, triggerPrice: price + 50 } as never,
    });
    expect([low.filledQty, stop.filledQty]).toEqual([0, 0]);
    broker.move(where, price + 60, 4);
    expect([low.filledQty, stop.filledQty]).toEqual([0, 4]);
    broker.move(where, price - 60, Infinity);
    expect([low.status, stop.status]).toEqual(['FILLED', 'FILLED']);
  });
});

describe('the ledger of what is whose', () => {
  const where = venue(nse, 'INTRADAY');

  function after(own: number, ...trades: readonly [OrderSide, number, LinkId | null][]): Ledger {
    const ledger = new Ledger();
    const list: Trade[] = [];
    const broker = brokerWith(list);
    ledger.open(A, where, own);
    for (const [side, units, link] of trades) broker.place(market(A, where, side, units, link));
    for (const trade of list) ledger.add(trade);
    return ledger;
  }

  it('closes his own units first, then releases copied ones', () => {
    const holding = after(50, ['BUY', 100, linkId(1)], ['SELL', 120, null]).of(A, where);
    expect([holding.own, heldBy(holding, linkId(1)), holding.released]).toEqual([0, 30, 70]);
  });

  it('releases nothing where the account is not on that side', () => {
    const holding = after(-100, ['BUY', 100, linkId(1)], ['SELL', 10, null]).of(A, where);
    expect([holding.own, heldBy(holding, linkId(1))]).toEqual([-110, 100]);
  });

  it('makes what goes beyond the account a position of his own', () => {
    const holding = after(0, ['BUY', 100, linkId(1)], ['SELL', 120, null]).of(A, where);
    expect([holding.own, heldBy(holding, linkId(1))]).toEqual([-20, 0]);
  });

  it('shares a release over the links that hold on that side', () => {
    const holding = after(0, ['BUY', 75, linkId(1)], ['BUY', 25, linkId(2)], ['SELL', 40, null]).of(A, where);
    expect([copiedOf(holding), holding.isShared]).toEqual([60, true]);
  });
});

describe('a session that goes wrong', () => {
  it('is shrunk to what it takes', () => {
    const script = drawScript('wild', 4);
    const needed: readonly Step['do'][] = ['place', 'restart'];
    const steps: Step[] = [...script.steps, { do: 'restart' }, { do: 'flush' }];
    const short = shrinkBy({ ...script, steps }, (candidate) => {
      return needed.every((doing) => candidate.steps.some((step) => step.do === doing));
    });
    expect(short.steps.map((step) => step.do).sort()).toEqual(['place', 'restart']);
    expect(short.plan.links).toHaveLength(1);
  });

  it('reads as a story', () => {
    const script = drawScript('careful', 4);
    const story = storyOf(script);
    expect(story).toMatch(/^link 1: L1 to F1/);
    expect(story).toMatch(/day 1 09:15:\d\d/);
    expect(story).toContain('the leaders cancel what rests');
  });
});
