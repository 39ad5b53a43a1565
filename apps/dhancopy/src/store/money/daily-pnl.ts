import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';

/** What an account gained on one Indian day in one contract. Rupees; `trade_date` is `2026-11-26`. Source: `v_daily_pnl`. */
export interface DailyPnl {
  readonly account_id: string;
  readonly trade_date: string;
  readonly exchange_segment: string;
  readonly security_id: string;
  readonly product: string;
  readonly trading_symbol: string | null;
  readonly bought_qty: number;
  readonly buy_value: number;
  readonly sold_qty: number;
  readonly sell_value: number;
  readonly gross_pl: number;
  readonly broker_realized_pl: number | null;
  readonly charges: number;
  readonly uncharged_trades: number;
  readonly net_pl: number;
}

export type DailyPnls = ReturnType<typeof dailyPnls>;

export function dailyPnls(db: Connection) {
  const between = new Statement<DailyPnl>(
    db,
    `select account_id, trade_date, exchange_segment, security_id, product, trading_symbol, bought_qty, buy_value, sold_qty, sell_value,
       gross_pl, broker_realized_pl, charges, uncharged_trades, net_pl
     from v_daily_pnl
     where account_id = ? and trade_date between ? and ?
     order by trade_date, trading_symbol, security_id, product`,
  );

  return {
    /** Days as `2026-11-26`, both included. */
    between(accountId: string, from: string, to: string): DailyPnl[] {
      return between.all(accountId, from, to);
    },
  };
}
