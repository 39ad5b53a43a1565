import { z } from 'zod';
import {
  numberIn,
  wireNumber,
  wireNumberOrNull,
  wireNumberOrZero,
  wireText,
  wireTextOrNull,
} from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

/** `availabelBalance` and `receiveableAmount` are the broker's own spelling. Source: https://dhanhq.co/docs/v2/funds/ */
export const fundLimit = z
  .object({
    dhanClientId: wireText,
    availabelBalance: wireNumber.optional(),
    availableBalance: wireNumber.optional(),
    sodLimit: wireNumberOrZero,
    collateralAmount: wireNumberOrZero,
    receiveableAmount: wireNumberOrZero,
    utilizedAmount: wireNumberOrZero,
    blockedPayoutAmount: wireNumberOrZero,
    withdrawableBalance: wireNumberOrZero,
  })
  .transform(({ availabelBalance, receiveableAmount, ...row }, ctx) => {
    const availableBalance = availabelBalance ?? row.availableBalance;
    if (availableBalance === undefined) {
      ctx.addIssue({ code: 'custom', path: ['availabelBalance'], message: 'expected a number' });
      return z.NEVER;
    }
    return { ...row, availableBalance, receivableAmount: receiveableAmount };
  });
/** Rupees. `availableBalance` includes pledged collateral, so it is not cash. `sodLimit`: at the start of the day. */
export type FundLimit = WithRaw<z.infer<typeof fundLimit>>;

/** `leverage` is text on the wire: "4.00", "1X", "5.00X". */
const leverage = wireText.transform((text) => {
  const number = numberIn(/^\s*(\d+(?:\.\d+)?)\s*X?\s*$/i.exec(text)?.[1]);
  return number ?? null;
});

export const margin = z.object({
  totalMargin: wireNumber,
  spanMargin: wireNumberOrZero,
  exposureMargin: wireNumberOrZero,
  variableMargin: wireNumberOrZero,
  availableBalance: wireNumberOrZero,
  insufficientBalance: wireNumberOrZero,
  brokerage: wireNumberOrZero,
  leverage,
});
/**
 * Rupees. `availableBalance` was recorded as 0 on a funded account: read the fund limit instead. `leverage` is an upper limit. Risk
 * checks allow less on restricted stocks. Null when it is not a number.
 */
export type Margin = WithRaw<z.infer<typeof margin>>;

/** Two spellings, depending on the page. Amounts are numbers or text. It is unknown whether `currency` is an amount or a code ("INR"). */
export const multiMargin = z
  .object({
    totalMargin: wireNumberOrNull,
    total_margin: wireNumberOrNull,
    spanMargin: wireNumberOrNull,
    span_margin: wireNumberOrNull,
    exposure: wireNumberOrNull,
    exposureMargin: wireNumberOrNull,
    exposure_margin: wireNumberOrNull,
    equityMargin: wireNumberOrNull,
    equity_margin: wireNumberOrNull,
    foMargin: wireNumberOrNull,
    fo_margin: wireNumberOrNull,
    commodity: wireNumberOrNull,
    commodity_margin: wireNumberOrNull,
    currency: wireTextOrNull,
    hedge_benefit: wireNumberOrNull,
  })
  .transform((row, ctx) => {
    const totalMargin = row.totalMargin ?? row.total_margin;
    if (totalMargin === null) {
      ctx.addIssue({ code: 'custom', path: ['totalMargin'], message: 'expected a number' });
      return z.NEVER;
    }
    return {
      totalMargin,
      spanMargin: row.spanMargin ?? row.span_margin ?? 0,
      exposureMargin: row.exposure ?? row.exposureMargin ?? row.exposure_margin ?? 0,
      equityMargin: row.equityMargin ?? row.equity_margin ?? 0,
      foMargin: row.foMargin ?? row.fo_margin ?? 0,
      commodityMargin: row.commodity ?? row.commodity_margin ?? 0,
      currency: row.currency,
      hedgeBenefit: row.hedge_benefit,
    };
  });
/** Rupees, indicative for the session. */
export type MultiMargin = WithRaw<z.infer<typeof multiMargin>>;
