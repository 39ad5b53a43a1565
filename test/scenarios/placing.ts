import type { AppOrder } from '@dhancopy/emulator/control/app-order';
import { THREE } from './scenario.ts';
import type { Scenario, Shown } from './scenario.ts';

const NIFTY_CE = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;
const NIFTY_FUT = { exchangeSegment: 'NSE_FNO', securityId: '53001' } as const;
const BSE = { exchangeSegment: 'BSE_EQ', securityId: '500325' } as const;
const CRUDE = { exchangeSegment: 'MCX_COMM', securityId: '464925' } as const;

interface Kind {
  readonly words: string;
  readonly order: (side: 'BUY' | 'SELL', ltp: number) => Partial<AppOrder>;
  /** The expected resting order; null when the order fills at once. */
  readonly rests: ((side: 'BUY' | 'SELL', ltp: number) => NonNullable<Shown['resting']>[number]) | null;
}

/** A step away from the market that is a multiple of the tick of every instrument used here. */
const STEP = 10;

const KINDS: readonly Kind[] = [
  { words: 'MARKET', order: () => ({ orderType: 'MARKET' }), rests: null },
  {
    words: 'marketable LIMIT',
    order: (side, ltp) => ({ orderType: 'LIMIT', price: side === 'BUY' ? ltp + STEP : ltp - STEP }),
    rests: null,
  },
  {
    words: 'resting LIMIT',
    order: (side, ltp) => ({ orderType: 'LIMIT', price: side === 'BUY' ? ltp - STEP : ltp + STEP }),
    rests: (side, ltp) => ({ orderType: 'LIMIT', priceRupees: side === 'BUY' ? ltp - STEP : ltp + STEP }),
  },
  {
    words: 'STOP_LOSS',
    order: (side, ltp) => ({
      orderType: 'STOP_LOSS',
      triggerPrice: side === 'BUY' ? ltp + STEP : ltp - STEP,
      price: side === 'BUY' ? ltp + 2 * STEP : ltp - 2 * STEP,
    }),
    rests: (side, ltp) => ({
      orderType: 'STOP_LOSS',
      triggerRupees: side === 'BUY' ? ltp + STEP : ltp - STEP,
      priceRupees: side === 'BUY' ? ltp + 2 * STEP : ltp - 2 * STEP,
    }),
  },
  {
    words: 'STOP_LOSS_MARKET',
    order: (side, ltp) => ({ orderType: 'STOP_LOSS_MARKET', triggerPrice: side === 'BUY' ? ltp + STEP : ltp - STEP }),
    // The API does not keep a stop-market order. It is sent as a stop-limit beyond the trigger.
    rests: (side, ltp) => ({ orderType: 'STOP_LOSS', triggerRupees: side === 'BUY' ? ltp + STEP : ltp - STEP }),
  },
];

interface Venue {
  readonly words: string;
  readonly where: { readonly exchangeSegment: AppOrder['exchangeSegment']; readonly securityId: string };
  readonly products: readonly AppOrder['productType'][];
  readonly ltp: number;
  readonly quantity: number;
}

const VENUES: readonly Venue[] = [
  {
    words: 'NSE_EQ',
    where: { exchangeSegment: 'NSE_EQ', securityId: '1333' },
    products: ['CNC', 'INTRADAY', 'MTF'],
    ltp: 1612.5,
    quantity: 100,
  },
  { words: 'NSE_FNO option', where: NIFTY_CE, products: ['INTRADAY', 'MARGIN'], ltp: 101.35, quantity: 130 },
];

/** Every order type × side × product. A delivery sale needs units to sell, so it follows a purchase. */
function matrix(): Scenario[] {
  const rows: Scenario[] = [];
  for (const venue of VENUES) {
    for (const productType of venue.products) {
      for (const side of ['BUY', 'SELL'] as const) {
        const needsHolding = side === 'SELL' && (productType === 'CNC' || productType === 'MTF');
        for (const kind of KINDS) {
          const { quantity, ltp, where } = venue;
          const sign = side === 'BUY' ? 1 : -1;
          rows.push({
            name: `${kind.words} ${side} ${productType} in ${venue.words}`,
            instrument: where,
            leader: async (stage) => {
              stage.price(ltp, where);
              if (needsHolding) {
                stage.buy(quantity, { ...where, productType, orderType: 'MARKET' });
                await stage.netEverywhere(quantity, where);
              }
              return stage.place({ ...where, transactionType: side, productType, quantity, ...kind.order(side, ltp) });
            },
            every: (q) => {
              const before = needsHolding ? q(quantity) : 0;
              if (!kind.rests)
                return { net: before + sign * q(quantity), resting: [], reason: 'FILLED', status: 'placed' };
              const resting = { ...kind.rests(side, ltp), transactionType: side, productType, quantity: q(quantity) };
              return { net: before, resting: [resting], reason: null, status: 'placed' };
            },
          });
        }
      }
    }
  }
  return rows;
}

export const placing: readonly Scenario[] = [
  ...matrix(),
  {
    name: 'a share of BSE, which has the same name and another id',
    instrument: BSE,
    leader: (stage) => stage.buy(10, BSE),
    every: (q) => ({ net: q(10), reason: 'FILLED' }),
  },
  {
    name: 'a future, in lots of its own contract',
    instrument: NIFTY_FUT,
    leader: (stage) => stage.buy(130, { ...NIFTY_FUT, productType: 'MARGIN' }),
    every: (q) => ({ net: q(130), reason: 'FILLED' }),
  },
  {
    name: 'a commodity future on MCX, counted in contracts',
    instrument: CRUDE,
    leader: (stage) => stage.buy(2, { ...CRUDE, productType: 'MARGIN' }),
    every: (q) => ({ net: q(2), reason: 'FILLED' }),
  },
  {
    name: 'an immediate-or-cancel order that fills',
    leader: (stage) => stage.buy(10, { orderType: 'LIMIT', price: 1613.5, validity: 'IOC' }),
    every: (q) => ({ net: q(10), resting: [], orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'an immediate-or-cancel order that finds no liquidity leaves no order',
    leader: (stage) => stage.buy(10, { orderType: 'LIMIT', price: 1600, validity: 'IOC' }),
    every: () => ({ net: 0, resting: [] }),
  },
  {
    name: 'an after-market order stays one, and is released with the others when the market opens',
    leader: async (stage) => {
      const id = stage.restingBuy(10, 1620, { productType: 'CNC', afterMarketOrder: true, amoTime: 'OPEN' });
      await stage.restingEverywhere();
      for (const follower of stage.followers()) {
        const [order] = stage.resting(follower);
        if (!order?.afterMarketOrder || order.amoTime !== 'OPEN') throw new Error(`${follower} did not send an AMO`);
      }
      stage.control.releaseAmo();
      return id;
    },
    every: (q) => ({ net: q(10), resting: [], orders: 1, reason: 'FILLED' }),
  },
  {
    name: 'a disclosed quantity in proportion',
    leader: (stage) => stage.restingBuy(100, 1600, { disclosedQuantity: 40 }),
    every: (q) => ({ resting: [{ quantity: q(100), disclosedQuantity: q(40) }] }),
  },
  {
    name: 'a share below one lot is skipped with its reason, or is one lot where the link is set so',
    rig: {
      followers: [
        { id: '2000000001', ratio: '0.5' },
        { id: '2000000004', ratio: '0.5', settings: { belowOneLot: 'one_lot' } },
      ],
    },
    instrument: NIFTY_CE,
    leader: (stage) => stage.buy(65, { ...NIFTY_CE, productType: 'MARGIN' }),
    every: (_q, follower) =>
      follower === '2000000001'
        ? { net: 0, orders: 0, reason: 'BELOW_ONE_LOT', status: 'cancelled', words: /below one lot/ }
        : { net: 65, orders: 1, reason: 'FILLED' },
  },
  {
    name: 'odd lots are rounded down, never up',
    instrument: NIFTY_CE,
    rig: { followers: [{ id: '2000000001', ratio: '0.75' }] },
    leader: (stage) => stage.buy(195, { ...NIFTY_CE, productType: 'MARGIN' }),
    every: () => ({ net: 130, reason: 'FILLED' }),
  },
  {
    name: 'in proportion to the capital at the start of the day',
    rig: {
      leaders: [{ dhanClientId: '1000000001', fundsRupees: 8_000_000 }],
      followers: [
        { id: '2000000001', sizing: 'capital_proportional', ratio: '1', account: { fundsRupees: 2_000_000 } },
        { id: '2000000002', sizing: 'capital_proportional', ratio: '2', account: { fundsRupees: 4_000_000 } },
      ],
    },
    leader: (stage) => stage.buy(100),
    every: (_q, follower) => ({ net: follower === '2000000001' ? 25 : 100, reason: 'FILLED' }),
  },
  {
    name: 'a quantity above the freeze limit is split for the follower',
    instrument: NIFTY_CE,
    leader: (stage) => stage.buy(1755, { ...NIFTY_CE, productType: 'MARGIN' }),
    // 0.5 × 1755 is 877 units and a half: 13 lots. Twice 1755 is 54 lots, two orders of 27.
    every: (_q, follower) => ({
      net: follower === '2000000001' ? 845 : follower === '2000000002' ? 1755 : 3510,
      orders: follower === '2000000003' ? 2 : 1,
      reason: 'FILLED',
    }),
    rig: {
      followers: [
        { id: '2000000001', ratio: '0.5' },
        { id: '2000000002', sizing: 'same_quantity' },
        { id: '2000000003', ratio: '2' },
      ].map((spec) => ({ ...spec, account: { fundsRupees: 90_000_000 } })) as never,
    },
  },
  {
    name: 'two orders on one instrument at once are two copies',
    leader: (stage) => {
      stage.restingBuy(10, 1600);
      return stage.restingBuy(20, 1601);
    },
    every: (q) => ({
      resting: [
        { quantity: q(10), priceRupees: 1600 },
        { quantity: q(20), priceRupees: 1601 },
      ],
      orders: 2,
    }),
  },
  {
    name: '50 orders in one second',
    // The load of the machine is not a subject here: the last ones go out after five seconds at best.
    rig: { followers: THREE.map((each) => ({ ...each, settings: { lateEntryMs: 120_000 } })) },
    leader: (stage) => {
      let last = '';
      for (let i = 0; i < 50; i += 1) last = stage.buy(2);
      return last;
    },
    every: (q) => ({ net: q(100), orders: 50, reason: 'FILLED' }),
    // Eight entries a second, and their answers in between.
  },
  {
    name: 'an order of several leaders on one follower: each link has a separate book',
    rig: {
      leaders: [{ dhanClientId: '1000000001' }, { dhanClientId: '1000000002' }],
      followers: [{ id: '2000000001', sizing: 'same_quantity' }],
    },
    leader: async (stage) => {
      await stage.rig.do({
        op: 'link.add',
        leader: '1000000002',
        follower: '2000000001',
        sizing: 'fixed_ratio',
        ratio: '0.5',
      });
      stage.rig.leaderPlaces({ transactionType: 'BUY', quantity: 100 }, '1000000002');
      stage.buy(10);
      await stage.rig.until('both copied', () => stage.rig.net('2000000001') === 60);
      // The first leader is out. The units copied from the second stay.
      const exit = stage.sell(10);
      await stage.rig.until('one exit', () => stage.rig.net('2000000001') === 50);
      return exit;
    },
    every: () => ({ net: 50, reason: 'FILLED' }),
  },
];
