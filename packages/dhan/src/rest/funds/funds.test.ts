import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { FakeDhan } from '../../testing/fake-dhan.ts';
import { MARGIN_ORDER as ORDER } from '../../testing/samples/funds.ts';
import type { MarginOrder } from './request.ts';

let dhan: FakeDhan;
beforeAll(async () => {
  dhan = await FakeDhan.start();
});
afterAll(() => dhan.close());
beforeEach(() => {
  dhan.asked.length = 0;
});

const LIMITS = {
  dhanClientId: '1100012345',
  availabelBalance: 98440.0,
  sodLimit: 113642.0,
  collateralAmount: 0.0,
  receiveableAmount: 12.5,
  utilizedAmount: 15202.0,
  blockedPayoutAmount: 0.0,
  withdrawableBalance: 98310.0,
};

it("reads funds by the broker's own spelling, and by the correct one", async () => {
  dhan.says(200, LIMITS);
  const { availabelBalance: _typo, receiveableAmount: _other, ...rest } = LIMITS;
  expect(await dhan.client.funds.getFundLimit()).toEqual({
    ...rest,
    availableBalance: 98440,
    receivableAmount: 12.5,
    raw: LIMITS,
  });
  dhan.says(200, { availableBalance: '5', sodLimit: '7' });
  expect(await dhan.client.funds.getFundLimit()).toMatchObject({ availableBalance: 5, sodLimit: 7 });
});

it('never guesses a balance', async () => {
  dhan.says(200, { sodLimit: 7 });
  await expect(dhan.client.funds.getFundLimit()).rejects.toThrow(
    /GET \/fundlimit: availabelBalance: expected a number/,
  );
  dhan.says(500, { errorType: 'FUND_LIMIT_ERROR', errorCode: 'DH-908', errorMessage: 'x' });
  await expect(dhan.client.funds.getFundLimit()).rejects.toMatchObject({ errorType: 'FUND_LIMIT_ERROR' });
});

it.each([
  ['5.00X', 5],
  ['4.00', 4],
  ['1X', 1],
  ['', null],
])('calculates a margin with leverage %j', async (leverage, expected) => {
  const body = {
    totalMargin: 8062.5,
    spanMargin: 0.0,
    exposureMargin: 0.0,
    availableBalance: 0.0,
    variableMargin: 8062.5,
    insufficientBalance: 0.0,
    brokerage: 20.0,
    leverage,
  };
  dhan.says(200, body);
  expect(await dhan.client.funds.calculateMargin(ORDER)).toEqual({ ...body, leverage: expected, raw: body });
  expect(dhan.last.body).toEqual({ dhanClientId: '1100012345', ...ORDER });
});

it.each([
  [{ price: 0 }, /price: expected more than 0 rupees, found 0/],
  [{ quantity: 1.5 }, /quantity/],
  [{ exchangeSegment: 'IDX_I' }, /exchangeSegment/],
])('refuses a request with %j', async (changes, words) => {
  const order = { ...ORDER, ...changes } as unknown as MarginOrder;
  await expect(dhan.client.funds.calculateMargin(order)).rejects.toThrow(words);
  expect(dhan.asked).toHaveLength(0);
});

it.each([
  [
    'camel case and numbers',
    {
      clientId: '1100012345',
      totalMargin: 131250.0,
      spanMargin: 98600.0,
      exposure: 32650.0,
      equityMargin: 0.0,
      foMargin: 131250.0,
      commodity: 0.0,
      currency: 0.0,
    },
    { currency: '0', hedgeBenefit: null },
  ],
  [
    'snake case and texts',
    {
      total_margin: '131250.00',
      span_margin: '98600.00',
      exposure_margin: '32650.00',
      equity_margin: '0',
      fo_margin: '131250.00',
      commodity_margin: '0',
      currency: 'INR',
      hedge_benefit: '1200.50',
    },
    { currency: 'INR', hedgeBenefit: 1200.5 },
  ],
])('calculates several together, answered in %s', async (_words, body, rest) => {
  dhan.says(200, body);
  const request = { includePosition: true, includeOrder: false, orders: [ORDER] };
  expect(await dhan.client.funds.calculateMultiMargin(request)).toEqual({
    totalMargin: 131_250,
    spanMargin: 98_600,
    exposureMargin: 32_650,
    equityMargin: 0,
    foMargin: 131_250,
    commodityMargin: 0,
    ...rest,
    raw: body,
  });
  expect(dhan.last.body).toEqual({
    dhanClientId: '1100012345',
    includePosition: true,
    includeOrder: false,
    scripList: [{ ...ORDER, triggerPrice: 0 }],
  });
});

it('never guesses a total', async () => {
  dhan.says(200, { spanMargin: 1 });
  const request = { includePosition: true, includeOrder: true, orders: [ORDER] };
  await expect(dhan.client.funds.calculateMultiMargin(request)).rejects.toThrow(/totalMargin: expected a number/);
});
