import type { ForeverOrderRow, ForeverOrderToWrite } from '../../../store/orders/forever-orders.ts';
import type { Store } from '../../../store/store.ts';

type Trigger = Pick<ForeverOrderRow, 'trigger_type' | 'trigger_price_above' | 'trigger_price_below'>;

/**
 * From which side a single trigger is reached. The list does not say: it follows from the price when the trigger was set, so it is
 * decided once, while the order rests, and again when the trigger is moved. Two triggers, and one that no price is known for, are a range.
 *
 * @param known - the row as it is; undefined for a new one
 * @param lastPrice - rupees; null where none is known
 */
export function triggerOf(row: ForeverOrderToWrite, known: Trigger | undefined, lastPrice: number | null): Trigger {
  const { trigger_price_above: above = null, trigger_price_below: below = null } = row;
  const range = { trigger_type: 'LTP_RANGE', trigger_price_above: above, trigger_price_below: below } as const;
  if (row.order_type === 'OCO' || above === null || above !== below) return range;
  if (known?.trigger_price_above === above && known.trigger_type === 'LTP_ABOVE') return fromBelow(above);
  if (known?.trigger_price_below === above && known.trigger_type === 'LTP_BELOW') return fromAbove(above);
  const isResting = row.status === 'ACTIVE' || row.status === 'PENDING';
  if (!isResting || lastPrice === null) return range;
  return above >= lastPrice ? fromBelow(above) : fromAbove(above);
}

const fromBelow = (price: number): Trigger => ({
  trigger_type: 'LTP_ABOVE',
  trigger_price_above: price,
  trigger_price_below: null,
});
const fromAbove = (price: number): Trigger => ({
  trigger_type: 'LTP_BELOW',
  trigger_price_above: null,
  trigger_price_below: price,
});

/** The last price that the account's own snapshots know of a contract, rupees; null for none. */
export function lastPriceIn(store: Store, accountId: string, segment: string, securityId: string): number | null {
  const held = store.holdings.latest(accountId).find((row) => row.security_id === securityId);
  const open = store.positions
    .latest(accountId)
    .find((row) => row.security_id === securityId && row.exchange_segment === segment && row.ltp !== null);
  const price = open?.ltp ?? (segment.endsWith('_EQ') ? held?.ltp : null) ?? null;
  return price !== null && price > 0 ? price : null;
}
