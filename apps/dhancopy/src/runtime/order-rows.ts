import type { AccountRole } from '@dhancopy/domain/account';
import type { AccountId } from '@dhancopy/domain/ids';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport, OrderStatus } from '@dhancopy/domain/order';
import { rupeesFromPaise } from '@dhancopy/domain/price';
import { reportFromRow, wireOrderType } from '@dhancopy/dhan/mapping';
import { orderRow as wireOrderRow } from '@dhancopy/dhan/rest/orders/response';
import type { Copy, KnownOrder } from '../engine/index.ts';
import type { OrderRow, OrderToWrite } from '../store/orders/orders.ts';

/** The seed's words for our statuses; an order whose status word is unknown is open until the broker says otherwise. */
const STATUS = {
  SUBMITTED: 'TRANSIT',
  ACCEPTED: 'OPEN',
  PARTIALLY_FILLED: 'PARTIAL',
  FILLED: 'EXECUTED',
  CANCELED: 'CANCELLED',
  REJECTED: 'REJECTED',
  EXPIRED: 'CANCELLED',
} as const satisfies Record<OrderStatus, OrderToWrite['status']>;

export function seedStatus(status: OrderStatus | null): OrderToWrite['status'] {
  return status === null ? 'OPEN' : STATUS[status];
}

/** Where an order stands among those that one copy was split into. */
export interface SliceOf {
  /** The same for all of them. */
  readonly causeId: string;
  readonly index: number;
  /** Units of the whole copy. */
  readonly totalQty: number;
}

/** Null for an order that is the whole copy. */
export function sliceOf(copy: Copy | undefined, slice: number): SliceOf | null {
  const first = copy?.orders[0];
  if (!copy || !first || copy.orders.length < 2 || slice >= copy.orders.length) return null;
  return { causeId: first.clientOrderId.slice(0, -2), index: slice, totalQty: copy.desired.quantity };
}

/** A row of `orders` from what is known of an order. Times in, epoch ms; out, epoch seconds. */
export function orderRow(
  known: KnownOrder,
  role: AccountRole,
  mappingId: number | null,
  slice: SliceOf | null,
  nowUs: number,
): OrderToWrite {
  const { report } = known;
  const { segment, securityId } = splitInstrumentId(report.instrumentId);
  return {
    id: report.venueOrderId,
    account_type: role,
    account_id: report.accountId,
    mapping_id: mappingId,
    correlation_id: report.clientOrderId,
    status: seedStatus(report.status),
    order_status: report.statusText,
    side: report.side,
    product: report.product,
    order_type: wireOrderType(report.orderType) as OrderToWrite['order_type'],
    validity: report.timeInForce,
    security_id: securityId,
    exchange_segment: segment,
    trading_symbol: report.tradingSymbol || null,
    quantity: report.quantity,
    disclosed_qty: report.disclosedQty,
    price: rupeesFromPaise(report.price),
    trigger_price: rupeesFromPaise(report.triggerPrice),
    traded_qty: report.filledQty,
    remaining_qty: isFinal(report.status) ? 0 : report.quantity - report.filledQty,
    avg_price: report.avgPxRupees,
    parent_order_id: report.parentVenueOrderId,
    leg_type: report.leg === 'STOP_LOSS' ? 'SL' : report.leg,
    is_sliced_order: slice ? 1 : 0,
    slice_order_id: slice?.causeId ?? null,
    slice_index: slice?.index ?? null,
    total_slice_quantity: slice?.totalQty ?? null,
    after_market_order: report.afterMarket ? 1 : 0,
    amo_time: report.amoTime,
    exchange_order_id: report.exchangeOrderId,
    oms_error_description: report.text || null,
    created_at: Math.floor(known.firstSeenMs / 1000),
    updated_at: Math.floor(nowUs / 1_000_000),
    completed_at: isFinal(report.status) ? Math.floor((report.tsEventMs ?? nowUs / 1000) / 1000) : null,
    created_us: Math.round(known.firstSeenMs * 1000),
    updated_us: nowUs,
  };
}

/**
 * What the database last knew of an order that is in no book of the broker any more: a past day's order, ended.
 * Null when the row is of today (its absence proves nothing) or cannot be read as an order.
 */
export function endedReport(row: OrderRow, account: AccountId, dayStartMs: number): OrderReport | null {
  if (row.created_at * 1000 >= dayStartMs) return null;
  const wire = wireOrderRow.safeParse({
    orderId: row.id,
    correlationId: row.correlation_id,
    orderStatus: row.status === 'EXECUTED' ? 'TRADED' : row.status === 'REJECTED' ? 'REJECTED' : 'EXPIRED',
    transactionType: row.side,
    exchangeSegment: row.exchange_segment,
    productType: row.product,
    orderType: row.order_type,
    validity: row.validity,
    tradingSymbol: row.trading_symbol,
    securityId: row.security_id,
    quantity: row.quantity,
    disclosedQuantity: row.disclosed_qty,
    price: row.price,
    triggerPrice: row.trigger_price,
    afterMarketOrder: row.after_market_order === 1,
    averageTradedPrice: row.avg_price,
    filledQty: row.traded_qty,
  });
  return wire.success ? reportFromRow(wire.data, account, 'LOOKUP') : null;
}

/** What an event of the order's life is called. */
export function eventType(report: OrderReport, isNew: boolean): string {
  if (report.isModification) return 'MODIFIED';
  if (isNew && !isFinal(report.status) && report.filledQty === 0) return 'NEW';
  return report.status ?? 'UNKNOWN_STATUS';
}
