import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { CONVERSION as CONVERT } from '../../testing/samples/portfolio.ts';
import type { ConvertPositionRequest } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

const HOLDING = {
  exchange: 'ALL',
  tradingSymbol: 'HDFCBANK',
  securityId: '1333',
  isin: 'INE040A01034',
  totalQty: 40,
  dpQty: 30,
  t1Qty: 10,
  mtf_t1_qty: 3,
  mtf_qty: 2,
  availableQty: 40,
  collateralQty: 0,
  avgCostPrice: 1588.4,
  lastTradedPrice: 1612.5,
};
const POSITION = {
  dhanClientId: '1100012345',
  tradingSymbol: 'NIFTY-Sep2026-25000-CE',
  securityId: '52345',
  positionType: 'SHORT',
  exchangeSegment: 'NSE_FNO',
  productType: 'MARGIN',
  buyAvg: 101.35,
  buyQty: 0,
  costPrice: 101.35,
  sellAvg: 101.35,
  sellQty: 65,
  netQty: -65,
  realizedProfit: 0.0,
  unrealizedProfit: -334.75,
  rbiReferenceRate: 1.0,
  multiplier: 1,
  carryForwardBuyQty: 0,
  carryForwardSellQty: 0,
  carryForwardBuyValue: 0.0,
  carryForwardSellValue: 0.0,
  dayBuyQty: 0,
  daySellQty: 65,
  dayBuyValue: 0.0,
  daySellValue: 6587.75,
  drvExpiryDate: '2026-09-24',
  drvOptionType: 'CALL',
  drvStrikePrice: 25000.0,
  crossCurrency: false,
};

it('reads holdings, with and without the margin fields that live answers leave out', async () => {
  const { mtf_t1_qty: _t1, mtf_qty: _qty, lastTradedPrice: _price, ...recorded } = HOLDING;
  dhan.says(200, [HOLDING, recorded]);
  const [full, bare] = await dhan.client.portfolio.getHoldings();
  expect(full).toMatchObject({ totalQty: 40, mtfT1Qty: 3, mtfQty: 2, lastTradedPrice: 1612.5, raw: HOLDING });
  expect(full).not.toHaveProperty('mtf_qty');
  expect(bare).toMatchObject({ totalQty: 40, mtfT1Qty: 0, mtfQty: 0, lastTradedPrice: 0 });
});

it.each([
  [400, { errorCode: 'DHOLDING_ERROR', internalErrorCode: 'DH-1111', internalErrorMessage: 'No holdings available' }],
  [500, { errorCode: 'DHOLDING_ERROR', internalErrorCode: 'DH-1111', internalErrorMessage: 'No holdings available' }],
  [400, { errorCode: 'DH-1111', errorMessage: 'No holdings available' }],
  [400, { errorCode: 'DH-907', errorMessage: 'no data' }],
])('reads HTTP %i %j as an empty account', async (status, body) => {
  dhan.says(status, body);
  expect(await dhan.client.portfolio.getHoldings()).toEqual([]);
});

it('reads positions, shorts as negative', async () => {
  dhan.says(200, [POSITION]);
  const [position] = await dhan.client.portfolio.getPositions();
  expect(position).toEqual({ ...POSITION, raw: POSITION });
});

it('reads cash and closed positions with empty dates', async () => {
  const row = { ...POSITION, netQty: 0, positionType: 'CLOSED', drvExpiryDate: '0001-01-01', drvOptionType: null };
  dhan.says(200, [row]);
  const [position] = await dhan.client.portfolio.getPositions();
  expect(position).toMatchObject({ netQty: 0, drvExpiryDate: null, drvOptionType: null });
});

it.each([
  ['netQty', undefined, /GET \/positions: row 0: netQty: expected a number, found nothing/],
  ['netQty', 1.5, /netQty/],
  ['productType', 'NRML', /productType: .*found "NRML"/],
  ['securityId', '', /securityId: expected an id/],
])('never guesses %s %j', async (field, value, words) => {
  dhan.says(200, [{ ...POSITION, [field]: value }]);
  await expect(dhan.client.portfolio.getPositions()).rejects.toThrow(words);
});

it.each(['', '{}', 'null', '<html>'])('does not read %j as "no positions"', async (body) => {
  dhan.says(200, body);
  await expect(dhan.client.portfolio.getPositions()).rejects.toMatchObject({ code: 'UNREADABLE', class: 'unknown' });
});

it('converts a position, answered without a body', async () => {
  dhan.says(202, '');
  await dhan.client.portfolio.convertPosition(CONVERT);
  expect(dhan.last.body).toEqual({ dhanClientId: '1100012345', ...CONVERT });
});

it.each([
  [{ toProductType: 'INTRADAY' }, /toProductType: expected another than INTRADAY/],
  [{ convertQty: '10' }, /convertQty: expected a whole number/],
  [{ positionType: 'CLOSED' }, /positionType/],
])('refuses a conversion with %j', async (changes, words) => {
  const request = { ...CONVERT, ...changes } as unknown as ConvertPositionRequest;
  await expect(dhan.client.portfolio.convertPosition(request)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it.each([
  [200, { status: 'SUCCESS', message: 'All orders and positions exited successfully' }, 'All orders'],
  [202, '', ''],
])('exits everything, answered HTTP %i %j', async (status, body, message) => {
  dhan.says(status, body);
  expect((await dhan.client.portfolio.exitAllPositions()).message).toContain(message);
  expect(dhan.last.method).toBe('DELETE');
});

it.each([
  [200, { status: 'ERROR', message: 'could not exit' }, /could not exit/],
  [200, { status: 'PARTIAL', message: 'x' }, /expected status SUCCESS/],
  [200, '<html>', /expected status SUCCESS/],
])('reports an exit answered HTTP %i %j as unknown', async (status, body, words) => {
  dhan.says(status, body);
  const error: unknown = await dhan.client.portfolio.exitAllPositions().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ class: 'unknown' });
  expect(String(error)).toMatch(words);
});
