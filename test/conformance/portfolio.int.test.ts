import { expect } from 'vitest';
import type { ConvertPositionRequest } from '@dhancopy/dhan/rest/portfolio/request';
import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { until } from '@dhancopy/dhan/testing/until';
import { ID } from './kit/desk.ts';
import type { Desk } from './kit/desk.ts';
import { refusals, roundTrips } from './kit/rows.ts';

/** Fills at once: the price is 1612.50 rupees, the offer a tick above. */
const BUY = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 10,
  price: 1613,
} as const satisfies PlaceOrderRequest;
const SELL_OPTION = {
  ...BUY,
  transactionType: 'SELL',
  exchangeSegment: 'NSE_FNO',
  productType: 'MARGIN',
  securityId: '52345',
  quantity: 65,
  price: 100,
} as const;
const CONVERT = {
  fromProductType: 'INTRADAY',
  toProductType: 'CNC',
  exchangeSegment: 'NSE_EQ',
  positionType: 'LONG',
  securityId: '1333',
  convertQty: 4,
} as const satisfies ConvertPositionRequest;

async function trade(desk: Desk, request: PlaceOrderRequest = BUY): Promise<void> {
  const { orderId } = await desk.client.orders.placeOrder(request);
  await desk.row(orderId, ({ orderStatus }) => orderStatus === 'TRADED');
}

/** Positions of the client, by the words of the book. */
async function nets({ client }: Desk): Promise<object[]> {
  const rows = await client.portfolio.getPositions();
  return rows.map(({ exchangeSegment, securityId, productType, netQty, buyQty, sellQty }) => ({
    exchangeSegment,
    securityId,
    productType,
    netQuantity: netQty,
    buyQuantity: buyQty,
    sellQuantity: sellQty,
  }));
}

roundTrips([
  {
    endpoint: 'GET /positions',
    says: 'are none before any trade',
    run: async ({ client }) => expect(await client.portfolio.getPositions()).toEqual([]),
  },
  {
    endpoint: 'GET /positions',
    says: 'are long, short, carried and closed as the book nets them',
    account: {
      fundsRupees: 5_000_000,
      positions: [
        { exchangeSegment: 'NSE_FNO', securityId: '52346', productType: 'MARGIN', netQuantity: 130, avgRupees: 90 },
      ],
    },
    async run(desk) {
      await trade(desk);
      await trade(desk, SELL_OPTION);
      await trade(desk, { ...BUY, securityId: '2885', price: 1425 });
      await trade(desk, { ...BUY, securityId: '2885', transactionType: 'SELL', price: 1415 });
      desk.control.setPrice('NSE_EQ', '1333', 1620);
      expect(await nets(desk)).toEqual(desk.book().positions);
      const rows = await desk.client.portfolio.getPositions();
      const of = (securityId: string) => rows.find((row) => row.securityId === securityId);
      const [bought] = desk.book().trades;
      expect(of('1333')).toMatchObject({
        positionType: 'LONG',
        netQty: 10,
        dayBuyQty: 10,
        unrealizedProfit: Math.round((1620 - (bought?.priceRupees ?? 0)) * 1_000) / 100,
      });
      expect(of('52345')).toMatchObject({ positionType: 'SHORT', netQty: -65, daySellQty: 65, drvOptionType: 'CALL' });
      expect(of('52346')).toMatchObject({
        positionType: 'LONG',
        carryForwardBuyQty: 130,
        carryForwardBuyValue: 11_700,
        dayBuyQty: 0,
      });
      expect(of('2885')).toMatchObject({ positionType: 'CLOSED', netQty: 0, drvExpiryDate: null, drvOptionType: null });
    },
  },
  {
    endpoint: 'GET /holdings',
    says: 'are none where the broker answers with an error',
    run: async ({ client }) => expect(await client.portfolio.getHoldings()).toEqual([]),
  },
  {
    endpoint: 'GET /holdings',
    says: 'are those of the demat account, at their cost and last price',
    account: {
      holdings: [{ securityId: '1333', quantity: 30, t1Quantity: 10, collateralQuantity: 5, avgCostRupees: 1588.4 }],
    },
    async run({ client, state }) {
      expect(await client.portfolio.getHoldings()).toMatchObject([
        {
          exchange: 'ALL',
          securityId: '1333',
          isin: 'INE040A01034',
          dpQty: 30,
          t1Qty: 10,
          collateralQty: 5,
          avgCostPrice: 1588.4,
          lastTradedPrice: 1612.5,
        },
      ]);
      expect(state().accounts).toMatchObject([
        { holdings: [{ dpQuantity: 30, t1Quantity: 10, collateralQuantity: 5, averagePaise: 158_840 }] },
      ]);
    },
  },
  {
    endpoint: 'POST /positions/convert',
    says: 'moves units to another product, shown only by the positions',
    async run(desk) {
      await trade(desk);
      await desk.client.portfolio.convertPosition(CONVERT);
      const positions = await nets(desk);
      expect(positions).toEqual(desk.book().positions);
      expect(positions).toMatchObject([
        { productType: 'INTRADAY', netQuantity: 6 },
        { productType: 'CNC', netQuantity: 4 },
      ]);
    },
  },
  {
    endpoint: 'DELETE /positions',
    says: 'closes every position and cancels every order, whoever placed it',
    account: { fundsRupees: 5_000_000 },
    async run(desk) {
      await trade(desk);
      await trade(desk, SELL_OPTION);
      desk.control.placeAppOrder(ID, { ...BUY, price: 1600 });
      expect(await desk.client.portfolio.exitAllPositions()).toEqual({
        message: 'All orders and positions exited successfully',
      });
      await until(() => desk.book().positions.every(({ netQuantity }) => netQuantity === 0));
      expect(await nets(desk)).toEqual(desk.book().positions);
      const rows = await desk.client.orders.getOrderBook();
      expect(rows.filter(({ price }) => price === 1600)).toMatchObject([{ orderStatus: 'CANCELLED' }]);
      expect(rows.every(({ orderStatus }) => orderStatus === 'TRADED' || orderStatus === 'CANCELLED')).toBe(true);
    },
  },
]);

refusals([
  {
    endpoint: 'POST /positions/convert',
    because: 'of more than there is',
    given: trade,
    ask: ({ client }) => client.portfolio.convertPosition({ ...CONVERT, convertQty: 11 }),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /convertQty: 10 can be converted/,
  },
  {
    endpoint: 'POST /positions/convert',
    because: 'of a security of another segment',
    ask: ({ client }) => client.portfolio.convertPosition({ ...CONVERT, securityId: '500325' }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /securityId: 500325 is not in NSE_EQ/,
  },
]);
