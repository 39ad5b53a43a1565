import { AMO_TIMES, ORDER_TYPES, PRODUCT_TYPES, TRANSACTION_TYPES, VALIDITIES } from '@dhancopy/dhan/enums';
import { readTokenClaims } from '@dhancopy/dhan/auth/token';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import {
  Finding,
  anything,
  asText,
  day,
  decimal,
  fits,
  flag,
  id,
  isDay,
  isEmpty,
  num,
  numOrNull,
  show,
  signed,
  text,
  time,
  units,
  word,
} from '../oracle.ts';
import type { Check, Raw, Shape } from '../oracle.ts';

/** The expected result of each endpoint, from its body. @throws {Finding} */
export type Judge = (result: unknown, body: unknown) => void;

const side = word('transactionType', ...TRANSACTION_TYPES);
const product = word('productType', ...PRODUCT_TYPES);
/** An id that is not "0". */
const orderId: Check = (value, raw) => (value === '0' ? 'is no order number' : id('orderId')(value, raw));

const RECEIPT: Shape = { orderId, orderStatus: text('orderStatus') };

const TIMES = {
  createTimeMs: time('createTime'),
  updateTimeMs: time('updateTime'),
  exchangeTimeMs: time('exchangeTime'),
};
const CONTRACT = {
  drvExpiryDate: day('drvExpiryDate'),
  drvOptionType: text('drvOptionType'),
  drvStrikePrice: num('drvStrikePrice'),
};

const filled: Check = (value, raw) => {
  const wrong = units('filledQty', 'filled_qty')(value, raw);
  const given = [raw['filledQty'], raw['filled_qty']].map((each) => decimal(each) ?? 0);
  return wrong ?? (value === Math.max(...given) ? null : 'is not the larger of the two spellings');
};

const ORDER: Shape = {
  dhanClientId: text('dhanClientId'),
  orderId: id('orderId'),
  exchangeOrderId: text('exchangeOrderId'),
  correlationId: text('correlationId'),
  orderStatus: text('orderStatus'),
  transactionType: side,
  exchangeSegment: id('exchangeSegment'),
  productType: product,
  orderType: word('orderType', ...ORDER_TYPES),
  validity: word('validity', ...VALIDITIES),
  tradingSymbol: text('tradingSymbol'),
  securityId: id('securityId'),
  quantity: units('quantity'),
  disclosedQuantity: units('disclosedQuantity'),
  price: num('price'),
  triggerPrice: num('triggerPrice'),
  afterMarketOrder: flag('afterMarketOrder'),
  amoTime: (value, raw) => (value === null ? null : word('amoTime', ...AMO_TIMES)(value, raw)),
  boProfitValue: num('boProfitValue'),
  boStopLossValue: num('boStopLossValue'),
  legName: text('legName'),
  ...TIMES,
  ...CONTRACT,
  omsErrorCode: text('omsErrorCode'),
  omsErrorDescription: text('omsErrorDescription'),
  algoId: text('algoId'),
  remainingQuantity: units('remainingQuantity'),
  averageTradedPrice: num('averageTradedPrice'),
  filledQty: filled,
};

const { amoTime: _, ...POSTED } = ORDER;
/** A postback is an order with fewer fields. Missing fields are null. */
export const POSTBACK_SHAPE: Shape = {
  ...POSTED,
  dhanClientId: id('dhanClientId'),
  orderStatus: id('orderStatus'),
  remainingQuantity: numOrNull('remainingQuantity'),
  averageTradedPrice: numOrNull('averageTradedPrice'),
};

const TRADE: Shape = {
  dhanClientId: text('dhanClientId'),
  orderId: id('orderId'),
  exchangeOrderId: text('exchangeOrderId'),
  exchangeTradeId: id('exchangeTradeId'),
  transactionType: side,
  exchangeSegment: id('exchangeSegment'),
  productType: text('productType'),
  orderType: text('orderType'),
  tradingSymbol: text('tradingSymbol'),
  customSymbol: text('customSymbol'),
  securityId: id('securityId'),
  tradedQuantity: units('tradedQuantity'),
  tradedPrice: num('tradedPrice'),
  ...TIMES,
  ...CONTRACT,
};

const CHARGES = ['sebiTax', 'stt', 'brokerageCharges', 'serviceTax', 'exchangeTransactionCharges', 'stampDuty'];
const HISTORY: Shape = {
  ...TRADE,
  exchangeTradeId: text('exchangeTradeId'),
  isin: text('isin'),
  instrument: text('instrument'),
  ...Object.fromEntries(CHARGES.map((name) => [name, num(name)])),
};

const LEG: Shape = {
  orderId: id('orderId'),
  legName: id('legName'),
  transactionType: side,
  totalQuantity: numOrNull('totalQuantity', 'totalQuatity'),
  remainingQuantity: units('remainingQuantity'),
  triggeredQuantity: units('triggeredQuantity'),
  price: num('price'),
  orderStatus: text('orderStatus'),
  trailingJump: num('trailingJump'),
};
const SUPER: Shape = {
  dhanClientId: text('dhanClientId'),
  orderId: id('orderId'),
  exchangeOrderId: text('exchangeOrderId'),
  correlationId: text('correlationId'),
  orderStatus: text('orderStatus'),
  transactionType: side,
  exchangeSegment: id('exchangeSegment'),
  productType: product,
  orderType: text('orderType'),
  validity: text('validity'),
  tradingSymbol: text('tradingSymbol'),
  securityId: id('securityId'),
  quantity: units('quantity'),
  remainingQuantity: units('remainingQuantity'),
  filledQty: units('filledQty'),
  ltp: num('ltp'),
  price: num('price'),
  averageTradedPrice: num('averageTradedPrice'),
  afterMarketOrder: flag('afterMarketOrder'),
  legName: text('legName'),
  trailingJump: num('trailingJump'),
  ...TIMES,
  omsErrorDescription: text('omsErrorDescription'),
  algoId: text('algoId'),
  legDetails: list('legDetails', LEG),
};

const FOREVER: Shape = {
  dhanClientId: text('dhanClientId'),
  orderId: id('orderId'),
  orderStatus: text('orderStatus'),
  transactionType: side,
  exchangeSegment: id('exchangeSegment'),
  productType: text('productType'),
  orderFlag: text('orderType'),
  tradingSymbol: text('tradingSymbol'),
  securityId: id('securityId'),
  quantity: units('quantity'),
  price: num('price'),
  triggerPrice: num('triggerPrice'),
  legName: text('legName'),
  ...TIMES,
  ...CONTRACT,
};

const ALERT_ANSWER: Shape = { alertId: id('alertId'), alertStatus: text('alertStatus') };
/** ISO with its zone, to the second. */
const utc =
  (key: string): Check =>
  (value, raw) => {
    if (value === null) return null;
    if (!Number.isSafeInteger(value)) return 'is no time';
    const said = asText(raw[key]);
    return new Date(value as number).toISOString().slice(0, 19) === said.slice(0, 19)
      ? null
      : 'is not what the input says';
  };
const CONDITION: Shape = {
  ...Object.fromEntries(
    [
      'comparisonType',
      'exchangeSegment',
      'securityId',
      'indicatorName',
      'timeFrame',
      'operator',
      'comparingIndicatorName',
      'frequency',
      'userNote',
    ].map((name) => [name, text(name)]),
  ),
  comparingValue: numOrNull('comparingValue'),
  expDate: day('expDate'),
};
const ALERT_ORDER: Shape = {
  ...Object.fromEntries(
    ['transactionType', 'exchangeSegment', 'productType', 'orderType', 'securityId', 'validity'].map((name) => [
      name,
      text(name),
    ]),
  ),
  quantity: units('quantity'),
  price: num('price'),
  disclosedQuantity: units('discQuantity'),
  triggerPrice: num('triggerPrice'),
};
const TRIGGER: Shape = {
  ...ALERT_ANSWER,
  createdTimeMs: utc('createdTime'),
  triggeredTimeMs: utc('triggeredTime'),
  lastPrice: numOrNull('lastPrice'),
  condition: nested('condition', CONDITION),
  orders: list('orders', ALERT_ORDER),
};

const SIGNED = ['carryForwardBuyQty', 'carryForwardSellQty', 'dayBuyQty', 'daySellQty', 'buyQty', 'sellQty', 'netQty'];
const AMOUNTS = [
  'buyAvg',
  'sellAvg',
  'costPrice',
  'realizedProfit',
  'unrealizedProfit',
  'rbiReferenceRate',
  'multiplier',
  'carryForwardBuyValue',
  'carryForwardSellValue',
  'dayBuyValue',
  'daySellValue',
];
const POSITION: Shape = {
  dhanClientId: text('dhanClientId'),
  tradingSymbol: text('tradingSymbol'),
  securityId: id('securityId'),
  positionType: text('positionType'),
  exchangeSegment: id('exchangeSegment'),
  productType: product,
  ...Object.fromEntries(SIGNED.map((name) => [name, signed(name)])),
  ...Object.fromEntries(AMOUNTS.map((name) => [name, num(name)])),
  ...CONTRACT,
  crossCurrency: flag('crossCurrency'),
};
const HOLDING: Shape = {
  exchange: text('exchange'),
  tradingSymbol: text('tradingSymbol'),
  securityId: id('securityId'),
  isin: text('isin'),
  ...Object.fromEntries(
    ['totalQty', 'dpQty', 't1Qty', 'availableQty', 'collateralQty'].map((name) => [name, signed(name)]),
  ),
  mtfT1Qty: signed('mtf_t1_qty'),
  mtfQty: signed('mtf_qty'),
  avgCostPrice: num('avgCostPrice'),
  lastTradedPrice: num('lastTradedPrice'),
};

const FORM: Shape = { dhanClientId: text('dhanClientId'), edisFormHtml: id('edisFormHtml') };
const INQUIRY: Shape = {
  dhanClientId: text('clientId'),
  isin: id('isin'),
  totalQty: units('totalQty'),
  aprvdQty: units('aprvdQty'),
  status: text('status'),
  remarks: text('remarks', 'remark'),
};

const FUNDS: Shape = {
  dhanClientId: text('dhanClientId'),
  availableBalance: num('availabelBalance', 'availableBalance'),
  sodLimit: num('sodLimit'),
  collateralAmount: num('collateralAmount'),
  receivableAmount: num('receiveableAmount'),
  utilizedAmount: num('utilizedAmount'),
  blockedPayoutAmount: num('blockedPayoutAmount'),
  withdrawableBalance: num('withdrawableBalance'),
};
const MARGIN: Shape = {
  ...Object.fromEntries(
    [
      'totalMargin',
      'spanMargin',
      'exposureMargin',
      'variableMargin',
      'availableBalance',
      'insufficientBalance',
      'brokerage',
    ].map((name) => [name, num(name)]),
  ),
  leverage: (value, raw) => {
    const said = /^\s*(\d+(\.\d+)?)\s*X?\s*$/i.exec(asText(raw['leverage']))?.[1];
    return value === null || value === Number(said) ? null : 'is not what the input says';
  },
};
const MULTI_MARGIN: Shape = {
  totalMargin: num('totalMargin', 'total_margin'),
  spanMargin: num('spanMargin', 'span_margin'),
  exposureMargin: num('exposure', 'exposureMargin', 'exposure_margin'),
  equityMargin: num('equityMargin', 'equity_margin'),
  foMargin: num('foMargin', 'fo_margin'),
  commodityMargin: num('commodity', 'commodity_margin'),
  currency: text('currency'),
  hedgeBenefit: numOrNull('hedge_benefit'),
};

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const voucherDay: Check = (value, raw) => {
  if (value === null) return null;
  if (typeof value !== 'string' || !isDay(value)) return 'is no day';
  const [year = '', month = '', dayOfMonth = ''] = value.split('-');
  const said = asText(raw['voucherdate']).trim();
  return said === `${MONTHS[Number(month) - 1] ?? ''} ${dayOfMonth}, ${year}` ||
    said === `${MONTHS[Number(month) - 1] ?? ''} ${Number(dayOfMonth)}, ${year}`
    ? null
    : 'is not what the input says';
};
const LEDGER: Shape = {
  dhanClientId: text('dhanClientId'),
  narration: id('narration'),
  voucherDate: voucherDay,
  exchange: text('exchange'),
  voucherDescription: text('voucherdesc'),
  voucherNumber: text('vouchernumber'),
  debit: num('debit'),
  credit: num('credit'),
  runningBalance: num('runbal'),
};

const GRANT: Shape = {
  dhanClientId: id('dhanClientId'),
  dhanClientName: text('dhanClientName'),
  dhanClientUcc: text('dhanClientUcc'),
  givenPowerOfAttorney: flag('givenPowerOfAttorney'),
  accessToken: (value, raw) =>
    value === raw['accessToken'] && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(value as string) ? null : 'is no JWT',
  expiresAtMs: (value, raw) => {
    if (value !== null && !Number.isSafeInteger(value)) return 'is no time';
    const claims = readTokenClaims(asText(raw['accessToken']));
    return claims?.expiresAtMs === value ? null : time('expiryTime')(value, raw);
  },
};
const PROFILE: Shape = {
  dhanClientId: id('dhanClientId'),
  ...Object.fromEntries(['activeSegment', 'ddpi', 'mtf', 'dataPlan'].map((name) => [name, text(name)])),
  tokenValidUntilMs: time('tokenValidity', 'dmy'),
  dataValidUntilMs: time('dataValidity'),
};
const IPS: Shape = {
  primaryIp: text('primaryIP'),
  secondaryIp: text('secondaryIP'),
  modifyDatePrimary: day('modifyDatePrimary'),
  modifyDateSecondary: day('modifyDateSecondary'),
  detectedIp: text('detectedIP', 'ip'),
  ipMatchStatus: text('ipMatchStatus'),
  ordersAllowed: (value, raw) =>
    value === null || value === raw['ordersAllowed'] ? null : 'is not what the input says',
};

const OHLC: Shape = { open: num('open'), close: num('close'), high: num('high'), low: num('low') };
const LTP: Shape = { exchangeSegment: anything, securityId: anything, lastPrice: num('last_price') };
const LEVEL: Shape = { quantity: units('quantity'), orders: units('orders'), price: num('price') };
const QUOTE: Shape = {
  ...LTP,
  ohlc: nested('ohlc', OHLC),
  averagePrice: num('average_price'),
  buyQuantity: units('buy_quantity'),
  sellQuantity: units('sell_quantity'),
  depth: nested('depth', { buy: list('buy', LEVEL), sell: list('sell', LEVEL) }),
  lastQuantity: units('last_quantity'),
  lastTradeTimeMs: time('last_trade_time', 'dmy'),
  lowerCircuitLimit: num('lower_circuit_limit'),
  upperCircuitLimit: num('upper_circuit_limit'),
  netChange: num('net_change'),
  oi: num('oi'),
  oiDayHigh: num('oi_day_high'),
  oiDayLow: num('oi_day_low'),
  volume: num('volume'),
};
const GREEKS: Shape = { delta: num('delta'), theta: num('theta'), gamma: num('gamma'), vega: num('vega') };
const OPTION: Shape = {
  securityId: text('security_id'),
  averagePrice: num('average_price'),
  greeks: (value, raw) => (value === null ? null : nested('greeks', GREEKS)(value, raw)),
  impliedVolatility: num('implied_volatility'),
  lastPrice: num('last_price'),
  oi: num('oi'),
  previousClosePrice: num('previous_close_price'),
  previousOi: num('previous_oi'),
  previousVolume: num('previous_volume'),
  topAskPrice: num('top_ask_price'),
  topAskQuantity: num('top_ask_quantity'),
  topBidPrice: num('top_bid_price'),
  topBidQuantity: num('top_bid_quantity'),
  volume: num('volume'),
};

function nested(key: string, shape: Shape): Check {
  return (value, raw) => {
    fits(value, raw[key], shape, key);
    return null;
  };
}

function list(key: string, shape: Shape): Check {
  return (value, raw) => {
    const given = raw[key] ?? [];
    if (!Array.isArray(value) || !Array.isArray(given) || value.length !== given.length)
      return 'is not as long as the input';
    value.forEach((one, index) => fits(one, (given as unknown[])[index], shape, `${key} ${index}`));
    return null;
  };
}

/** A complete list: as many rows as the body has. An error that means "no data" has none. */
function rows(shape: Shape): Judge {
  return (result, body) => {
    if (!Array.isArray(result)) throw new Finding(`expected a list, found ${show(result)}`);
    const isNone = result.length === 0 && isError(body);
    const given: readonly unknown[] = Array.isArray(body) ? (body as unknown[]) : isNone ? [] : [body];
    if (result.length !== given.length) throw new Finding(`expected ${given.length} rows, found ${result.length}`);
    result.forEach((row, index) => fits(row, given[index], shape, `row ${index}`));
  };
}

/** Rows of a body, filtered by their content. */
function found(shape: Shape): Judge {
  return (result, body) => {
    const given: readonly unknown[] = Array.isArray(body) ? (body as unknown[]) : [body];
    const results = Array.isArray(result) ? (result as unknown[]) : result === null ? [] : [result];
    for (const row of results) {
      const { raw } = row as { raw: unknown };
      if (!given.includes(raw)) throw new Finding('a row that is not in the body');
      fits(row, raw, shape, 'row');
    }
  };
}

function one(shape: Shape): Judge {
  return (result, body) => fits(result, body, shape, 'answer');
}

const isError = (body: unknown): boolean =>
  typeof body === 'object' &&
  body !== null &&
  ['errorCode', 'errorType', 'internalErrorCode', 'status'].some((field) => field in body);

const receipts: Judge = (result, body) => {
  const given = Array.isArray(body) ? (body as unknown[]) : [body];
  const results = Array.isArray(result) ? (result as unknown[]) : [result];
  if (Array.isArray(result) ? results.length !== given.length : given.length === 0)
    throw new Finding('expected a receipt for each order');
  results.forEach((row, index) => fits(row, given[index], RECEIPT, `receipt ${index}`));
};

const nothing: Judge = (result) => {
  if (result !== undefined) throw new Finding(`expected nothing, found ${show(result)}`);
};

const saved: Judge = (result, body) => {
  nothing(result, body);
  const { status } = (body ?? {}) as Raw;
  if (asText(status).trim().toUpperCase() !== 'SUCCESS') throw new Finding(`${show(body)} was taken for a success`);
};

/** Only strikes with a valid price, in ascending order. */
const chain: Judge = (result, body) => {
  const { lastPrice, strikes } = result as {
    lastPrice: unknown;
    strikes: { strikePrice: number; ce: unknown; pe: unknown }[];
  };
  const { data } = body as { data: { last_price: unknown; oc: Record<string, { ce?: unknown; pe?: unknown }> } };
  if (decimal(data.last_price) !== lastPrice)
    throw new Finding(`lastPrice ${show(lastPrice)}; input ${show(data.last_price)}`);
  // Not a strike. The reader leaves it out, and `raw` keeps it.
  const keys = Object.keys(data.oc).filter((key) => key !== '__proto__');
  if (strikes.length !== keys.length) throw new Finding(`expected ${keys.length} strikes, found ${strikes.length}`);
  strikes.forEach(({ strikePrice, ce, pe }, index) => {
    if (!(strikePrice > 0) || !Number.isFinite(strikePrice)) throw new Finding(`strike ${String(strikePrice)} is none`);
    if (index > 0 && !(strikePrice > (strikes[index - 1]?.strikePrice ?? 0)))
      throw new Finding(`strike ${strikePrice} does not ascend`);
    const key = keys.find((each) => decimal(each) === strikePrice);
    if (key === undefined) throw new Finding(`strike ${strikePrice} is not in the input`);
    if (ce !== null) fits(ce, data.oc[key]?.ce, OPTION, `${key} ce`);
    if (pe !== null) fits(pe, data.oc[key]?.pe, OPTION, `${key} pe`);
  });
};

const expiries: Judge = (result, body) => {
  const { data } = body as { data: unknown };
  const isList =
    Array.isArray(result) &&
    JSON.stringify(result) === JSON.stringify(data) &&
    result.every((each) => typeof each === 'string' && isDay(each));
  if (!isList) throw new Finding(`expiries ${show(result)}`);
};

const quotes =
  (shape: Shape): Judge =>
  (result, body) => {
    const { data } = body as { data: Record<string, Record<string, unknown> | null> };
    // The broker has no instrument with this name.
    const segments = Object.entries(data).flatMap(([name, each]) => (name === '__proto__' ? [] : [each]));
    const given = segments.reduce(
      (count, each) => count + Object.keys(each ?? {}).filter((key) => key !== '__proto__').length,
      0,
    );
    const list = result as { exchangeSegment: string; securityId: string }[];
    if (list.length !== given) throw new Finding(`expected ${given} quotes, found ${list.length}`);
    for (const quote of list) {
      const { exchangeSegment, securityId } = quote;
      const segment = Object.entries(data).find(([name]) => name === exchangeSegment)?.[1] ?? {};
      const raw = Object.entries(segment).find(([name]) => name === securityId)?.[1];
      fits(quote, raw, shape, `${exchangeSegment} ${securityId}`);
    }
  };

/** One candle for each time. Each number is the one in its column at the same place. */
function candlesOf(
  list: readonly Raw[],
  columns: Raw,
  names: Readonly<Record<string, string>>,
  isSparse: boolean,
): void {
  const times = (columns['timestamp'] ?? []) as unknown[];
  if (list.length !== times.length) throw new Finding(`expected ${times.length} candles, found ${list.length}`);
  list.forEach((candle, index) => {
    const start = candle['startMs'];
    const seconds = decimal(times[index]);
    if (!Number.isSafeInteger(start) || seconds === undefined || Math.round(seconds * 1_000) !== start) {
      throw new Finding(`candle ${index}: startMs ${show(start)}; input ${show(times[index])}`);
    }
    if (Number.isNaN(new Date(start).getTime())) throw new Finding(`candle ${index}: ${String(start)} is no moment`);
    for (const [field, column] of Object.entries(names)) {
      const given = (columns[column] ?? []) as unknown[];
      const isNone = candle[field] === null && (isSparse || field === 'openInterest') && index >= given.length;
      if (!isNone && decimal(given[index]) !== candle[field])
        throw new Finding(`candle ${index}: ${field} ${show(candle[field])}; input ${show(given[index])}`);
    }
  });
}
const PRICES = { open: 'open', high: 'high', low: 'low', close: 'close', volume: 'volume' };

const candles: Judge = (result, body) => {
  const { candles: list } = result as { candles: Raw[] };
  if (isError(body) && list.length === 0) return;
  candlesOf(list, body as Raw, { ...PRICES, openInterest: 'open_interest' }, false);
};

const rolling: Judge = (result, body) => {
  const { ce, pe } = result as { ce: Raw[]; pe: Raw[] };
  const { data } = body as { data: { ce?: Raw | null; pe?: Raw | null } };
  const names = { ...PRICES, iv: 'iv', strike: 'strike', oi: 'oi', spot: 'spot' };
  candlesOf(ce, data.ce ?? {}, names, true);
  candlesOf(pe, data.pe ?? {}, names, true);
};

const multiOrders: Judge = (result, body) => {
  const shape: Shape = { orderId: text('orderId'), sequence: id('sequence'), orderStatus: text('orderStatus') };
  fits(result, body, { orders: list('orders', shape) }, 'answer');
};

const pnlExit: Judge = (result, body) => {
  const shape: Shape = {
    pnlExitStatus: id('pnlExitStatus'),
    profitValue: numOrNull('profit'),
    lossValue: numOrNull('loss'),
    productType: anything,
    enableKillSwitch: flag('enable_kill_switch', 'enableKillSwitch'),
  };
  fits(result, body, shape, 'answer');
};

const pnlAnswer: Judge = (result, body) => {
  fits(result, body, { pnlExitStatus: text('pnlExitStatus'), message: text('message') }, 'answer');
  const { pnlExitStatus, status } = body as Raw;
  if (isEmpty(pnlExitStatus) && isEmpty(status)) throw new Finding(`${show(body)} was taken for an answer`);
};

const exitAll: Judge = (result, body) => {
  if (body === undefined) return;
  fits(result, body, { message: text('message') }, 'answer');
  const { status } = body as Raw;
  if (asText(status).trim().toUpperCase() !== 'SUCCESS') throw new Finding(`${show(body)} was taken for a success`);
};

const consent: Judge = (result, body) => {
  const { consentId } = result as { consentId: unknown };
  const wrong = text('consentAppId', 'consentId')(consentId, body as Raw);
  if (wrong !== null || consentId === null || consentId === '')
    throw new Finding(`consentId ${show(consentId)} ${wrong ?? ''}`);
};

const tpin: Judge = (result, body) =>
  fits(result, body ?? {}, { edisStatus: text('edisStatus'), remarks: text('remarks') }, 'answer');

export const JUDGES: Readonly<Partial<Record<Endpoint, Judge>>> = {
  'POST auth:/app/generateAccessToken': one(GRANT),
  'GET /RenewToken': one(GRANT),
  'POST auth:/app/generate-consent': consent,
  'POST auth:/app/consumeApp-consent': one(GRANT),
  'POST auth:/partner/generate-consent': consent,
  'POST auth:/partner/consume-consent': one(GRANT),
  'GET /profile': one(PROFILE),
  'POST /ip/setIP': saved,
  'PUT /ip/modifyIP': saved,
  'GET /ip/getIP': one(IPS),
  'POST /orders': receipts,
  'PUT /orders/{order-id}': receipts,
  'DELETE /orders/{order-id}': receipts,
  'POST /orders/slicing': receipts,
  'GET /orders': rows(ORDER),
  'GET /orders/{order-id}': found(ORDER),
  'GET /orders/external/{correlation-id}': found(ORDER),
  'GET /trades': rows(TRADE),
  'GET /trades/{order-id}': rows(TRADE),
  'POST /super/orders': receipts,
  'PUT /super/orders/{order-id}': receipts,
  'DELETE /super/orders/{order-id}/{order-leg}': receipts,
  'GET /super/orders': rows(SUPER),
  'POST /forever/orders': receipts,
  'PUT /forever/orders/{order-id}': receipts,
  'DELETE /forever/orders/{order-id}': receipts,
  'GET /forever/orders': rows(FOREVER),
  'POST /alerts/orders': one(ALERT_ANSWER),
  'PUT /alerts/orders/{alert-id}': one(ALERT_ANSWER),
  'DELETE /alerts/orders/{alert-id}': one(ALERT_ANSWER),
  'GET /alerts/orders': rows(TRIGGER),
  'GET /alerts/orders/{alert-id}': found(TRIGGER),
  'POST /alerts/multi/orders': multiOrders,
  'GET /holdings': rows(HOLDING),
  'GET /positions': rows(POSITION),
  'POST /positions/convert': nothing,
  'DELETE /positions': exitAll,
  'GET /edis/tpin': tpin,
  'POST /edis/form': one(FORM),
  'POST /edis/bulkform': one(FORM),
  'GET /edis/inquire/{isin}': rows(INQUIRY),
  'POST /killswitch': one({ dhanClientId: text('dhanClientId'), message: id('killSwitchStatus') }),
  'GET /killswitch': one({
    dhanClientId: text('dhanClientId'),
    killSwitchStatus: word('killSwitchStatus', 'ACTIVATE', 'DEACTIVATE'),
  }),
  'POST /pnlExit': pnlAnswer,
  'GET /pnlExit': pnlExit,
  'DELETE /pnlExit': pnlAnswer,
  'GET /fundlimit': one(FUNDS),
  'POST /margincalculator': one(MARGIN),
  'POST /margincalculator/multi': one(MULTI_MARGIN),
  'GET /ledger': rows(LEDGER),
  'GET /trades/{from-date}/{to-date}/{page}': rows(HISTORY),
  'POST /marketfeed/ltp': quotes(LTP),
  'POST /marketfeed/ohlc': quotes({ ...LTP, ohlc: nested('ohlc', OHLC) }),
  'POST /marketfeed/quote': quotes(QUOTE),
  'POST /optionchain': chain,
  'POST /optionchain/expirylist': expiries,
  'POST /charts/historical': candles,
  'POST /charts/intraday': candles,
  'POST /charts/rollingoption': rolling,
};
