import type { AccountRole } from '@dhancopy/domain/account';
import type { AccountId } from '@dhancopy/domain/ids';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import { isFinal } from '@dhancopy/domain/order';
import type { OrderReport, OrderStatus } from '@dhancopy/domain/order';
import { rupeesFromPaise } from '@dhancopy/domain/price';
import { tradingDay } from '@dhancopy/domain/trading-day';
import { reportFromRow, wireOrderType } from '@dhancopy/dhan/mapping';
import { orderRow as wireOrderRow } from '@dhancopy/dhan/rest/orders/response';
import { normalStatus } from '@dhancopy/dhan/stream/words';
import type { Copy, KnownOrder } from '../engine/index.ts';
import type { ContractColumns } from './contract-columns.ts';
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

/** Spellings of a status other than that of the order book. "Modified" says that something has changed, and not how the order stands. */
const OTHER_SPELLINGS: Readonly<Record<string, string>> = {
  MODIFIED: 'PENDING',
  O_MODIFIED: 'PENDING',
  O_PENDING: 'PENDING',
  DUMMY: 'PENDING',
  ACTIVE: 'PENDING',
  O_CANCELLED: 'CANCELLED',
  PARTIALLY_TRADED: 'PART_TRADED',
};

/** The broker's word of a status in one spelling, that of the order book, whichever source it came from; null for none. */
export function statusWord({ statusText, filledQty }: Pick<OrderReport, 'statusText' | 'filledQty'>): string | null {
  const word = normalStatus(statusText);
  if (word.endsWith('MODIFIED') && filledQty > 0) return 'PART_TRADED';
  return OTHER_SPELLINGS[word] ?? (word || null);
}

/** Every plain frame says that it is an entry: only the entry of a super, bracket or cover order is a leg. */
function legType(report: OrderReport): OrderToWrite['leg_type'] {
  if (report.leg === 'STOP_LOSS') return 'SL';
  if (report.leg === 'TARGET') return 'TARGET';
  const hasLegs = report.isSuperOrder || report.product === 'BO' || report.product === 'CO';
  return report.leg === 'ENTRY' && hasLegs ? 'ENTRY' : null;
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

/** What a row of `orders` says besides the broker's report. */
export interface RowFacts {
  readonly role: AccountRole;
  /** Of the copy that the order belongs to; null for any other order. */
  readonly mappingId: number | null;
  readonly slice: SliceOf | null;
  /** Undefined for a contract that is not in the list. */
  readonly contract: ContractColumns | undefined;
  readonly nowUs: number;
}

/** A row of `orders` from what is known of an order. Times in, epoch ms; out, epoch seconds. */
export function orderRow(known: KnownOrder, { role, mappingId, slice, contract, nowUs }: RowFacts): OrderToWrite {
  const { report } = known;
  const { segment, securityId } = splitInstrumentId(report.instrumentId);
  // The end is dated by the broker's clock and the beginning by ours: an order that is new here and over began no later than it ended.
  const endedMs = isFinal(report.status) ? (report.tsEventMs ?? nowUs / 1000) : null;
  const beganMs = Math.min(known.firstSeenMs, endedMs ?? known.firstSeenMs);
  return {
    id: report.venueOrderId,
    account_type: role,
    account_id: report.accountId,
    mapping_id: mappingId,
    correlation_id: report.clientOrderId,
    status: seedStatus(report.status),
    order_status: statusWord(report),
    side: report.side,
    product: report.product,
    order_type: wireOrderType(report.orderType) as OrderToWrite['order_type'],
    validity: report.timeInForce,
    security_id: securityId,
    exchange_segment: segment,
    // As the list of instruments has it: the sources cut it, or have another name.
    ...contract,
    trading_symbol: contract?.trading_symbol ?? (report.tradingSymbol || null),
    quantity: report.quantity,
    disclosed_qty: report.disclosedQty,
    price: rupeesFromPaise(report.price),
    trigger_price: rupeesFromPaise(report.triggerPrice),
    traded_qty: report.filledQty,
    remaining_qty: isFinal(report.status) ? 0 : report.quantity - report.filledQty,
    avg_price: report.avgPxRupees,
    parent_order_id: report.parentVenueOrderId,
    leg_type: legType(report),
    is_sliced_order: slice ? 1 : 0,
    slice_order_id: slice?.causeId ?? null,
    slice_index: slice?.index ?? null,
    total_slice_quantity: slice?.totalQty ?? null,
    after_market_order: report.afterMarket ? 1 : 0,
    amo_time: report.amoTime,
    exchange_order_id: report.exchangeOrderId,
    exchange_time: secOf(report.facts?.exchangeTimeMs ?? null),
    algo_id: report.facts?.algoId ?? null,
    oms_error_code: report.facts?.omsErrorCode ?? null,
    oms_error_description: report.text || null,
    created_at: Math.floor(beganMs / 1000),
    updated_at: Math.floor(nowUs / 1_000_000),
    completed_at: secOf(endedMs),
    created_us: Math.round(beganMs * 1000),
    updated_us: nowUs,
  };
}

function secOf(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000);
}

/**
 * A row as a run that has just started has it, for an order that an earlier run has written. The book shows a market order as a limit
 * with the broker's protection: what the order was sent as is known from the row.
 */
export function asSentBefore(row: OrderToWrite, before: OrderRow, source: OrderReport['source']): OrderToWrite {
  const isProtected = source !== 'STREAM' && before.order_type === 'MARKET' && row.order_type === 'LIMIT';
  return isProtected ? { ...row, order_type: 'MARKET', price: before.price } : row;
}

/**
 * What the database last knew of an order that is in no book of the broker any more: a past day's order, ended.
 * Null when the row is of today (its absence proves nothing) or cannot be read as an order.
 */
export function endedReport(row: OrderRow, account: AccountId, dayStartMs: number): OrderReport | null {
  if (tradingDay(row.created_at * 1000) >= dayStartMs) return null;
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
