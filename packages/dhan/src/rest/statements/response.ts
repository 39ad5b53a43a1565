import { z } from 'zod';
import { isDay, wireId, wireNumberOrZero, wireOrderNumberOrNull, wireText, wireTextOrNull } from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';
import { tradeFields } from '../trades/response.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `Jun 22, 2022`, to `2022-06-22`. Opening and closing balances are dated 1970, which means no date. */
const voucherDate = wireText.transform((text) => {
  const match = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4})$/.exec(text.trim());
  const month = MONTHS.findIndex((name) => name === match?.[1]) + 1;
  if (!match || month === 0 || match[3] === '1970') return null;
  const day = `${match[3] ?? ''}-${String(month).padStart(2, '0')}-${(match[2] ?? '').padStart(2, '0')}`;
  return isDay(day) ? day : null;
});

/** Source: https://dhanhq.co/docs/v2/statements/ ; amounts are text on the wire. */
export const ledgerRow = z
  .object({
    dhanClientId: wireText,
    narration: wireId,
    voucherdate: voucherDate,
    exchange: wireTextOrNull,
    voucherdesc: wireTextOrNull,
    vouchernumber: wireTextOrNull,
    debit: wireNumberOrZero,
    credit: wireNumberOrZero,
    runbal: wireNumberOrZero,
  })
  .transform((row) => ({
    dhanClientId: row.dhanClientId,
    narration: row.narration,
    voucherDate: row.voucherdate,
    exchange: row.exchange,
    voucherDescription: row.voucherdesc,
    voucherNumber: row.vouchernumber,
    debit: row.debit,
    credit: row.credit,
    runningBalance: row.runbal,
  }));
/** Rupees. `voucherDate` is `YYYY-MM-DD`, null for the broker's own opening and closing balance rows. */
export type LedgerEntry = WithRaw<z.infer<typeof ledgerRow>>;

/** Live rows have exchangeTradeId "0", times "NA", and neither correlation id nor parent. */
export const tradeHistoryRow = z
  .object({
    ...tradeFields,
    exchangeTradeId: wireOrderNumberOrNull,
    isin: wireTextOrNull,
    instrument: wireTextOrNull,
    sebiTax: wireNumberOrZero,
    stt: wireNumberOrZero,
    brokerageCharges: wireNumberOrZero,
    serviceTax: wireNumberOrZero,
    exchangeTransactionCharges: wireNumberOrZero,
    stampDuty: wireNumberOrZero,
  })
  .transform(({ createTime, updateTime, exchangeTime, ...row }) => ({
    ...row,
    createTimeMs: createTime,
    updateTimeMs: updateTime,
    exchangeTimeMs: exchangeTime,
  }));
/** A trade of a past day with its charges, rupees. Join it to your own records by `orderId`, its only link. */
export type TradeHistoryEntry = WithRaw<z.infer<typeof tradeHistoryRow>>;
