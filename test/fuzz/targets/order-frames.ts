import { reportFromFrame } from '@dhancopy/dhan/mapping';
import type { OrderReport } from '@dhancopy/domain/order';
import { openEnvelope } from '@dhancopy/dhan/stream/order-frame';
import { readOrderUpdate } from '@dhancopy/dhan/stream/order-update';
import type { OrderUpdate } from '@dhancopy/dhan/stream/order-update';
import {
  APP_FRAME,
  DOCUMENTED_FRAME,
  FILLED_FRAME,
  FOREVER_CHILD_FRAME,
  LEG_FRAME,
  REJECTED_FRAME,
} from '@dhancopy/dhan/testing/samples/stream';
import { WireError } from '@dhancopy/dhan/wire/parse';
import { mutateJsonText } from '../mutate.ts';
import { Finding, anything, asText, decimal, fits, id, num, show, text, time, units } from '../oracle.ts';
import type { Check, Raw, Shape } from '../oracle.ts';
import type { Target } from '../target.ts';

const FRAMES = [FILLED_FRAME, DOCUMENTED_FRAME, REJECTED_FRAME, APP_FRAME, FOREVER_CHILD_FRAME, LEG_FRAME] as const;

/** A word of the stream, from its possible originals. */
const coded = (key: string, table: Readonly<Record<string, readonly string[]>>): Check => {
  return (value, raw) => {
    const said = asText(raw[key]).toUpperCase();
    return table[String(value)]?.includes(said) === true ? null : 'is not what the input says';
  };
};
const status: Check = (value, raw) => {
  const said = asText(raw['status'] ?? '')
    .trim()
    .toUpperCase()
    .replaceAll(/[-\s]+/g, '_');
  return value === said ? null : 'is not in the input';
};
const numOrNone =
  (key: string): Check =>
  (value, raw) =>
    value === null ? null : num(key)(value, raw);

const UPDATE: Shape = {
  dhanClientId: id('clientid'),
  orderId: id('orderno'),
  exchangeOrderId: text('exchorderno'),
  parentOrderId: (value, raw) => (value === null ? null : text('algoordno')(value, raw)),
  correlationId: text('correlationid'),
  exchangeSegment: (value, raw) => {
    const [venue = ''] = String(value).split('_');
    const isIndex = value === 'IDX_I';
    return isIndex || venue === asText(raw['exchange']).toUpperCase() ? null : 'is not the exchange of the input';
  },
  securityId: id('securityid'),
  transactionType: coded('txntype', { BUY: ['B'], SELL: ['S'] }),
  productType: coded('product', { CNC: ['C'], INTRADAY: ['I'], MARGIN: ['M'], MTF: ['F'], CO: ['V'], BO: ['B'] }),
  orderType: coded('ordertype', {
    LIMIT: ['LMT', 'LIMIT'],
    MARKET: ['MKT', 'MARKET'],
    STOP_LOSS: ['SL', 'STOP_LOSS'],
    STOP_LOSS_MARKET: ['SLM', 'STOP_LOSS_MARKET'],
  }),
  validity: coded('validity', { DAY: ['DAY'], IOC: ['IOC'] }),
  quantity: units('quantity'),
  tradedQuantity: units('tradedqty'),
  disclosedQuantity: units('discquantity'),
  price: num('price'),
  triggerPrice: num('triggerprice'),
  tradedPrice: numOrNone('tradedprice'),
  averageTradedPrice: numOrNone('avgtradedprice'),
  orderStatus: status,
  legName: anything,
  afterMarketOrder: (value, raw) =>
    value === (asText(raw['offmktflag']) === '1') ? null : 'is not what the input says',
  tradingSymbol: text('displayname', 'symbol'),
  reason: text('reasondescription'),
  remarks: text('remarks'),
  lastUpdatedTimeMs: time('lastupdatedtime'),
};

/** The fields that the copier acts on, from the same frame. */
function fitsReport(report: OrderReport, raw: Raw): void {
  const check = (isRight: boolean, what: string, value: unknown): void => {
    if (!isRight) throw new Finding(`report: ${what} ${show(value)}; input ${show(raw)}`);
  };
  const said = (key: string): number => decimal(raw[key]) ?? 0;
  const isQuantity = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  check(
    report.venueOrderId !== '' && report.venueOrderId === asText(raw['orderno']),
    'venueOrderId',
    report.venueOrderId,
  );
  check(report.accountId === asText(raw['clientid']), 'accountId', report.accountId);
  check(report.side === (raw['txntype'] === 'B' ? 'BUY' : 'SELL'), 'side', report.side);
  check(isQuantity(report.quantity) && report.quantity === said('quantity'), 'quantity', report.quantity);
  check(isQuantity(report.filledQty) && report.filledQty === said('tradedqty'), 'filledQty', report.filledQty);
  check(
    isQuantity(report.disclosedQty) && report.disclosedQty === said('discquantity'),
    'disclosedQty',
    report.disclosedQty,
  );
  const hasPrice = report.orderType === 'LIMIT' || report.orderType === 'STOP_LIMIT';
  const isPaise = (value: number, key: string): boolean =>
    Number.isSafeInteger(value) &&
    (Math.abs(value - said(key) * 100) <= 1e-3 || report.instrumentId.includes('CURRENCY'));
  check(hasPrice ? isPaise(report.price, 'price') : report.price === 0, 'price', report.price);
  check(isPaise(report.triggerPrice, 'triggerprice'), 'triggerPrice', report.triggerPrice);
  check(
    report.avgPxRupees === null ||
      report.avgPxRupees === said('avgtradedprice') ||
      report.avgPxRupees === said('tradedprice'),
    'avgPxRupees',
    report.avgPxRupees,
  );
  check(report.instrumentId.endsWith(`:${asText(raw['securityid'])}`), 'instrumentId', report.instrumentId);
  check(report.statusText === asText(raw['status'] ?? ''), 'statusText', report.statusText);
}

/** Messages of the order stream, read for users of the client and for the copier. */
export const FRAME_TARGET: Target = {
  name: 'order frames',
  weight: 20,
  run(chance, note) {
    const message = mutateJsonText(chance.pick(FRAMES), chance);
    note(message);
    let update: OrderUpdate | null = null;
    try {
      update = readOrderUpdate(message);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (error.message.length > 1_500) throw new Finding(`an error of ${error.message.length} characters`);
    }
    if (update) {
      sameOnce(message);
      fits(update, update.raw, UPDATE, 'update');
    }
    let raw: Record<string, unknown> | null = null;
    try {
      raw = openEnvelope(JSON.parse(message) as unknown);
      if (raw) fitsReport(reportFromFrame(raw), raw);
    } catch (error) {
      if (!(error instanceof WireError) && !(error instanceof SyntaxError)) throw error;
    }
  },
};

/** A frame with one field twice, in two spellings and with different values, is not a frame. */
function sameOnce(message: string): void {
  const envelope = JSON.parse(message) as Record<string, unknown>;
  const data = Object.entries(envelope).findLast(([key]) => key.toLowerCase() === 'data')?.[1];
  const seen = new Map<string, unknown>();
  for (const [key, value] of Object.entries(data ?? {})) {
    const name = key.toLowerCase();
    if (seen.has(name) && JSON.stringify(seen.get(name)) !== JSON.stringify(value)) {
      throw new Finding(`${name} stands twice, as ${show(seen.get(name))} and ${show(value)}`);
    }
    seen.set(name, value);
  }
}
