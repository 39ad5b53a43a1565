import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import type { LegName, OrderStatus, OrderType, ProductType, TransactionType, Validity } from '../enums.ts';
import { segmentOfFrame, wordIn } from '../mapping.ts';
import { istToEpochMs, orderNumberOrNull, parseWire, textOrNull } from '../wire/parse.ts';
import { openEnvelope, orderFrame } from './order-frame.ts';
import { normalStatus, STREAM_LEGS, STREAM_ORDER_TYPES, STREAM_PRODUCTS } from './words.ts';

/**
 * The state of an order after an event, in the words of the REST interface. Rupees, units, epoch ms.
 *
 * `tradedQuantity` counts, whatever the status is. An unknown status is not final: read the order again. Several updates of one order
 * may have the same second, and one may arrive twice. Sort them by quantity and status.
 */
export interface OrderUpdate {
  readonly dhanClientId: string;
  readonly orderId: string;
  /** null before the order reaches the exchange. */
  readonly exchangeOrderId: string | null;
  /** The entry of a super order, or the forever order, that this order belongs to. */
  readonly parentOrderId: string | null;
  /** null for orders of the broker's app and orders sent by forever orders. */
  readonly correlationId: string | null;
  readonly exchangeSegment: ExchangeSegment;
  readonly securityId: string;
  readonly transactionType: TransactionType;
  readonly productType: ProductType;
  readonly orderType: OrderType;
  readonly validity: Validity;
  readonly quantity: number;
  /** Filled so far. */
  readonly tradedQuantity: number;
  readonly disclosedQuantity: number;
  readonly price: number;
  readonly triggerPrice: number;
  /** Of the last fill; null before any. */
  readonly tradedPrice: number | null;
  /** Of all fills; null where the broker gives none. */
  readonly averageTradedPrice: number | null;
  /** Upper case and underscores; also MODIFIED, and ACTIVE, DUMMY and TRIGGERED of the legs of super orders. */
  readonly orderStatus: OrderStatus;
  /** Plain orders are ENTRY_LEG too. */
  readonly legName: LegName | null;
  readonly afterMarketOrder: boolean;
  /** The instrument, for display only: it is shortened. */
  readonly tradingSymbol: string | null;
  /** `CONFIRMED`, or the reason of the rejection. */
  readonly reason: string | null;
  readonly remarks: string | null;
  readonly lastUpdatedTimeMs: number | null;
  /** The broker's message, with keys in lower case. */
  readonly raw: unknown;
}

/**
 * Reads a message of the order stream.
 * @returns null for a message that is not an order alert
 * @throws {WireError} naming the unreadable field of an order alert
 * Source: https://dhanhq.co/docs/v2/order-update/ ; observed wire: camelCase keys, words in Title case, fields that are zero left out
 */
export function readOrderUpdate(text: string): OrderUpdate | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  const raw = openEnvelope(message);
  if (!raw) return null;
  const frame = parseWire(orderFrame, raw, 'order alert');
  const parentOrderId = orderNumberOrNull(frame.algoordno);
  return {
    dhanClientId: frame.clientid,
    orderId: frame.orderno,
    exchangeOrderId: orderNumberOrNull(frame.exchorderno),
    parentOrderId: parentOrderId === frame.orderno ? null : parentOrderId,
    correlationId: textOrNull(frame.correlationid),
    exchangeSegment: segmentOfFrame(frame.exchange, frame.segment),
    securityId: frame.securityid,
    transactionType: frame.txntype === 'B' ? 'BUY' : 'SELL',
    productType: wordIn(STREAM_PRODUCTS, frame.product.toUpperCase(), 'order alert: product'),
    orderType: wordIn(STREAM_ORDER_TYPES, frame.ordertype.toUpperCase(), 'order alert: orderType'),
    validity: frame.validity,
    quantity: frame.quantity,
    tradedQuantity: frame.tradedqty,
    disclosedQuantity: frame.discquantity,
    price: frame.price,
    triggerPrice: frame.triggerprice,
    tradedPrice: frame.tradedprice > 0 ? frame.tradedprice : null,
    averageTradedPrice: frame.avgtradedprice > 0 ? frame.avgtradedprice : null,
    orderStatus: normalStatus(frame.status),
    legName: STREAM_LEGS[String(frame.legno)] ?? null,
    afterMarketOrder: frame.offmktflag === '1',
    tradingSymbol: textOrNull(frame.displayname) ?? textOrNull(frame.symbol),
    reason: textOrNull(frame.reasondescription),
    remarks: textOrNull(frame.remarks),
    lastUpdatedTimeMs: istToEpochMs(frame.lastupdatedtime),
    raw,
  };
}
