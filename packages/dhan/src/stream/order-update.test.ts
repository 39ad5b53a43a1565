import { describe, expect, it } from 'vitest';
import { proves } from '../testing/proves.ts';
import {
  APP_FRAME,
  DOCUMENTED_FRAME,
  FILLED_FRAME,
  FOREVER_CHILD_FRAME,
  LEG_FRAME,
  REJECTED_FRAME,
} from '../testing/samples/stream.ts';
import { ist } from '../testing/samples/sample.ts';
import { WireError } from '../wire/parse.ts';
import { readOrderUpdate } from './order-update.ts';

const read = (message: unknown) => readOrderUpdate(JSON.stringify(message));

const FILLED = {
  dhanClientId: '1100012345',
  orderId: '102260915000130',
  exchangeOrderId: '1600000012345678',
  parentOrderId: null,
  correlationId: 'ct-7f3a91-0004',
  exchangeSegment: 'NSE_FNO',
  securityId: '52345',
  transactionType: 'BUY',
  productType: 'MARGIN',
  orderType: 'LIMIT',
  validity: 'DAY',
  quantity: 65,
  tradedQuantity: 65,
  disclosedQuantity: 0,
  price: 101.5,
  triggerPrice: 0,
  tradedPrice: 101.35,
  averageTradedPrice: 101.35,
  orderStatus: 'TRADED',
  legName: 'ENTRY_LEG',
  afterMarketOrder: false,
  tradingSymbol: 'NIFTY 24 SEP 25000 CALL',
  reason: 'TRADE CONFIRMED',
  remarks: null,
  lastUpdatedTimeMs: ist('2026-09-15 10:05:01'),
};

describe('an order alert', () => {
  it('reads PascalCase, zeros and a parent typed as float', proves('WS order-update', 'documented'), () => {
    const { raw: _raw, ...update } = read(DOCUMENTED_FRAME) ?? {};
    expect(update).toEqual(FILLED);
  });

  it('reads camelCase, Title case, zeros left out', proves('WS order-update', 'observed'), () => {
    const { raw, ...update } = read(FILLED_FRAME) ?? {};
    expect(update).toEqual(FILLED);
    expect(raw).toMatchObject({ orderno: '102260915000130', txntype: 'B', displayname: 'NIFTY 24 SEP 25000 CALL' });
  });

  it('reads a rejection without prices', proves('WS order-update', 'observed'), () => {
    expect(read(REJECTED_FRAME)).toMatchObject({
      orderStatus: 'REJECTED',
      exchangeOrderId: null,
      tradedQuantity: 0,
      price: 0,
      averageTradedPrice: null,
      reason: expect.stringMatching(/^RMS:/) as string,
    });
  });

  it("reads an order of the broker's app", proves('WS order-update', 'observed'), () => {
    expect(read(APP_FRAME)).toMatchObject({ correlationId: null, orderStatus: 'PENDING', quantity: 65 });
  });

  it('reads the orders of a forever order and a super order', proves('WS order-update', 'observed'), () => {
    expect(read(FOREVER_CHILD_FRAME)).toMatchObject({
      parentOrderId: '5132260915017',
      correlationId: null,
      remarks: null,
    });
    expect(read(LEG_FRAME)).toMatchObject({ legName: 'STOP_LOSS_LEG', orderStatus: 'DUMMY', remarks: 'Super Order' });
  });

  it.each(['Part-Traded', 'Part Traded', 'PART_TRADED', ' part-traded '])('reads %j as one word', (status) => {
    expect(read({ ...FILLED_FRAME, Data: { ...FILLED_FRAME.Data, status } })?.orderStatus).toBe('PART_TRADED');
  });

  it.each([
    ['product', 'Z', /product: expected one of C, I, M, F, V, B, found "Z"/],
    ['txnType', 'X', /txntype/],
    ['segment', 'Q', /NSE\/Q/],
    ['quantity', -5, /quantity/],
    ['orderNo', '', /orderno/],
  ])('is refused for %s %j, naming the field', (field, value, words) => {
    const broken = { ...FILLED_FRAME, Data: { ...FILLED_FRAME.Data, [field]: value } };
    expect(() => read(broken)).toThrow(WireError);
    expect(() => read(broken)).toThrow(words);
  });

  it.each(['', 'hello', '2', 'null', '[]', '{"Type":"heartbeat"}', '{"Data":{}}'])('is not %j', (text) => {
    expect(readOrderUpdate(text)).toBeNull();
  });
});
