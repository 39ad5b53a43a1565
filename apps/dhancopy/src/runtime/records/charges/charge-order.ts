import { turnoverOf } from '@dhancopy/domain/charges/amount';
import { chargesOfOrder } from '@dhancopy/domain/charges/order-charges';
import type { TradeCharges } from '@dhancopy/domain/charges/order-charges';
import { isCountable } from '@dhancopy/domain/price';
import type { Store } from '../../../store/store.ts';
import type { TradeCharges as ChargeColumns, TradeRow } from '../../../store/money/trades.ts';
import { rateQuestion } from './rate-question.ts';

/**
 * Works out what the trades of an order cost, and writes it. Done again with each new trade of the order: its brokerage is shared by
 * all. Trades keep charges that came from a statement.
 * @returns how many trades have other charges than before
 */
export function chargeOrder(store: Store, orderId: string): number {
  const trades = store.trades.byOrder(orderId);
  const [first] = trades;
  if (!first) return 0;
  const instrument = store.instruments.get(first.exchange_segment, first.security_id);
  const question = rateQuestion(first, instrument);
  const multiplier = multiplierOf(store, first);
  const charges =
    question === null || multiplier === null || !isCountable(valueOf(trades) * multiplier)
      ? null
      : chargesOfOrder(
          question,
          trades.map(({ price, quantity }) => turnoverOf(price, quantity, multiplier)),
        );
  let changed = 0;
  for (const [index, trade] of trades.entries()) {
    const columns = chargeColumns(trade, charges?.[index] ?? null, multiplier);
    if (store.trades.setCharges(trade.id, columns, 'computed')) changed += 1;
  }
  return changed;
}

/**
 * What one unit stands for. Commodity contracts are counted in contracts, and only a position says what one is worth; null when there
 * is none to ask.
 */
export function multiplierOf(
  store: Store,
  { account_id: account, exchange_segment: segment, security_id: id }: TradeRow,
): number | null {
  if (!segment.endsWith('_COMM')) return 1;
  const held = store.positions
    .latest(account ?? '')
    .find((row) => row.security_id === id && row.exchange_segment === segment);
  const multiplier = held?.multiplier ?? 0;
  return Number.isInteger(multiplier) && multiplier > 0 ? multiplier : null;
}

/** `net_amount`: what a purchase cost or a sale brought, charges included. */
function chargeColumns(trade: TradeRow, charges: TradeCharges | null, multiplier: number | null): ChargeColumns {
  const lines = charges?.lines;
  const rupees = (paise: number | null | undefined): number | null =>
    paise === null || paise === undefined ? null : paise / 100;
  const total = charges?.total ?? null;
  const tax = lines === undefined || lines.stt === null || lines.ctt === null ? null : lines.stt + lines.ctt;
  return {
    brokerage: rupees(lines?.brokerage),
    exchange_charges: rupees(lines?.exchange),
    clearing_charges: rupees(lines?.clearing),
    stt: rupees(tax),
    sebi_fee: rupees(lines?.sebi),
    stamp_duty: rupees(lines?.stamp),
    ipft: rupees(lines?.ipft),
    gst: rupees(lines?.gst),
    total_charges: rupees(total),
    net_amount: total === null || multiplier === null ? null : netRupees(trade, multiplier, total),
  };
}

/** Value of the trade with `chargesPaise` on top for a purchase, and taken off for a sale; rupees, whole paise. */
export function netRupees({ side, price, quantity }: TradeRow, multiplier: number, chargesPaise: number): number {
  const value = Math.round(price * quantity * multiplier * 100);
  return (side === 'BUY' ? value + chargesPaise : value - chargesPaise) / 100;
}

/** Rupees, without the multiplier. Beyond all money, charges are not known, as those of a contract that nobody knows. */
function valueOf(trades: readonly TradeRow[]): number {
  return trades.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
}
