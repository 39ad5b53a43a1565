import { expect } from 'vitest';
import type { MarginOrder } from '@dhancopy/dhan/rest/funds/request';
import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { ID } from './kit/rig.ts';
import type { Rig } from './kit/rig.ts';
import { refusals, roundTrips } from './kit/rows.ts';
import type { RoundTrip } from './kit/rows.ts';

const ORDER = {
  exchangeSegment: 'NSE_EQ',
  transactionType: 'BUY',
  quantity: 10,
  productType: 'INTRADAY',
  securityId: '1333',
  price: 1610,
} as const satisfies MarginOrder;
const SHORT_OPTION = {
  ...ORDER,
  exchangeSegment: 'NSE_FNO',
  transactionType: 'SELL',
  productType: 'MARGIN',
  securityId: '52345',
  quantity: 65,
  price: 110,
} as const;
const placeable = (order: MarginOrder): PlaceOrderRequest =>
  ({ ...order, orderType: 'LIMIT', validity: 'DAY' }) as PlaceOrderRequest;

async function rest(rig: Rig, order: MarginOrder): Promise<void> {
  const { orderId } = await rig.client.orders.placeOrder(placeable(order));
  expect(await rig.row(orderId)).toMatchObject({ orderStatus: 'PENDING' });
}

roundTrips([
  {
    endpoint: 'GET /fundlimit',
    says: 'matches the book before and after an order',
    account: { fundsRupees: 250_000.75 },
    async run(rig) {
      const check = async (): Promise<number> => {
        const {
          sodRupees: sodLimit,
          availableRupees: availableBalance,
          utilizedRupees: utilizedAmount,
        } = rig.book().funds;
        expect(await rig.client.funds.getFundLimit()).toMatchObject({
          dhanClientId: ID,
          sodLimit,
          availableBalance,
          utilizedAmount,
        });
        return availableBalance;
      };
      expect(await check()).toBe(250_000.75);
      await rest(rig, ORDER);
      expect(await check()).toBeLessThan(250_000.75);
      rig.control.setFunds(ID, 300_000);
      await check();
    },
  },
  ...([ORDER, SHORT_OPTION, { ...ORDER, productType: 'CNC' }, { ...ORDER, productType: 'MTF' }] as const).map(
    (order): RoundTrip => ({
      endpoint: 'POST /margincalculator',
      says: `equals the amount that the order then blocks: ${order.productType} of ${order.exchangeSegment}`,
      async run(rig) {
        const margin = await rig.client.funds.calculateMargin(order);
        expect(margin).toMatchObject({ availableBalance: 0, insufficientBalance: 0 });
        expect(margin.spanMargin + margin.exposureMargin + margin.variableMargin).toBeCloseTo(margin.totalMargin, 2);
        await rest(rig, order);
        expect(rig.book().funds.utilizedRupees).toBeCloseTo(margin.totalMargin, 2);
      },
    }),
  ),
  {
    endpoint: 'POST /margincalculator',
    says: 'reports the missing amount, and the balance where the broker gives it',
    account: { fundsRupees: 1_000 },
    emulator: { switches: { marginAvailable: 'actual' } },
    async run({ client }) {
      const { totalMargin, insufficientBalance, availableBalance, leverage } =
        await client.funds.calculateMargin(ORDER);
      expect(availableBalance).toBe(1_000);
      expect(insufficientBalance).toBeCloseTo(totalMargin - 1_000, 2);
      expect(leverage).toBeCloseTo(16_100 / totalMargin, 2);
    },
  },
  {
    endpoint: 'POST /margincalculator/multi',
    says: 'adds up its lines, by market',
    async run({ client }) {
      const alone = await Promise.all([ORDER, SHORT_OPTION].map((order) => client.funds.calculateMargin(order)));
      const [equity = 0, option = 0] = alone.map(({ totalMargin }) => totalMargin);
      const together = { includePosition: false, includeOrder: false, orders: [ORDER, SHORT_OPTION] };
      const margin = await client.funds.calculateMultiMargin(together);
      expect(margin.totalMargin).toBeCloseTo(equity + option, 2);
      expect(margin).toMatchObject({ equityMargin: equity, foMargin: option, commodityMargin: 0, hedgeBenefit: null });
    },
  },
  {
    endpoint: 'POST /margincalculator/multi',
    says: 'includes resting orders on request',
    async run(rig) {
      await rest(rig, ORDER);
      const ask = (includeOrder: boolean) =>
        rig.client.funds.calculateMultiMargin({ includePosition: false, includeOrder, orders: [SHORT_OPTION] });
      const [without, within] = [await ask(false), await ask(true)];
      expect(within.totalMargin - without.totalMargin).toBeCloseTo(rig.book().funds.utilizedRupees, 2);
    },
  },
]);

refusals([
  {
    endpoint: 'POST /margincalculator',
    because: 'for a security of another segment',
    ask: ({ client }) => client.funds.calculateMargin({ ...ORDER, securityId: '500325' }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /securityId: 500325 is not in NSE_EQ/,
  },
  {
    endpoint: 'POST /margincalculator/multi',
    because: 'for one line that is not listed',
    ask: ({ client }) =>
      client.funds.calculateMultiMargin({
        includePosition: true,
        includeOrder: true,
        orders: [ORDER, { ...ORDER, securityId: '99' }],
      }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /securityId: 99 is not in NSE_EQ/,
  },
]);
