import { WireError } from '../../wire/parse.ts';
import { pathOf } from '../call.ts';
import type { DhanHttp } from '../http.ts';
import { readRows } from '../read.ts';
import { checkDays, checkPage } from './request.ts';
import type { DayRange } from './request.ts';
import { ledgerRow, tradeHistoryRow } from './response.ts';
import type { LedgerEntry, TradeHistoryEntry } from './response.ts';

const read = { module: 'statements', method: 'GET', bucket: 'nonTrading' } as const;

/** The page size is not documented. This is more pages than an account can fill. It ends a loop when the broker repeats a page. */
const PAGES_MAX = 1_000;

/** Module "Statements". Source: https://dhanhq.co/docs/v2/statements/ */
export class StatementsApi {
  readonly #http: DhanHttp;

  constructor(http: DhanHttp) {
    this.#http = http;
  }

  /** `GET /ledger`: every movement of money. Budget: nonTrading. @throws {DhanError} {@link WireError} */
  async getLedger(range: DayRange): Promise<readonly LedgerEntry[]> {
    const { fromDate, toDate } = checkDays(range, 'GET /ledger');
    const query = { 'from-date': fromDate, 'to-date': toDate };
    const call = { ...read, action: 'get_ledger', path: '/ledger', query };
    return readRows(this.#http, call, ledgerRow, { orOne: true });
  }

  /**
   * `GET /trades/{from-date}/{to-date}/{page}`: one page, from 0; empty after the last. It is not documented when trades of today
   * appear: use the trade book for them. Budget: nonTrading.
   * @throws {DhanError} {@link WireError}
   */
  async getTradeHistory(range: DayRange, page: number): Promise<readonly TradeHistoryEntry[]> {
    const { fromDate, toDate } = checkDays(range, 'GET /trades');
    const path = pathOf('trades', fromDate, toDate, checkPage(page, 'GET /trades'));
    return readRows(this.#http, { ...read, action: 'get_trade_history', path }, tradeHistoryRow);
  }

  /** Every page of {@link getTradeHistory}, row by row. @throws {DhanError} {@link WireError} */
  async *tradeHistory(range: DayRange): AsyncGenerator<TradeHistoryEntry> {
    for (let page = 0; page < PAGES_MAX; page += 1) {
      const rows = await this.getTradeHistory(range, page);
      if (rows.length === 0) return;
      yield* rows;
    }
    throw new WireError(`GET /trades: expected an empty page after at most ${PAGES_MAX}, found none`);
  }
}
