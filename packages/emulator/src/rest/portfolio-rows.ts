import type { Account } from '../accounts/account.ts';
import { heldQuantity, type Holding } from '../accounts/holding.ts';
import { realisedPaise, totals, unrealisedPaise, type Position } from '../accounts/position.ts';
import { averageRupees, rupeesFromPaise } from '../money/paise.ts';
import { contractFields } from './order-row.ts';

/** A row of GET /positions; closed rows stay for the day. Source: https://dhanhq.co/docs/v2/portfolio/ */
export function positionRow(account: Account, position: Position, ltpPaise: number): Record<string, unknown> {
  const { instrument, product } = position;
  const t = totals(position);
  const buyAvg = averageRupees(t.buyValuePaise, t.buyQuantity);
  const sellAvg = averageRupees(t.sellValuePaise, t.sellQuantity);
  return {
    dhanClientId: account.dhanClientId,
    tradingSymbol: instrument.tradingSymbol,
    securityId: instrument.securityId,
    positionType: t.netQuantity > 0 ? 'LONG' : t.netQuantity < 0 ? 'SHORT' : 'CLOSED',
    exchangeSegment: instrument.exchangeSegment,
    productType: product,
    buyAvg,
    buyQty: t.buyQuantity,
    costPrice: t.netQuantity < 0 ? sellAvg : buyAvg,
    sellAvg,
    sellQty: t.sellQuantity,
    netQty: t.netQuantity,
    realizedProfit: rupeesFromPaise(realisedPaise(position)),
    unrealizedProfit: rupeesFromPaise(unrealisedPaise(position, ltpPaise)),
    rbiReferenceRate: 1,
    multiplier: instrument.multiplier,
    carryForwardBuyQty: position.carryBuyQuantity,
    carryForwardSellQty: position.carrySellQuantity,
    carryForwardBuyValue: rupeesFromPaise(position.carryBuyValuePaise),
    carryForwardSellValue: rupeesFromPaise(position.carrySellValuePaise),
    dayBuyQty: position.dayBuyQuantity,
    daySellQty: position.daySellQuantity,
    dayBuyValue: rupeesFromPaise(position.dayBuyValuePaise),
    daySellValue: rupeesFromPaise(position.daySellValuePaise),
    ...contractFields(instrument),
    crossCurrency: false,
  };
}

/**
 * A row of GET /holdings. The two snake_case fields are on the wire, but not in the broker's table. It is a guess that the total
 * excludes them.
 */
export function holdingRow(holding: Holding, availableQty: number, ltpPaise: number): Record<string, unknown> {
  const { instrument } = holding;
  return {
    exchange: 'ALL',
    tradingSymbol: instrument.tradingSymbol,
    securityId: instrument.securityId,
    isin: instrument.isin,
    totalQty: heldQuantity(holding),
    dpQty: holding.dpQuantity,
    t1Qty: holding.t1Quantity,
    mtf_t1_qty: holding.mtfT1Quantity ?? 0,
    mtf_qty: holding.mtfQuantity ?? 0,
    availableQty,
    collateralQty: holding.collateralQuantity,
    avgCostPrice: rupeesFromPaise(holding.averagePaise),
    lastTradedPrice: rupeesFromPaise(ltpPaise),
  };
}

/**
 * The answer of an account without holdings, instead of `[]`. The body was seen live. Its HTTP status and the text in `httpStatus` are
 * unknown; 400 is our choice.
 */
export const NO_HOLDINGS = {
  httpStatus: 400,
  body: {
    errorCode: 'DHOLDING_ERROR',
    httpStatus: 'BAD_REQUEST',
    internalErrorCode: 'DH-1111',
    internalErrorMessage: 'No holdings available',
  },
} as const;

/** GET /fundlimit, with the broker's misspellings. Source: https://dhanhq.co/docs/v2/funds/ */
export function fundLimit(account: Account): Record<string, unknown> {
  const available = rupeesFromPaise(account.availablePaise);
  return {
    dhanClientId: account.dhanClientId,
    availabelBalance: available,
    sodLimit: rupeesFromPaise(account.sodPaise),
    collateralAmount: 0,
    receiveableAmount: rupeesFromPaise(account.receivablePaise),
    utilizedAmount: rupeesFromPaise(account.utilizedPaise),
    blockedPayoutAmount: 0,
    withdrawableBalance: Math.max(0, available),
  };
}
