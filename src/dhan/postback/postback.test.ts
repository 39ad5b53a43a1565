import { describe, expect, it } from 'vitest';
import { proves } from '../testing/proves.ts';
import { POSTBACK as DOCUMENTED } from '../testing/samples/postback.ts';
import { WireError } from '../wire/parse.ts';
import { readPostback } from './postback.ts';

describe('a postback', () => {
  it(
    'is an order in the documented words, its fills in snake case',
    proves('POST to you: postback', 'documented'),
    () => {
      expect(readPostback(DOCUMENTED)).toMatchObject({
        kind: 'order',
        order: {
          dhanClientId: '1100012345',
          orderId: '112260915000123',
          orderStatus: 'TRADED',
          filledQty: 25,
          price: 1612.5,
          updateTimeMs: Date.parse('2026-09-15T10:02:14+05:30'),
          raw: DOCUMENTED,
        },
      });
    },
  );

  it('may also have what is not documented, and a partial fill under any word', () => {
    const partial = {
      ...DOCUMENTED,
      orderStatus: 'PENDING',
      filledQty: '10',
      filled_qty: undefined,
      averageTradedPrice: 1612,
    };
    expect(readPostback(partial)).toMatchObject({ order: { filledQty: 10, averageTradedPrice: 1612 } });
  });

  it('of a trigger is told apart', () => {
    expect(readPostback({ dhanClientId: 1100012345, alertId: 12, alertStatus: 'TRIGGERED' })).toMatchObject({
      kind: 'alert',
      alert: { dhanClientId: '1100012345', alertId: '12' },
    });
  });

  it.each([
    [null, /postback/],
    [[], /postback/],
    [{ ...DOCUMENTED, orderId: '' }, /orderId/],
    [{ ...DOCUMENTED, quantity: -1 }, /quantity/],
    [{ ...DOCUMENTED, transactionType: 'HOLD' }, /transactionType/],
  ])('that cannot be read names the field: %#', (body, field) => {
    expect(() => readPostback(body)).toThrow(WireError);
    expect(() => readPostback(body)).toThrow(field);
  });
});
