import { describe, expect, it } from 'vitest';
import { accountId } from '@dhancopy/domain/ids';
import type { ClientOrderId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import { paise } from '@dhancopy/domain/price';
import { modifyRequestOf, placeRequestOf, reportFromFrame, reportFromRow } from './mapping.ts';
import { orderRow } from './rest/orders/response.ts';
import { openEnvelope } from './stream/order-frame.ts';
import { DOCUMENTED_FRAME as DOCUMENTED, FILLED_FRAME as WIRE } from './testing/samples/stream.ts';
import { parseWire, WireError } from './wire/parse.ts';

const ACCOUNT = accountId('1100012345');

/** A rejected order row as recorded: omsErrorCode "0", sentinels, full remaining quantity. */
const ROW = {
  dhanClientId: '1100012345',
  orderId: '112260915000123',
  exchangeOrderId: '0',
  correlationId: 'ct-7f3a91-0001',
  orderStatus: 'REJECTED',
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  tradingSymbol: 'HDFCBANK',
  securityId: '1333',
  quantity: 25,
  disclosedQuantity: 0,
  price: 1612.5,
  triggerPrice: 0.0,
  afterMarketOrder: false,
  legName: 'NA',
  createTime: '2026-09-15 10:02:11',
  updateTime: '2026-09-15 10:02:11',
  exchangeTime: '0001-01-01 00:00:00',
  drvExpiryDate: '0001-01-01',
  omsErrorCode: '0',
  omsErrorDescription: 'RMS:112260915000123:You have insufficient funds. Please add Rs.1840.20 to trade.',
  remainingQuantity: 25,
  averageTradedPrice: 0.0,
  filledQty: 0,
};

function fromFrame(message: unknown): ReturnType<typeof reportFromFrame> {
  const alert = openEnvelope(message);
  if (!alert) throw new Error('not an order alert');
  return reportFromFrame(alert);
}

function fromRow(row: unknown): ReturnType<typeof reportFromRow> {
  return reportFromRow(parseWire(orderRow, row, 'order row'), ACCOUNT, 'BOOK');
}

it('refuses more units filled than ordered: one of the numbers is wrong, and what is too much would be sold', () => {
  expect(() => fromFrame({ ...WIRE, Data: { ...WIRE.Data, tradedQty: 65e12 } })).toThrow(WireError);
  expect(() => fromRow({ ...ROW, orderStatus: 'TRADED', filledQty: 26 })).toThrow(
    'filled quantity: expected at most the ordered 25, found 26',
  );
});

describe('an order alert', () => {
  it('gives the same report for the observed and for the documented spelling', () => {
    const { statusText: observed, ...rest } = fromFrame(WIRE);
    const { statusText: documented, ...documentedRest } = fromFrame(DOCUMENTED);
    expect([observed, documented]).toEqual(['Traded', 'TRADED']);
    expect(documentedRest).toEqual(rest);
    expect(rest).toMatchObject({
      accountId: '1100012345',
      venueOrderId: '102260915000130',
      clientOrderId: 'ct-7f3a91-0004',
      instrumentId: 'NSE_FNO:52345',
      side: 'BUY',
      product: 'MARGIN',
      orderType: 'LIMIT',
      quantity: 65,
      filledQty: 65,
      price: 10_150,
      triggerPrice: 0,
      status: 'FILLED',
      avgPxRupees: 101.35,
      parentVenueOrderId: null,
      tsEventMs: Date.parse('2026-09-15T10:05:01+05:30'),
    });
  });

  it.each([
    ['Pending', 'ACCEPTED', false],
    ['Modified', 'ACCEPTED', true],
    ['Part-Traded', 'PARTIALLY_FILLED', false],
    ['Part Traded', 'PARTIALLY_FILLED', false],
    ['PART_TRADED', 'PARTIALLY_FILLED', false],
    ['Cancelled', 'CANCELED', false],
    ['Expired', 'EXPIRED', false],
    ['Transit', 'SUBMITTED', false],
    ['Something New', null, false],
    ['', null, false],
  ])('reads the status word %j as %j', (word, status, isModification) => {
    expect(fromFrame({ ...WIRE, Data: { ...WIRE.Data, status: word } })).toMatchObject({ status, isModification });
  });

  it('reads the number of a parent as text or float, and 0 as none', () => {
    const parentOf = (algoOrdNo: unknown): unknown =>
      fromFrame({ ...WIRE, Data: { ...WIRE.Data, algoOrdNo } }).parentVenueOrderId;
    expect(parentOf('112260915000201.0')).toBe('112260915000201');
    expect(parentOf(112260915000201)).toBe('112260915000201');
    expect([parentOf(0), parentOf(''), parentOf('0.0'), parentOf(undefined)]).toEqual([null, null, null, null]);
  });

  it.each([
    ['product', 'Z', /product: expected one of C, I, M, F, V, B, found "Z"/],
    ['txnType', 'X', /txntype/],
    ['orderType', 'ICEBERG', /orderType/],
    ['segment', 'Q', /NSE\/Q/],
    ['quantity', 'many', /quantity.*found "many"/],
    ['quantity', -5, /quantity/],
    ['orderNo', '', /orderno/],
    ['price', 101.3333, /whole paise/],
    ['price', 1e17, /whole paise/],
    ['quantity', '0x41', /quantity/],
    ['clientId', '', /clientid/],
    ['clientId', '1100 012345', /clientid: expected 1 to 20 letters or digits/],
    ['orderNo', 1e21, /orderno: expected an id/],
    ['orderno', 'another', /orderno: expected one value, found two under two spellings/],
  ])('refuses %s %j, naming the field', (field, value, words) => {
    const broken = { ...WIRE, Data: { ...WIRE.Data, [field]: value } };
    expect(() => fromFrame(broken)).toThrow(WireError);
    expect(() => fromFrame(broken)).toThrow(words);
  });

  it('accepts the same word twice, and nothing from the prototype of a message', () => {
    expect(fromFrame({ ...WIRE, Data: { ...WIRE.Data, OrderNo: WIRE.Data.orderNo } }).venueOrderId).toBe(
      WIRE.Data.orderNo,
    );
    const { orderNo: _id, ...rest } = WIRE.Data;
    const text = JSON.stringify({ ...WIRE, Data: rest }).replace(
      '{"exchange"',
      '{"__proto__":{"orderno":"1"},"exchange"',
    );
    expect(() => fromFrame(JSON.parse(text))).toThrow(/orderno: expected an id/);
  });

  it.each([null, 5, 'text', [], {}, { Type: 'heartbeat', Data: {} }])('is not %j', (message) => {
    expect(openEnvelope(message)).toBeNull();
  });
});

describe('an order row', () => {
  it('is read with its sentinels as absent', () => {
    expect(fromRow(ROW)).toMatchObject({
      status: 'REJECTED',
      exchangeOrderId: null,
      leg: null,
      text: /^RMS:/.exec(ROW.omsErrorDescription) ? ROW.omsErrorDescription : '',
      price: 161_250,
      filledQty: 0,
      avgPxRupees: null,
    });
  });

  it('accepts numbers as text, in scientific notation, null or missing', () => {
    const { filledQty: _filled, disclosedQuantity: _disclosed, ...rest } = ROW;
    const row = {
      ...rest,
      quantity: '25',
      price: '1.6125e3',
      triggerPrice: null,
      filled_qty: '7',
      orderStatus: 'PART_TRADED',
    };
    expect(fromRow(row)).toMatchObject({
      quantity: 25,
      price: 161_250,
      triggerPrice: 0,
      filledQty: 7,
      disclosedQty: 0,
    });
  });

  it('does not read "CONFIRMED" on a good order as a rejection', () => {
    expect(fromRow({ ...ROW, orderStatus: 'PENDING', omsErrorDescription: 'CONFIRMED' }).text).toBe('');
  });

  it.each([
    ['exchangeSegment', 'NYSE'],
    ['productType', 'SPOT'],
    ['orderType', 'SINGLE'],
    ['transactionType', 'HOLD'],
  ])('refuses %s %j', (field, value) => {
    expect(() => fromRow({ ...ROW, [field]: value })).toThrow(WireError);
  });
});

describe('a request', () => {
  const request = {
    accountId: ACCOUNT,
    clientOrderId: 'dc_1_x_00' as ClientOrderId,
    instrumentId: instrumentId('NSE_EQ', '1333'),
    side: 'SELL',
    product: 'INTRADAY',
    orderType: 'STOP_LIMIT',
    timeInForce: 'DAY',
    quantity: 25,
    price: paise(160_050),
    triggerPrice: paise(160_100),
    disclosedQty: 0,
    afterMarket: false,
    amoTime: null,
  } as const;

  it('has numbers as numbers and leaves out unused fields', () => {
    expect(placeRequestOf(request)).toEqual({
      correlationId: 'dc_1_x_00',
      transactionType: 'SELL',
      exchangeSegment: 'NSE_EQ',
      productType: 'INTRADAY',
      orderType: 'STOP_LOSS',
      validity: 'DAY',
      securityId: '1333',
      quantity: 25,
      price: 1600.5,
      triggerPrice: 1601,
    });
  });

  it('has the AMO time with an AMO only', () => {
    expect(placeRequestOf({ ...request, afterMarket: true, amoTime: 'OPEN_30' })).toMatchObject({
      afterMarketOrder: true,
      amoTime: 'OPEN_30',
    });
    expect(placeRequestOf({ ...request, amoTime: 'OPEN_30' })).not.toHaveProperty('amoTime');
  });

  it.each([
    ['LIMIT', { orderType: 'LIMIT', price: 1600.5 }],
    ['MARKET', { orderType: 'MARKET' }],
    ['STOP_MARKET', { orderType: 'STOP_LOSS_MARKET', triggerPrice: 1601 }],
  ] as const)('of type %s has the prices of its type only', (orderType, prices) => {
    const {
      price: _price,
      triggerPrice: _trigger,
      ...rest
    } = { price: 0, triggerPrice: 0, ...placeRequestOf(request) };
    expect(placeRequestOf({ ...request, orderType })).toEqual({ ...rest, ...prices });
  });

  it('has no disclosed quantity when it does not rest', () => {
    expect(placeRequestOf({ ...request, disclosedQty: 10 })).toMatchObject({ disclosedQuantity: 10 });
    expect(placeRequestOf({ ...request, disclosedQty: 10, timeInForce: 'IOC' })).not.toHaveProperty(
      'disclosedQuantity',
    );
  });

  it('is refused for a product that is never sent', () => {
    expect(() => placeRequestOf({ ...request, product: 'BO' })).toThrow(/productType: expected CNC.*found BO/);
  });

  it('modifies with all fields and the total quantity', () => {
    expect(modifyRequestOf({ ...request, quantity: 40 })).toEqual({
      orderType: 'STOP_LOSS',
      quantity: 40,
      price: 1600.5,
      triggerPrice: 1601,
      validity: 'DAY',
    });
  });
});
