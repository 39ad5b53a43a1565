import { expect } from 'vitest';
import type { TriggerCondition } from '@dhancopy/dhan/rest/conditional-triggers/condition';
import type { TriggeredOrder, TriggerRequest } from '@dhancopy/dhan/rest/conditional-triggers/request';
import { until } from '@dhancopy/dhan/testing/until';
import { booked } from './kit/booked.ts';
import { NOW_MS } from './kit/rig.ts';
import { refusals, roundTrips } from './kit/rows.ts';
import type { RoundTrip } from './kit/rows.ts';

const ORDER = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  orderType: 'LIMIT',
  securityId: '1333',
  quantity: 5,
  validity: 'DAY',
  price: 1651,
} as const satisfies TriggeredOrder;
const watch = {
  exchangeSegment: 'NSE_EQ',
  securityId: '1333',
  operator: 'GREATER_THAN',
  expDate: '2026-12-31',
} as const;
const PRICE = {
  condition: { comparisonType: 'PRICE_WITH_VALUE', ...watch, comparingValue: 1650, userNote: 'breakout' },
  orders: [ORDER],
} as const satisfies TriggerRequest;

const CONDITIONS: readonly TriggerCondition[] = [
  PRICE.condition,
  { comparisonType: 'TECHNICAL_WITH_VALUE', ...watch, indicatorName: 'RSI_14', timeFrame: 'DAY', comparingValue: 70.5 },
  {
    comparisonType: 'TECHNICAL_WITH_INDICATOR',
    ...watch,
    indicatorName: 'SMA_20',
    timeFrame: 'FIFTEEN_MIN',
    comparingIndicatorName: 'EMA_50',
  },
  {
    comparisonType: 'TECHNICAL_WITH_CLOSE',
    ...watch,
    operator: 'CROSSING_UP',
    exchangeSegment: 'IDX_I',
    securityId: '13',
    indicatorName: 'BB_UPPER',
    timeFrame: 'FIVE_MIN',
  },
];

roundTrips([
  ...CONDITIONS.map((condition): RoundTrip => ({
    endpoint: 'POST /alerts/orders',
    says: `watches ${condition.comparisonType}`,
    async run({ client, state }) {
      const { alertId, alertStatus } = await client.conditionalTriggers.placeTrigger({ ...PRICE, condition });
      expect(alertStatus).toBe('ACTIVE');
      expect(await client.conditionalTriggers.getTrigger(alertId)).toMatchObject({
        alertId,
        condition,
        createdTimeMs: NOW_MS,
        triggeredTimeMs: null,
        orders: [{ quantity: 5, price: 1651, triggerPrice: 0, disclosedQuantity: 0 }],
      });
      expect(state().alerts).toMatchObject([{ alertId, conditionFields: { ...condition, frequency: 'ONCE' } }]);
    },
  })),
  {
    endpoint: 'POST /alerts/orders',
    says: 'places its orders once, when its price is reached',
    async run({ client, control, book }) {
      const orders = [ORDER, { ...ORDER, orderType: 'STOP_LOSS', price: 1660, triggerPrice: 1655 }] as const;
      const { alertId } = await client.conditionalTriggers.placeTrigger({ ...PRICE, orders });
      control.setPrice('NSE_EQ', '1333', 1650.5);
      await until(() => book().orders.length === 2);
      control.setPrice('NSE_EQ', '1333', 1650.6);
      expect(await client.conditionalTriggers.getTrigger(alertId)).toMatchObject({
        alertStatus: 'TRIGGERED',
        triggeredTimeMs: NOW_MS,
        lastPrice: 1650.6,
      });
      expect(await client.orders.getOrderBook()).toMatchObject([
        { orderType: 'LIMIT', price: 1651, quantity: 5 },
        { orderType: 'STOP_LOSS', price: 1660, triggerPrice: 1655 },
      ]);
    },
  },
  {
    endpoint: 'PUT /alerts/orders/{alert-id}',
    says: 'replaces the whole trigger under the same number',
    async run({ client, state }) {
      const { alertId } = await client.conditionalTriggers.placeTrigger(PRICE);
      const condition = { ...PRICE.condition, comparingValue: 1700.55, operator: 'CROSSING_UP' } as const;
      const orders = [{ ...ORDER, quantity: 7, disclosedQuantity: 3, price: 1701.05 }];
      expect(await client.conditionalTriggers.modifyTrigger(alertId, { condition, orders })).toMatchObject({
        alertId,
        alertStatus: 'ACTIVE',
      });
      expect(await client.conditionalTriggers.getTriggers()).toMatchObject([{ alertId, condition, orders }]);
      expect(state().alerts).toMatchObject([{ orderFields: [{ quantity: 7, price: '1701.05', discQuantity: '3' }] }]);
    },
  },
  {
    endpoint: 'DELETE /alerts/orders/{alert-id}',
    says: 'ends it',
    async run({ client, control, book }) {
      const { alertId } = await client.conditionalTriggers.placeTrigger(PRICE);
      expect(await client.conditionalTriggers.deleteTrigger(alertId)).toMatchObject({
        alertId,
        alertStatus: 'CANCELLED',
      });
      control.setPrice('NSE_EQ', '1333', 1660);
      expect(await client.conditionalTriggers.getTrigger(alertId)).toMatchObject({ alertStatus: 'CANCELLED' });
      expect(book().orders).toEqual([]);
    },
  },
  {
    endpoint: 'GET /alerts/orders',
    says: 'lists all triggers, and none before the first',
    async run({ client, state }) {
      expect(await client.conditionalTriggers.getTriggers()).toEqual([]);
      for (const condition of CONDITIONS) await client.conditionalTriggers.placeTrigger({ ...PRICE, condition });
      const listed = await client.conditionalTriggers.getTriggers();
      expect(listed).toMatchObject(
        CONDITIONS.map((condition) => ({ condition, lastPrice: condition.securityId === '13' ? 25_012.4 : 1612.5 })),
      );
      expect(listed.map(({ alertId }) => ({ alertId }))).toEqual(
        state().alerts.map((alert) => ({ alertId: (alert as { alertId: string }).alertId })),
      );
    },
  },
  {
    endpoint: 'GET /alerts/orders/{alert-id}',
    says: 'has its last price as text',
    async run({ client }) {
      const { alertId } = await client.conditionalTriggers.placeTrigger(PRICE);
      const one = await client.conditionalTriggers.getTrigger(alertId);
      expect(one).toMatchObject({
        alertId,
        lastPrice: 1612.5,
        raw: { lastPrice: '1612.50', condition: { comparingValue: '1650.00' } },
      });
    },
  },
  {
    endpoint: 'POST /alerts/multi/orders',
    says: 'places all its legs and identifies each',
    async run({ client, book, state }) {
      const legs = [
        { ...ORDER, price: 1600, correlationId: 'leg-1' },
        { ...ORDER, price: 1601, productType: 'INTRADAY', quantity: 3 },
        { ...ORDER, price: 1602, afterMarketOrder: true },
      ] as const;
      const { orders } = await client.conditionalTriggers.placeMultiOrder(legs);
      state();
      expect(orders.map(({ sequence }) => sequence)).toEqual(['1', '2', '3']);
      expect(orders.map(({ orderId }) => orderId)).toEqual(book().orders.map(({ orderId }) => orderId));
      const rows = await client.orders.getOrderBook();
      expect(rows).toMatchObject(book().orders.map(booked));
      expect(rows).toMatchObject(legs);
    },
  },
]);

refusals([
  {
    endpoint: 'POST /alerts/orders',
    because: 'for a condition on an unlisted instrument',
    ask: ({ client }) =>
      client.conditionalTriggers.placeTrigger({ ...PRICE, condition: { ...PRICE.condition, securityId: '99' } }),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /condition.securityId: not in NSE_EQ/,
  },
  {
    endpoint: 'PUT /alerts/orders/{alert-id}',
    because: 'of an unknown number',
    ask: ({ client }) => client.conditionalTriggers.modifyTrigger('1', PRICE),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /no such trigger/,
  },
  {
    endpoint: 'DELETE /alerts/orders/{alert-id}',
    because: 'of a trigger that has ended',
    given: async ({ client }) =>
      client.conditionalTriggers.deleteTrigger((await client.conditionalTriggers.placeTrigger(PRICE)).alertId),
    async ask({ client }) {
      const [row] = await client.conditionalTriggers.getTriggers();
      return client.conditionalTriggers.deleteTrigger(row?.alertId ?? '');
    },
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /the trigger is CANCELLED/,
  },
  {
    endpoint: 'GET /alerts/orders/{alert-id}',
    because: 'of an unknown number',
    ask: ({ client }) => client.conditionalTriggers.getTrigger('1'),
    error: { code: 'DH-906', class: 'refused', httpStatus: 400 },
    noted: /no such trigger/,
  },
  {
    endpoint: 'POST /alerts/multi/orders',
    because: 'as a whole for one leg',
    ask: ({ client }) => client.conditionalTriggers.placeMultiOrder([ORDER, { ...ORDER, securityId: '99' }]),
    error: { code: 'DH-905', class: 'invalid', httpStatus: 400 },
    noted: /securityId: 99 is not in NSE_EQ/,
  },
]);
