import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import type { Broker } from '../broker.ts';
import { rupeesFromPaise } from '../money/paise.ts';
import { inputException } from '../orders/refusal.ts';
import { ok, read, type Answer, type Call, type RestOperation } from '../rest/operation.ts';
import { istDate, istDateTime } from '@dhancopy/domain/indian-time';
import { ledgerRows } from './ledger.ts';
import type { SettledTrade } from '../accounts/settled-trade.ts';
import { settledTrades, tradeCharges } from './trade-history.ts';

/** Source: https://dhanhq.co/docs/v2/statements/ */
export const STATEMENT_OPERATIONS: readonly RestOperation[] = [
  { ...read, name: 'ledger', path: '/ledger', run: ledger },
  { ...read, name: 'tradeHistory', path: '/trades/:fromDate/:toDate/:page', run: tradeHistory },
];

/** The page size is not documented. It is small here, so that a client without paging fails. */
const pageSize = 20;

const date = z.iso.date();

function period(from: string | undefined, to: string | undefined): { from: string; to: string } {
  const parsed = z.object({ from: date, to: date }).safeParse({ from, to });
  if (!parsed.success || parsed.data.from > parsed.data.to) {
    throw inputException('from-date and to-date: expected YYYY-MM-DD in order');
  }
  return parsed.data;
}

function ledger(_broker: Broker, { account, query }: Call): Answer {
  const { from, to } = period(query['from-date'], query['to-date']);
  return ok(ledgerRows(account, from, to));
}

/** Pages count from 0. The one after the last is empty. */
function tradeHistory(_broker: Broker, { account, params }: Call): Answer {
  const { from, to } = period(params['fromDate'], params['toDate']);
  if (!/^\d+$/.test(params['page'] ?? '')) throw inputException('page: expected a whole number from 0');
  const start = Number(params['page']) * pageSize;
  const rows = settledTrades(account)
    .filter(({ atMs }) => istDate(atMs) >= from && istDate(atMs) <= to)
    .slice(start, start + pageSize)
    .map((trade) => historyRow(account, trade));
  return ok(rows);
}

/** The recorded keys: charges are numbers, two of the times are "NA", and tag, platform and parent are missing. */
function historyRow(account: Account, trade: SettledTrade): Record<string, unknown> {
  const { instrument } = trade;
  const charges = tradeCharges(trade);
  const isContract = instrument.expiry !== null;
  return {
    dhanClientId: account.dhanClientId,
    orderId: trade.orderId,
    exchangeOrderId: trade.exchangeOrderId,
    exchangeTradeId: trade.exchangeTradeId,
    transactionType: trade.side,
    exchangeSegment: instrument.exchangeSegment,
    productType: trade.product,
    orderType: trade.orderType,
    tradingSymbol: null,
    customSymbol: instrument.displayName,
    securityId: instrument.securityId,
    tradedQuantity: trade.quantity,
    tradedPrice: rupeesFromPaise(trade.pricePaise),
    isin: isContract ? '' : instrument.isin,
    instrument: instrument.kind,
    sebiTax: rounded(charges.sebi),
    stt: rounded(charges.stt),
    brokerageCharges: rounded(charges.brokerage),
    serviceTax: rounded(charges.gst),
    exchangeTransactionCharges: rounded(charges.exchange),
    stampDuty: rounded(charges.stamp),
    createTime: 'NA',
    updateTime: 'NA',
    exchangeTime: istDateTime(trade.atMs),
    drvExpiryDate: isContract ? `${instrument.expiry} 00:00:00` : 'NA',
    drvOptionType: instrument.optionType === 'CE' ? 'CALL' : instrument.optionType === 'PE' ? 'PUT' : 'NA',
    drvStrikePrice: rupeesFromPaise(instrument.strikePaise),
  };
}

/** Four decimals, as on the recorded rows. */
function rounded(rupees: number): number {
  return Math.round(rupees * 10_000) / 10_000;
}
