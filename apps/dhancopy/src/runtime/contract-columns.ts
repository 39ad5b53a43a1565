import { istToMs } from '@dhancopy/domain/indian-time';
import type { InstrumentRow } from '../store/instruments/instruments.ts';
import type { OrderToWrite } from '../store/orders/orders.ts';
import type { Store } from '../store/store.ts';

/** The columns of `orders` and `trades` that say what a contract is: the same for every order of it, whoever reports the order. */
export type ContractColumns = Pick<
  Required<OrderToWrite>,
  'trading_symbol' | 'drv_expiry_date' | 'drv_option_type' | 'drv_strike_price'
>;

/** From the list of instruments. Strike in rupees, expiry as the start of its Indian day, epoch seconds; null for what is no derivative. */
export function contractColumns(row: InstrumentRow): ContractColumns {
  const { option_type: type } = row;
  return {
    trading_symbol: row.trading_symbol ?? row.symbol,
    drv_expiry_date: row.expiry_date === null ? null : daySec(row.expiry_date),
    drv_option_type: type === 'CE' ? 'CALL' : type === 'PE' ? 'PUT' : null,
    drv_strike_price: type === null || row.strike_price === null || row.strike_price <= 0 ? null : row.strike_price,
  };
}

/** The symbol in the list of instruments; for what the list does not have, the word of the broker's row. */
export function symbolOf(
  store: Store,
  row: { readonly exchangeSegment: string; readonly securityId: string; readonly tradingSymbol: string | null },
): string | null {
  return store.instruments.get(row.exchangeSegment, row.securityId)?.trading_symbol ?? row.tradingSymbol;
}

/** Start of an Indian day, epoch seconds. @param date - `YYYY-MM-DD` @returns null for anything else */
export function daySec(date: string): number | null {
  const ms = istToMs(date);
  return ms === null ? null : ms / 1000;
}
