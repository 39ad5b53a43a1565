import { describe, expect, it } from 'vitest';
import { proves } from '../testing/proves.ts';
import { POSTBACK } from '../testing/samples/postback.ts';
import { ist } from '../testing/samples/sample.ts';
import { WireError } from '../wire/parse.ts';
import { readPostback } from './postback.ts';

const read = (body: unknown) => readPostback(JSON.stringify(body));

describe('a postback', () => {
  it('reads the documented payload', proves('POST to you: postback', 'documented'), () => {
    const {
      filled_qty: _filled,
      createTime: _create,
      updateTime: _update,
      exchangeTime: _exchange,
      ...rest
    } = POSTBACK;
    expect(read(POSTBACK)).toEqual({
      ...rest,
      exchangeOrderId: null,
      filledQty: 25,
      remainingQuantity: null,
      averageTradedPrice: null,
      createTimeMs: ist('2026-09-15 10:02:11'),
      updateTimeMs: ist('2026-09-15 10:02:14'),
      exchangeTimeMs: ist('2026-09-15 10:02:12'),
      raw: POSTBACK,
    });
  });

  it('reads fields that the page leaves out, where they are present', () => {
    const { filled_qty: _filled, ...rest } = POSTBACK;
    expect(
      read({ ...rest, filledQty: '7', remainingQuantity: 18, averageTradedPrice: '1612.45', exchangeOrderId: '0' }),
    ).toMatchObject({
      filledQty: 7,
      remainingQuantity: 18,
      averageTradedPrice: 1612.45,
      exchangeOrderId: null,
    });
  });

  it.each([
    ['orderId', '', /postback: orderId: expected an id, found ""/],
    ['orderStatus', null, /orderStatus/],
    ['dhanClientId', undefined, /dhanClientId: expected an id, found nothing/],
    ['quantity', 2.5, /quantity/],
    ['filled_qty', -1, /filled_qty/],
    ['transactionType', 'HOLD', /transactionType: .*found "HOLD"/],
  ])('is refused for %s %j, naming the field', (field, value, words) => {
    expect(() => read({ ...POSTBACK, [field]: value })).toThrow(WireError);
    expect(() => read({ ...POSTBACK, [field]: value })).toThrow(words);
  });

  it.each(['', '<html>', 'null', '[]', '5'])('is not %j', (text) => {
    expect(() => readPostback(text)).toThrow(/^postback: /);
  });
});
