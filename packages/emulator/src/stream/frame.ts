import { SEGMENT_WORDS } from '../instruments/segment.ts';
import { averageRupees, rupeesFromPaise } from '../money/paise.ts';
import type { WireSwitches } from '../options.ts';
import type { UpdateLabel } from '../order-entry/order-observer.ts';
import {
  remainingQuantity,
  type LegName,
  type Order,
  type OrderStatus,
  type OrderType,
  type Product,
} from '../orders/order.ts';
import { istDate, istDateTime } from '@dhancopy/domain/indian-time';
import { NO_TIME } from '../time/empty-time.ts';

const productLetters: Readonly<Record<Product, string>> = {
  CNC: 'C',
  INTRADAY: 'I',
  MARGIN: 'M',
  MTF: 'F',
  CO: 'V',
  BO: 'B',
};
const orderTypeWords: Readonly<Record<OrderType, string>> = {
  LIMIT: 'LMT',
  MARKET: 'MKT',
  STOP_LOSS: 'SL',
  STOP_LOSS_MARKET: 'SLM',
};
const statusWords: Readonly<Record<OrderStatus, string>> = {
  TRANSIT: 'Transit',
  PENDING: 'Pending',
  PART_TRADED: 'Part-Traded',
  TRADED: 'Traded',
  REJECTED: 'Rejected',
  CANCELLED: 'Cancelled',
  EXPIRED: 'Expired',
};

/** Modified was captured. The three of super-order legs are known only from the code of a handler. */
const labelWords = { MODIFIED: 'Modified', DUMMY: 'Dummy', ACTIVE: 'Active', TRIGGERED: 'Triggered' } as const;
const legNumbers: Readonly<Record<LegName, number>> = { ENTRY_LEG: 1, STOP_LOSS_LEG: 2, TARGET_LEG: 3 };

/**
 * The frame that reports the present state of an order.
 *
 * Source: https://dhanhq.co/docs/v2/order-update/ for the fields; frames of 2025 and 2026 for the rest: camelCase keys,
 * Title-case status, zero and empty fields left out, `Data` and `Type` with capitals.
 */
export function orderFrame(
  order: Order,
  label: Exclude<UpdateLabel, 'PLACED'>,
  ltpPaise: number,
  switches: WireSwitches,
): string {
  const status =
    label !== null
      ? labelWords[label]
      : order.status === 'PART_TRADED'
        ? switches.partialFillLabel
        : statusWords[order.status];
  const data = frameData(order, status, ltpPaise);
  return JSON.stringify({
    Data: switches.documentedCasing ? documented(data) : withoutEmpty(data),
    Type: 'order_alert',
  });
}

function frameData(order: Order, status: string, ltpPaise: number): Record<string, string | number> {
  const { ticket, terms } = order;
  const { instrument } = ticket;
  const words = instrument.exchangeSegment === 'IDX_I' ? undefined : SEGMENT_WORDS[instrument.exchangeSegment];
  const isContract = instrument.expiry !== null;
  return {
    exchange: words?.exchange ?? instrument.exchange,
    segment: words?.letter ?? instrument.segmentLetter,
    source: ticket.source,
    securityId: instrument.securityId,
    clientId: order.dhanClientId,
    exchOrderNo: order.exchangeOrderId,
    orderNo: order.orderId,
    product: productLetters[ticket.product],
    txnType: ticket.side === 'BUY' ? 'B' : 'S',
    orderType: orderTypeWords[terms.orderType],
    validity: terms.validity,
    discQuantity: terms.disclosedQuantity,
    discQtyRem: Math.min(terms.disclosedQuantity, remainingQuantity(order)),
    remainingQuantity: order.status === 'CANCELLED' || order.status === 'EXPIRED' ? 0 : remainingQuantity(order),
    quantity: terms.quantity,
    tradedQty: order.filledQuantity,
    // A rejected frame was seen without a price although the order had one.
    price: order.status === 'REJECTED' ? 0 : rupeesFromPaise(terms.pricePaise),
    triggerPrice: order.status === 'REJECTED' ? 0 : rupeesFromPaise(terms.triggerPaise),
    tradedPrice: rupeesFromPaise(order.lastFillPaise),
    avgTradedPrice: averageRupees(order.filledValuePaise, order.filledQuantity),
    strategyId: 'NA',
    offMktFlag: ticket.afterMarketOrder ? '1' : '0',
    orderDateTime: istDateTime(order.receivedMs),
    exchOrderTime: order.exchangeMs === null ? NO_TIME : istDateTime(order.exchangeMs),
    lastUpdatedTime: istDateTime(order.lastEventMs),
    remarks: ticket.lineage?.remarks ?? ' ',
    algoOrdNo: ticket.lineage?.parentId ?? '',
    mktType: 'NL',
    reasonDescription: order.reason,
    legNo: legNumbers[ticket.lineage?.legName ?? 'ENTRY_LEG'],
    instrument: instrument.kind,
    // Contract symbols arrive cut to 15 characters: "NIFTY-Sep2026-2".
    symbol: isContract ? instrument.tradingSymbol.slice(0, 15) : instrument.tradingSymbol,
    productName: ticket.product,
    status,
    lotSize: instrument.lotSize,
    strikePrice: rupeesFromPaise(instrument.strikePaise),
    expiryDate: instrument.expiry ?? NO_TIME,
    optType: instrument.optionType,
    displayName: instrument.displayName,
    isin: instrument.isin,
    series: instrument.series,
    goodTillDaysDate: istDate(order.receivedMs),
    refLtp: rupeesFromPaise(ltpPaise),
    tickSize: rupeesFromPaise(instrument.tickPaise),
    algoId: ticket.platform === 'API' ? '99999' : '0',
    multiplier: instrument.multiplier,
    correlationId: ticket.correlationId ?? 'NA',
    orderPlatform: ticket.platform,
  };
}

function withoutEmpty(data: Record<string, string | number>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== 0 && value !== ''));
}

function documented(data: Record<string, string | number>): Record<string, string | number> {
  const cased = Object.entries(data).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]);
  return { ...Object.fromEntries(cased), Status: String(data['status']).toUpperCase() } as Record<
    string,
    string | number
  >;
}
