import type { AccountIdentity } from '@dhancopy/domain/account';
import { roundRupees } from '@dhancopy/domain/rupees';
import type { FundLimit } from '@dhancopy/dhan/rest/funds/response';
import type { Holding, Position } from '@dhancopy/dhan/rest/portfolio/response';
import type { IsKnown } from '@dhancopy/dhan/rest/news';
import type { TradeBookNews } from '@dhancopy/dhan/rest/trades/response';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { RowMark } from '@dhancopy/dhan/wire/row-mark';
import type { Store } from '../../../store/store.ts';
import { chargeOrder } from '../charges/charge-order.ts';
import { istDayStart } from '@dhancopy/domain/indian-time';
import type { Clock } from '../../time/clock.ts';
import type { Recorder } from '../../recorder.ts';
import type { Book } from '../../account/book-memory.ts';
import { lastPriceOf } from './last-price.ts';
import { tradeFacts } from '../statements/trade-row.ts';

/** So many orders with their trades are a few milliseconds of writing. */
const ORDERS_AT_ONCE = 10;
/** Longer than records wait to be committed together, ms. */
const BETWEEN_MS = 20;

/** Writes what was read of an account's portfolio, funds and trades. Money in rupees, as read. */
export class SnapshotWriter {
  readonly #account: AccountIdentity;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  #filledKnown = -1;
  /** Trades of this day that are in the database, by the marks of their rows. */
  readonly #written = new Set<RowMark>();
  #writtenDay = 0;

  constructor(account: AccountIdentity, recorder: Recorder, clock: Clock) {
    this.#account = account;
    this.#recorder = recorder;
    this.#clock = clock;
  }

  #head(): { account_id: string; account_type: AccountIdentity['role']; snapshot_ts: number } {
    return {
      account_id: this.#account.id,
      account_type: this.#account.role,
      snapshot_ts: Math.floor(this.#clock.nowMs() / 1000),
    };
  }

  funds(funds: FundLimit): void {
    const head = this.#head();
    this.#recorder.add((store) =>
      store.funds.record(head, {
        available_balance: funds.availableBalance,
        sodLimit: funds.sodLimit,
        collateral: funds.collateralAmount,
        margin_used: funds.utilizedAmount,
        margin_available: funds.availableBalance,
        withdrawable_balance: funds.withdrawableBalance,
        blocked_margin: funds.blockedPayoutAmount,
        raw_data: JSON.stringify(funds.raw),
      }),
    );
  }

  positions(rows: readonly Position[]): void {
    const head = this.#head();
    this.#recorder.add((store) =>
      store.positions.record(
        head,
        rows.map((row) => ({
          security_id: row.securityId,
          exchange_segment: row.exchangeSegment,
          product: row.productType,
          position_type: row.positionType,
          buy_qty: row.buyQty,
          sell_qty: row.sellQty,
          net_qty: row.netQty,
          buy_avg: row.buyAvg,
          sell_avg: row.sellAvg,
          realized_pl: row.realizedProfit,
          unrealized_pl: row.unrealizedProfit,
          total_pl: roundRupees(row.realizedProfit + row.unrealizedProfit),
          ltp: lastPriceOf(row),
          multiplier: row.multiplier,
          raw_data: JSON.stringify(row.raw),
        })),
      ),
    );
  }

  holdings(rows: readonly Holding[]): void {
    const head = this.#head();
    this.#recorder.add((store) =>
      store.holdings.record(
        head,
        rows.map((row) => ({
          security_id: row.securityId,
          exchange_segment: segmentOf(row),
          trading_symbol: store.instruments.get(segmentOf(row), row.securityId)?.trading_symbol ?? row.tradingSymbol,
          isin: row.isin,
          total_qty: row.totalQty,
          dpqty: row.dpQty,
          t1qty: row.t1Qty,
          available_qty: row.availableQty,
          collateral_qty: row.collateralQty,
          avg_cost_price: row.avgCostPrice,
          ltp: row.lastTradedPrice,
          unrealized_pl: row.lastTradedPrice > 0 ? (row.lastTradedPrice - row.avgCostPrice) * row.totalQty : null,
          raw_data: JSON.stringify(row.raw),
        })),
      ),
    );
  }

  /** True when the order book shows more filled units than when trades were last read. */
  tradesAreDue({ fills }: Book): boolean {
    let filled = 0;
    for (const units of fills.values()) filled += units;
    if (filled === this.#filledKnown || filled === 0) return false;
    this.#filledKnown = filled;
    return true;
  }

  /**
   * Reads the trade book and writes the trades that are not written yet, each with its charges and those of the other trades of its order.
   * A few orders at a time: a book of a thousand trades must not hold up the thread that decides on orders.
   * @throws {WireError}
   */
  async trades(read: (isKnown: IsKnown) => Promise<TradeBookNews>): Promise<void> {
    const day = istDayStart(this.#clock.nowMs());
    if (day !== this.#writtenDay) this.#written.clear();
    this.#writtenDay = day;
    const { rows, unreadable } = await read((mark) => this.#written.has(mark));
    if (unreadable[0]) throw new WireError(unreadable[0].why);
    const orders = [...Map.groupBy(rows, ({ row }) => row.orderId)];
    for (let at = 0; at < orders.length; at += ORDERS_AT_ONCE) {
      const some = orders.slice(at, at + ORDERS_AT_ONCE);
      this.#recorder.add((store) => {
        for (const [order, trades] of some) this.#writeTrades(store, order, trades);
      });
      if (at + ORDERS_AT_ONCE < orders.length) await this.#clock.sleep(BETWEEN_MS);
    }
  }

  /** An order that is not written yet comes with its report: its trades wait for the next reading. */
  #writeTrades(store: Store, order: string, rows: TradeBookNews['rows']): void {
    if (store.orders.get(order) === undefined) return;
    for (const { row, mark } of rows) {
      const tradeTs = Math.floor((row.exchangeTimeMs ?? row.createTimeMs ?? this.#clock.nowMs()) / 1000);
      store.trades.upsertTrade({
        ...tradeFacts(row, store.instruments.get(row.exchangeSegment, row.securityId)),
        account_type: this.#account.role,
        account_id: this.#account.id,
        exchange_trade_id: row.exchangeTradeId,
        trade_ts: tradeTs,
        exchange_time: tradeTs,
        created_at: Math.floor(this.#clock.nowMs() / 1000),
      });
      if (mark !== null) this.#written.add(mark);
    }
    chargeOrder(store, order);
  }
}

/** The broker says "ALL": the NSE id where there is one. */
function segmentOf({ exchange }: Holding): 'NSE_EQ' | 'BSE_EQ' {
  return exchange === 'BSE' ? 'BSE_EQ' : 'NSE_EQ';
}
