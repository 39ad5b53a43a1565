import type { PlaceOrderRequest } from '@dhancopy/dhan/rest/orders/request';
import { until } from '@dhancopy/dhan/testing/until';
import type { Rig } from '../../kit/rig.ts';
import type { Names } from '../row.ts';

/** Rests: the price is 1612.50 rupees. */
const RESTING = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 10,
  price: 1610,
} as const satisfies PlaceOrderRequest;

export const HOLDINGS = [{ securityId: '1333', quantity: 100, avgCostRupees: 1500 }];

/** {order} rests. */
export async function aRestingOrder(rig: Rig): Promise<Names> {
  const { orderId } = await rig.client.orders.placeOrder({ ...RESTING, correlationId: 'ct-1' });
  await rig.row(orderId);
  return { order: orderId };
}

/** {order} has filled: 10 bought at 1612.60. */
export async function aTrade(rig: Rig): Promise<Names> {
  const { orderId } = await rig.client.orders.placeOrder({ ...RESTING, price: 1613 });
  await rig.row(orderId, ({ orderStatus }) => orderStatus === 'TRADED');
  return { order: orderId };
}

/** {forever} rests. */
export async function aSingle({ client }: Rig): Promise<Names> {
  const { orderId } = await client.foreverOrders.placeForeverOrder({ ...SALE, orderFlag: 'SINGLE' });
  return { forever: orderId };
}

/** {forever} rests, with two legs. */
export async function anOco({ client }: Rig): Promise<Names> {
  const target = { price1: 1640, triggerPrice1: 1639, quantity1: 20 };
  const { orderId } = await client.foreverOrders.placeForeverOrder({ ...SALE, ...target, orderFlag: 'OCO' });
  return { forever: orderId };
}

const SALE = {
  transactionType: 'SELL',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 20,
  price: 1598,
  triggerPrice: 1600,
} as const;

/** {super} rests. */
export async function aSuperOrder({ client }: Rig): Promise<Names> {
  const { orderId } = await client.superOrders.placeSuperOrder({
    transactionType: 'BUY',
    exchangeSegment: 'NSE_EQ',
    productType: 'INTRADAY',
    orderType: 'LIMIT',
    securityId: '1333',
    quantity: 10,
    price: 1610,
    targetPrice: 1630,
    stopLossPrice: 1600,
    trailingJump: 2,
  });
  await until(async () => (await client.superOrders.getSuperOrders())[0]?.orderStatus === 'PENDING');
  return { super: orderId };
}

/** {alert} watches. */
export async function aTrigger({ client }: Rig): Promise<Names> {
  const { alertId } = await client.conditionalTriggers.placeTrigger({
    condition: {
      comparisonType: 'PRICE_WITH_VALUE',
      exchangeSegment: 'NSE_EQ',
      securityId: '1333',
      operator: 'GREATER_THAN',
      comparingValue: 1650,
      expDate: '2026-12-31',
    },
    orders: [{ ...RESTING, productType: 'CNC', quantity: 5 }],
  });
  return { alert: alertId };
}

/** {appId} and {appSecret} of an API key. */
export function anApp({ control }: Rig, dhanClientId: string): Names {
  return { ...control.addApp(dhanClientId, 'https://desk.example') };
}
