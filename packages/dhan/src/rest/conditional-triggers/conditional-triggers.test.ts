import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import {
  PRICE_TRIGGER as PRICE,
  TRIGGER_ANSWER as ANSWER,
  TRIGGER_BODY as BODY,
} from '../../testing/samples/conditional-triggers.ts';
import type { TriggerRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

it("sends prices as text, with the broker's names", async () => {
  dhan.says(200, ANSWER);
  expect(await dhan.client.conditionalTriggers.placeTrigger(PRICE)).toEqual({ ...ANSWER, raw: ANSWER });
  expect(dhan.last.body).toEqual(BODY);
  await dhan.client.conditionalTriggers.modifyTrigger('48213', PRICE);
  expect(dhan.last.body).toEqual({ ...BODY, alertId: '48213' });
});

it('compares two indicators', async () => {
  dhan.says(200, ANSWER);
  const condition = {
    comparisonType: 'TECHNICAL_WITH_INDICATOR',
    exchangeSegment: 'IDX_I',
    securityId: '13',
    indicatorName: 'SMA_20',
    comparingIndicatorName: 'EMA_50',
    operator: 'CROSSING_UP',
    timeFrame: 'FIFTEEN_MIN',
    expDate: '2026-12-31',
  } as const;
  await dhan.client.conditionalTriggers.placeTrigger({ ...PRICE, condition });
  expect(dhan.last.body).toMatchObject({ condition: { ...condition, frequency: 'ONCE' } });
});

it.each([
  [{ condition: { ...PRICE.condition, exchangeSegment: 'NSE_FNO' } }, /condition.exchangeSegment: .*found "NSE_FNO"/],
  [{ condition: { ...PRICE.condition, comparisonType: 'TECHNICAL_WITH_VALUE' } }, /condition.indicatorName/],
  [{ condition: { ...PRICE.condition, comparingValue: 0 } }, /condition.comparingValue: expected more than 0/],
  [{ condition: { ...PRICE.condition, expDate: '31-12-2026' } }, /condition.expDate: expected a date YYYY-MM-DD/],
  [{ orders: [] }, /orders: .*found \[\]/],
  [{ orders: Array.from({ length: 16 }, () => PRICE.orders[0]) }, /orders: .*15/],
  [{ orders: [{ ...PRICE.orders[0], price: 0 }] }, /orders.0.price: expected more than 0 rupees for LIMIT, found 0/],
])('with %j is refused before it is sent', async (changes, words) => {
  const request = { ...PRICE, ...changes } as unknown as TriggerRequest;
  await expect(dhan.client.conditionalTriggers.placeTrigger(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it('reads triggers: numbers as text, times in UTC', async () => {
  const row = {
    ...BODY,
    ...ANSWER,
    createdTime: '2026-09-15T05:15:22Z',
    triggeredTime: null,
    lastPrice: '1612.50',
    condition: { ...BODY.condition, comparingValue: '1650.00' },
  };
  dhan.says(200, [{ ...row, lastPrice: 1612.5 }]);
  const [listed] = await dhan.client.conditionalTriggers.getTriggers();
  dhan.says(200, row);
  const one = await dhan.client.conditionalTriggers.getTrigger('48213');
  for (const trigger of [listed, one]) {
    expect(trigger).toMatchObject({
      alertId: '48213',
      lastPrice: 1612.5,
      createdTimeMs: Date.UTC(2026, 8, 15, 5, 15, 22),
      triggeredTimeMs: null,
      condition: { comparingValue: 1650, indicatorName: null },
      orders: [{ price: 1651, disclosedQuantity: 0, triggerPrice: 0 }],
    });
  }
  expect(await dhan.client.conditionalTriggers.getTrigger('48214')).toBeNull();
  dhan.says(200, [{ ...row, lastPrice: 'high' }]);
  await expect(dhan.client.conditionalTriggers.getTriggers()).rejects.toThrow(
    /lastPrice: expected a number or nothing, found "high"/,
  );
});

it('deletes', async () => {
  dhan.says(200, { alertId: 48213, alertStatus: 'CANCELLED' });
  expect(await dhan.client.conditionalTriggers.deleteTrigger('48213')).toMatchObject({
    alertId: '48213',
    alertStatus: 'CANCELLED',
  });
});

it('sends a batch with numbers as numbers and counts its legs', async () => {
  dhan.says(200, { orders: [{ orderId: '1', sequence: '1', orderStatus: 'TRANSIT' }] });
  const [order] = PRICE.orders;
  const answer = await dhan.client.conditionalTriggers.placeMultiOrder([{ ...order, correlationId: 'a' }, order]);
  expect(answer.orders).toEqual([{ orderId: '1', sequence: '1', orderStatus: 'TRANSIT' }]);
  expect(dhan.last.body).toMatchObject({
    dhanClientId: '1100012345',
    orders: [
      { sequence: '1', correlationId: 'a', price: 1651, triggerPrice: 0 },
      { sequence: '2', price: 1651 },
    ],
  });
});
