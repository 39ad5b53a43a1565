import type { AccountIdentity } from '@dhancopy/domain/account';
import type { ForeverOrder } from '@dhancopy/dhan/rest/forever-orders/response';
import { normalStatus } from '@dhancopy/dhan/stream/words';
import type { ForeverOrderToWrite, ForeverStatus } from '../../../store/orders/forever-orders.ts';
import { daySec } from '../../contract-columns.ts';

/**
 * The broker's words in the seed's. CONFIRM: resting. A fired leg shows the status of the order it sent, so PENDING and TRANSIT may be
 * either; both are kept as not ended. The seed has no word for REJECTED: it is CANCELLED, and `order_status` keeps the broker's.
 */
const STATUS: Readonly<Record<string, ForeverStatus>> = {
  CONFIRM: 'ACTIVE',
  ACTIVE: 'ACTIVE',
  PENDING: 'PENDING',
  TRANSIT: 'PENDING',
  MODIFIED: 'PENDING',
  TRIGGERED: 'TRIGGERED',
  PART_TRADED: 'TRIGGERED',
  TRADED: 'TRIGGERED',
  CANCELLED: 'CANCELLED',
  REJECTED: 'CANCELLED',
  EXPIRED: 'EXPIRED',
};
/** Of two legs the one that says more: when one has fired, the order has; when one rests, it rests. */
const PRECEDENCE: readonly ForeverStatus[] = ['TRIGGERED', 'ACTIVE', 'PENDING', 'EXPIRED', 'CANCELLED'];

const LIFETIME_SEC = 365 * 86_400;

/** When a contract is traded for the last time, epoch seconds; never for what does not expire. @param expiry - `YYYY-MM-DD` */
function lastSecOf(expiry: string | null): number {
  const startSec = expiry === null ? null : daySec(expiry);
  return startSec === null ? Infinity : startSec + 15.5 * 3_600;
}

export interface ReadForever {
  readonly row: ForeverOrderToWrite;
  /** Words that are not known, one text each. */
  readonly unknown: readonly string[];
}

/**
 * One row for the legs that share a number.
 *
 * A single trigger is both ends of the range here; see {@link triggerOf}. Whether a limit or a market order follows is not readable; a leg
 * with a price sends a limit. It ends a year after it was made, or with its contract. Source: https://dhanhq.co/docs/v2/forever/
 * @param legs - of one order, at least one
 */
export function foreverRow(
  legs: readonly [ForeverOrder, ...ForeverOrder[]],
  account: AccountIdentity,
  nowSec: number,
): ReadForever {
  const unknown: string[] = [];
  const statuses = legs.map(({ orderId, orderStatus, legName }) => {
    const known = Object.hasOwn(STATUS, orderStatus) ? STATUS[orderStatus] : undefined;
    if (known === undefined) {
      unknown.push(`forever order ${orderId}, ${legName ?? '-'}: unknown status ${JSON.stringify(orderStatus)}`);
    }
    return known;
  });
  const status = PRECEDENCE.find((each) => statuses.includes(each)) ?? null;
  const stop = legs.length > 1 ? legs.find(({ legName }) => legName === 'STOP_LOSS_LEG') : undefined;
  const first = legs.find((leg) => leg !== stop) ?? legs[0];
  const triggers = legs.map(({ triggerPrice }) => triggerPrice).filter((price) => price > 0);
  const isOco = legs.length > 1 || first.orderFlag === 'OCO';
  const createdSec = first.createTimeMs === null ? nowSec : Math.floor(first.createTimeMs / 1000);
  const row: ForeverOrderToWrite = {
    id: first.orderId,
    account_type: account.role,
    account_id: account.id,
    // An unknown word next to a known one is ignored.
    status: unknown.length > 0 ? null : status,
    order_status: legs.map(({ orderStatus }) => normalStatus(orderStatus)).join(','),
    order_type: isOco ? 'OCO' : 'SINGLE',
    security_id: first.securityId,
    exchange_segment: first.exchangeSegment,
    trading_symbol: first.tradingSymbol,
    trigger_type: 'LTP_RANGE',
    trigger_price_above: triggers.length === 0 ? null : Math.max(...triggers),
    trigger_price_below: triggers.length === 0 ? null : Math.min(...triggers),
    transaction_type: first.transactionType,
    product: first.productType,
    order_type_after_trigger: first.price > 0 ? 'LIMIT' : 'MARKET',
    quantity: first.quantity,
    price: first.price > 0 ? first.price : null,
    oco_leg_id: stop ? `${stop.orderId}:STOP_LOSS_LEG` : null,
    oco_price: stop && stop.price > 0 ? stop.price : null,
    oco_quantity: stop?.quantity ?? null,
    created_at: createdSec,
    expires_at: Math.min(createdSec + LIFETIME_SEC, lastSecOf(first.drvExpiryDate)),
    updated_at: nowSec,
    triggered_at: status === 'TRIGGERED' ? Math.floor((first.exchangeTimeMs ?? nowSec * 1000) / 1000) : null,
    raw_response: JSON.stringify(legs.map(({ raw }) => raw)),
  };
  return { row, unknown };
}
