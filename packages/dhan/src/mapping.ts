/**
 * The only translation between DhanHQ's words and ours. All three spellings of an order (REST row, camelCase frame, PascalCase frame)
 * become one `OrderReport`. A word that is not in these tables is refused, never guessed.
 * Source: https://dhanhq.co/docs/v2/annexure/ and https://dhanhq.co/docs/v2/order-update/ ; observed wire.
 */
import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import type { AccountId, ClientOrderId, VenueOrderId } from '@dhancopy/domain/ids';
import { EXCHANGE_SEGMENTS, instrumentId, splitInstrumentId } from '@dhancopy/domain/instrument';
import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import type { OrderReport, OrderStatus, OrderTerms, OrderType, ReportSource } from '@dhancopy/domain/order';
import { NO_PRICE, paise, rupeesFromPaise } from '@dhancopy/domain/price';
import type { Paise } from '@dhancopy/domain/price';
import type { OrderRequest } from '@dhancopy/domain/request';
import type { DhanError } from './errors.ts';
import type { ModifyOrderRequest, PlaceOrderRequest } from './rest/orders/request.ts';
import type { OrderRow } from './rest/orders/response.ts';
import type { PriceTerms, ValidityTerms } from './rest/price-terms.ts';
import { badRequest } from './rest/request.ts';
import { orderFrame } from './stream/order-frame.ts';
import { normalStatus, STREAM_ORDER_TYPES, STREAM_PRODUCTS } from './stream/words.ts';
import { istToEpochMs, orderNumberOrNull, parseWire, textOrNull, WireError } from './wire/parse.ts';

const ORDER_TYPE = {
  LIMIT: 'LIMIT',
  MARKET: 'MARKET',
  STOP_LOSS: 'STOP_LIMIT',
  STOP_LOSS_MARKET: 'STOP_MARKET',
} as const satisfies Record<string, OrderType>;

const WIRE_ORDER_TYPE = {
  LIMIT: 'LIMIT',
  MARKET: 'MARKET',
  STOP_LIMIT: 'STOP_LOSS',
  STOP_MARKET: 'STOP_LOSS_MARKET',
} as const satisfies Record<OrderType, string>;

/**
 * Normalised status words. MODIFIED is open: the order was changed. DUMMY and ACTIVE are legs of super orders on the stream: parked until
 * the entry fills, and waiting for their price; the order book says PENDING for both. Other words are unknown, and unknown is never final.
 */
const STATUS: Readonly<Record<string, OrderStatus>> = {
  TRANSIT: 'SUBMITTED',
  PENDING: 'ACCEPTED',
  MODIFIED: 'ACCEPTED',
  CONFIRM: 'ACCEPTED',
  TRIGGERED: 'ACCEPTED',
  DUMMY: 'ACCEPTED',
  ACTIVE: 'ACCEPTED',
  O_PENDING: 'ACCEPTED',
  O_MODIFIED: 'ACCEPTED',
  PART_TRADED: 'PARTIALLY_FILLED',
  PARTIALLY_TRADED: 'PARTIALLY_FILLED',
  TRADED: 'FILLED',
  REJECTED: 'REJECTED',
  CANCELLED: 'CANCELED',
  O_CANCELLED: 'CANCELED',
  EXPIRED: 'EXPIRED',
};

const LEG: Readonly<Record<string, OrderReport['leg']>> = {
  ENTRY_LEG: 'ENTRY',
  STOP_LOSS_LEG: 'STOP_LOSS',
  TARGET_LEG: 'TARGET',
  '1': 'ENTRY',
  '2': 'STOP_LOSS',
  '3': 'TARGET',
};

/** Prices finer than a paisa exist only in currency derivatives, which are refused later by their segment. */
function toPaise(rupees: number, segment: string): Paise {
  const exact = Math.round(rupees * 100);
  const isWhole = Math.abs(rupees * 100 - exact) <= 1e-3 || segment.endsWith('CURRENCY');
  if (!isWhole || !Number.isSafeInteger(exact)) {
    throw new WireError(`price: expected rupees in whole paise, found ${rupees}`);
  }
  return paise(exact);
}

function statusOf(word: string): { status: OrderStatus | null; isModification: boolean } {
  const normalised = normalStatus(word);
  return { status: STATUS[normalised] ?? null, isModification: normalised.endsWith('MODIFIED') };
}

/** A row of the order book. @throws {WireError} naming the field when a word that money depends on is unknown. */
export function reportFromRow(row: OrderRow, account: AccountId, source: ReportSource): OrderReport {
  const segment = segmentOf(row.exchangeSegment);
  const { status, isModification } = statusOf(row.orderStatus);
  return {
    accountId: account,
    venueOrderId: venueOrderId(row.orderId),
    clientOrderId: row.correlationId as ClientOrderId | null,
    parentVenueOrderId: null,
    leg: LEG[row.legName ?? ''] ?? null,
    isSuperOrder: false,
    instrumentId: instrumentId(segment, row.securityId),
    side: row.transactionType,
    product: row.productType,
    orderType: ORDER_TYPE[row.orderType],
    timeInForce: row.validity,
    quantity: row.quantity,
    filledQty: filledOf(row.filledQty, row.quantity),
    price: toPaise(row.price, segment),
    triggerPrice: toPaise(row.triggerPrice, segment),
    disclosedQty: row.disclosedQuantity,
    afterMarket: row.afterMarketOrder,
    amoTime: row.amoTime,
    avgPxRupees: row.averageTradedPrice > 0 ? row.averageTradedPrice : null,
    status,
    statusText: row.orderStatus,
    isModification,
    text: row.orderStatus === 'REJECTED' ? (row.omsErrorDescription ?? '') : '',
    lastPrice: null,
    tradingSymbol: row.tradingSymbol ?? '',
    exchangeOrderId: row.exchangeOrderId,
    placedMs: row.createTimeMs,
    tsEventMs: row.updateTimeMs,
    source,
    facts: { exchangeTimeMs: row.exchangeTimeMs, algoId: row.algoId, omsErrorCode: row.omsErrorCode },
  };
}

/**
 * The content of an order alert, with keys in lower case.
 * @throws {WireError} naming the field when a word that money depends on is unknown.
 */
export function reportFromFrame(data: Record<string, unknown>): OrderReport {
  const frame = parseWire(orderFrame, data, 'order alert');
  const segment = segmentOfFrame(frame.exchange, frame.segment);
  const { status, isModification } = statusOf(frame.status);
  const parent = orderNumberOrNull(frame.algoordno);
  const orderType = ORDER_TYPE[wordIn(STREAM_ORDER_TYPES, frame.ordertype.toUpperCase(), 'order alert: orderType')];
  return {
    accountId: accountId(frame.clientid),
    venueOrderId: venueOrderId(frame.orderno),
    clientOrderId: textOrNull(frame.correlationid) as ClientOrderId | null,
    parentVenueOrderId: parent === null || parent === frame.orderno ? null : (parent as VenueOrderId),
    leg: LEG[String(frame.legno)] ?? null,
    isSuperOrder: /super order/i.test(frame.remarks),
    instrumentId: instrumentId(segment, frame.securityid),
    side: frame.txntype === 'B' ? 'BUY' : 'SELL',
    product: wordIn(STREAM_PRODUCTS, frame.product.toUpperCase(), 'order alert: product'),
    orderType,
    timeInForce: frame.validity,
    quantity: frame.quantity,
    filledQty: filledOf(frame.tradedqty, frame.quantity),
    price: orderType === 'MARKET' || orderType === 'STOP_MARKET' ? NO_PRICE : toPaise(frame.price, segment),
    triggerPrice: toPaise(frame.triggerprice, segment),
    disclosedQty: frame.discquantity,
    afterMarket: frame.offmktflag === '1',
    amoTime: null,
    avgPxRupees: firstPositive(frame.avgtradedprice, frame.tradedqty > 0 ? frame.tradedprice : 0),
    status,
    statusText: frame.status,
    isModification,
    // CONFIRMED is what stands there when nothing went wrong.
    text:
      (status === 'REJECTED' || status === 'CANCELED') && !isConfirmed(frame.reasondescription)
        ? frame.reasondescription
        : '',
    lastPrice: frame.refltp > 0 ? toPaise(Math.round(frame.refltp * 100) / 100, segment) : null,
    // The symbols of contracts are cut to 15 characters, and the display name is another word.
    tradingSymbol: segment.endsWith('_EQ') ? frame.symbol : '',
    exchangeOrderId: orderNumberOrNull(frame.exchorderno),
    tsEventMs: istToEpochMs(frame.lastupdatedtime),
    source: 'STREAM',
    facts: {
      exchangeTimeMs: istToEpochMs(frame.exchordertime),
      algoId: orderNumberOrNull(frame.algoid),
      omsErrorCode: null,
    },
  };
}

/** More than was ordered cannot have filled. One of the numbers is wrong, and only another read shows which: what is too much would be sold. */
function filledOf(filled: number, quantity: number): number {
  if (filled <= quantity) return filled;
  throw new WireError(`filled quantity: expected at most the ordered ${quantity}, found ${filled}`);
}

function isConfirmed(reason: string): boolean {
  return reason.trim().toUpperCase() === 'CONFIRMED';
}

function firstPositive(...values: readonly number[]): number | null {
  return values.find((value) => value > 0) ?? null;
}

export function segmentOf(text: string): ExchangeSegment {
  const known = EXCHANGE_SEGMENTS.find((segment) => segment === text);
  if (known) return known;
  throw new WireError(
    `exchangeSegment: expected one of ${EXCHANGE_SEGMENTS.join(', ')}, found ${JSON.stringify(text)}`,
  );
}

/** Exchange and segment letter, as the socket and the scrip master spell them; null when the pair is unknown. */
export function segmentOfLetters(exchange: string, letter: string): ExchangeSegment | null {
  const venue = exchange.toUpperCase();
  switch (letter.toUpperCase()) {
    case 'I':
      return 'IDX_I';
    case 'E':
      return venue === 'NSE' ? 'NSE_EQ' : venue === 'BSE' ? 'BSE_EQ' : null;
    case 'D':
      return venue === 'NSE' ? 'NSE_FNO' : venue === 'BSE' ? 'BSE_FNO' : null;
    case 'C':
      return venue === 'NSE' ? 'NSE_CURRENCY' : venue === 'BSE' ? 'BSE_CURRENCY' : null;
    case 'M':
      return venue === 'MCX' ? 'MCX_COMM' : venue === 'NSE' ? 'NSE_COMM' : null;
    default:
      return null;
  }
}

/** @throws {WireError} */
export function segmentOfFrame(exchange: string, letter: string): ExchangeSegment {
  const segment = segmentOfLetters(exchange, letter);
  if (segment) return segment;
  throw new WireError(
    `order alert: segment: expected a known exchange and letter, found ${JSON.stringify(`${exchange}/${letter}`)}`,
  );
}

/** The value of a word in a closed table. @throws {WireError} naming the expected words */
export function wordIn<T extends string>(table: Readonly<Record<string, T>>, key: string, what: string): T {
  const value = Object.hasOwn(table, key) ? table[key] : undefined;
  if (value !== undefined) return value;
  throw new WireError(`${what}: expected one of ${Object.keys(table).join(', ')}, found ${JSON.stringify(key)}`);
}

/** Prices of an order in the broker's words. Prices that its type does not use are left out. */
function pricesOf(terms: OrderTerms): PriceTerms {
  const price = rupeesFromPaise(terms.price);
  const triggerPrice = rupeesFromPaise(terms.triggerPrice);
  switch (terms.orderType) {
    case 'LIMIT':
      return { orderType: WIRE_ORDER_TYPE[terms.orderType], price };
    case 'MARKET':
      return { orderType: WIRE_ORDER_TYPE[terms.orderType] };
    case 'STOP_LIMIT':
      return { orderType: WIRE_ORDER_TYPE[terms.orderType], price, triggerPrice };
    case 'STOP_MARKET':
      return { orderType: WIRE_ORDER_TYPE[terms.orderType], triggerPrice };
  }
}

/** An order that does not rest has no disclosed quantity. */
function validityOf({ timeInForce, disclosedQty }: OrderTerms): ValidityTerms {
  if (timeInForce === 'IOC' || disclosedQty === 0) return { validity: timeInForce };
  return { validity: timeInForce, disclosedQuantity: disclosedQty };
}

/** A new order in the broker's words. @throws {DhanError} for the products that we never send */
export function placeRequestOf(request: OrderRequest): PlaceOrderRequest {
  const { segment, securityId } = splitInstrumentId(request.instrumentId);
  const { product, afterMarket, amoTime } = request;
  if (product === 'CO' || product === 'BO')
    throw neverSent(`productType: expected CNC, INTRADAY, MARGIN or MTF, found ${product}`);
  if (segment === 'IDX_I') throw neverSent('exchangeSegment: expected one that can be traded, found IDX_I');
  return {
    correlationId: request.clientOrderId,
    transactionType: request.side,
    exchangeSegment: segment,
    productType: product,
    securityId,
    quantity: request.quantity,
    ...pricesOf(request),
    ...validityOf(request),
    ...(afterMarket && { afterMarketOrder: true, ...(amoTime !== null && { amoTime }) }),
  };
}

function neverSent(message: string): DhanError {
  return badRequest('POST /orders', message);
}

/** A changed order, in the broker's words. */
export function modifyRequestOf(terms: OrderTerms): ModifyOrderRequest {
  return { quantity: terms.quantity, ...pricesOf(terms), ...validityOf(terms) };
}

/** Our order type as the broker's word, for the record. */
export function wireOrderType(type: OrderType): string {
  return WIRE_ORDER_TYPE[type];
}
