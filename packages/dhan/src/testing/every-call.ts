import type { DhanClient } from '../client.ts';
import type { Bucket } from '../limit/buckets.ts';

const ORDER = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  validity: 'DAY',
  securityId: '1333',
  quantity: 25,
  price: 1612.5,
} as const;
const MODIFIED = { orderType: 'LIMIT', validity: 'DAY', quantity: 25, price: 1609 } as const;
const SUPER = {
  transactionType: 'BUY',
  exchangeSegment: 'NSE_EQ',
  productType: 'INTRADAY',
  orderType: 'LIMIT',
  securityId: '11536',
  quantity: 10,
  price: 3410,
  targetPrice: 3450,
  stopLossPrice: 3390,
} as const;
const FOREVER = {
  orderFlag: 'SINGLE',
  orderType: 'LIMIT',
  validity: 'DAY',
  quantity: 20,
  price: 1498,
  triggerPrice: 1500,
} as const;
const PLACE_FOREVER = {
  ...FOREVER,
  transactionType: 'SELL',
  exchangeSegment: 'NSE_EQ',
  productType: 'CNC',
  securityId: '1333',
} as const;
const TRIGGER = {
  condition: {
    comparisonType: 'PRICE_WITH_VALUE',
    exchangeSegment: 'NSE_EQ',
    securityId: '1333',
    operator: 'GREATER_THAN',
    comparingValue: 1650,
    expDate: '2026-12-31',
  },
  orders: [{ ...ORDER, productType: 'CNC', price: 1651 }],
} as const;
const { orderType: _type, validity: _validity, ...MARGIN_ORDER } = ORDER;
const DAYS = { fromDate: '2026-09-01', toDate: '2026-09-15' };
const NIFTY = { securityId: '13', exchangeSegment: 'IDX_I' } as const;
const HDFC = { securityId: '1333', exchangeSegment: 'NSE_EQ', instrument: 'EQUITY' } as const;
const KEY = { appId: 'app-id-of-test', appSecret: 'canary-secret-of-test' };
const PARTNER = { partnerId: 'partner-of-test', partnerSecret: 'canary-secret-of-test' };

export interface EndpointCall {
  readonly request: `${'GET' | 'POST' | 'PUT' | 'DELETE'} ${string}`;
  readonly bucket: Bucket;
  readonly run: (client: DhanClient) => Promise<unknown>;
}

/** Every call of the client, with its path and its bucket. Source: the broker's table of endpoints. */
export const EVERY_CALL: readonly EndpointCall[] = [
  { request: 'POST /v2/orders', bucket: 'order', run: (c) => c.orders.placeOrder(ORDER) },
  { request: 'PUT /v2/orders/5', bucket: 'order', run: (c) => c.orders.modifyOrder('5', MODIFIED) },
  { request: 'DELETE /v2/orders/5', bucket: 'order', run: (c) => c.orders.cancelOrder('5') },
  { request: 'POST /v2/orders/slicing', bucket: 'order', run: (c) => c.orders.placeSlicedOrder(ORDER) },
  { request: 'GET /v2/orders', bucket: 'nonTrading', run: (c) => c.orders.getOrderBook() },
  { request: 'GET /v2/orders', bucket: 'nonTrading', run: (c) => c.orders.scanOrderBook() },
  { request: 'GET /v2/orders', bucket: 'nonTrading', run: (c) => c.orders.scanOrderBookNews(() => false) },
  { request: 'GET /v2/orders/5', bucket: 'nonTrading', run: (c) => c.orders.getOrderById('5') },
  {
    request: 'GET /v2/orders/external/a%2Fb',
    bucket: 'nonTrading',
    run: (c) => c.orders.getOrdersByCorrelationId('a/b'),
  },
  { request: 'GET /v2/trades', bucket: 'nonTrading', run: (c) => c.trades.getTradeBook() },
  { request: 'GET /v2/trades', bucket: 'nonTrading', run: (c) => c.trades.scanTradeBookNews(() => false) },
  { request: 'GET /v2/trades/5', bucket: 'nonTrading', run: (c) => c.trades.getTradesOfOrder('5') },
  { request: 'POST /v2/super/orders', bucket: 'order', run: (c) => c.superOrders.placeSuperOrder(SUPER) },
  {
    request: 'PUT /v2/super/orders/5',
    bucket: 'order',
    run: (c) => c.superOrders.modifySuperOrder('5', { legName: 'TARGET_LEG', targetPrice: 3460 }),
  },
  {
    request: 'DELETE /v2/super/orders/5/STOP_LOSS_LEG',
    bucket: 'order',
    run: (c) => c.superOrders.cancelSuperOrder('5', 'STOP_LOSS_LEG'),
  },
  { request: 'GET /v2/super/orders', bucket: 'nonTrading', run: (c) => c.superOrders.getSuperOrders() },
  {
    request: 'POST /v2/forever/orders',
    bucket: 'order',
    run: (c) => c.foreverOrders.placeForeverOrder(PLACE_FOREVER),
  },
  {
    request: 'PUT /v2/forever/orders/5',
    bucket: 'order',
    run: (c) => c.foreverOrders.modifyForeverOrder('5', { ...FOREVER, legName: 'ENTRY_LEG' }),
  },
  { request: 'DELETE /v2/forever/orders/5', bucket: 'order', run: (c) => c.foreverOrders.cancelForeverOrder('5') },
  { request: 'GET /v2/forever/orders', bucket: 'nonTrading', run: (c) => c.foreverOrders.getForeverOrders() },
  { request: 'POST /v2/alerts/orders', bucket: 'order', run: (c) => c.conditionalTriggers.placeTrigger(TRIGGER) },
  {
    request: 'PUT /v2/alerts/orders/7',
    bucket: 'order',
    run: (c) => c.conditionalTriggers.modifyTrigger('7', TRIGGER),
  },
  { request: 'DELETE /v2/alerts/orders/7', bucket: 'order', run: (c) => c.conditionalTriggers.deleteTrigger('7') },
  { request: 'GET /v2/alerts/orders', bucket: 'nonTrading', run: (c) => c.conditionalTriggers.getTriggers() },
  { request: 'GET /v2/alerts/orders/7', bucket: 'nonTrading', run: (c) => c.conditionalTriggers.getTrigger('7') },
  {
    request: 'POST /v2/alerts/multi/orders',
    bucket: 'order',
    run: (c) => c.conditionalTriggers.placeMultiOrder(TRIGGER.orders),
  },
  { request: 'GET /v2/holdings', bucket: 'nonTrading', run: (c) => c.portfolio.getHoldings() },
  { request: 'GET /v2/positions', bucket: 'nonTrading', run: (c) => c.portfolio.getPositions() },
  {
    request: 'POST /v2/positions/convert',
    bucket: 'order',
    run: (c) =>
      c.portfolio.convertPosition({
        fromProductType: 'INTRADAY',
        toProductType: 'CNC',
        exchangeSegment: 'NSE_EQ',
        positionType: 'LONG',
        securityId: '1333',
        convertQty: 10,
      }),
  },
  { request: 'DELETE /v2/positions', bucket: 'order', run: (c) => c.portfolio.exitAllPositions() },
  { request: 'GET /v2/edis/tpin', bucket: 'nonTrading', run: (c) => c.edis.generateTpin() },
  {
    request: 'POST /v2/edis/form',
    bucket: 'nonTrading',
    run: (c) => c.edis.getForm({ isin: 'INE040A01034', qty: 10, exchange: 'NSE', segment: 'EQ', bulk: false }),
  },
  {
    request: 'POST /v2/edis/bulkform',
    bucket: 'nonTrading',
    run: (c) => c.edis.getBulkForm({ isin: ['INE040A01034'], exchange: 'NSE', segment: 'EQ' }),
  },
  { request: 'GET /v2/edis/inquire/ALL', bucket: 'nonTrading', run: (c) => c.edis.inquire('ALL') },
  {
    request: 'POST /v2/killswitch?killSwitchStatus=ACTIVATE',
    bucket: 'nonTrading',
    run: (c) => c.tradersControl.setKillSwitch('ACTIVATE'),
  },
  { request: 'GET /v2/killswitch', bucket: 'nonTrading', run: (c) => c.tradersControl.getKillSwitch() },
  {
    request: 'POST /v2/pnlExit',
    bucket: 'nonTrading',
    run: (c) => c.tradersControl.setPnlExit({ lossValue: 2000, productType: ['INTRADAY'] }),
  },
  { request: 'GET /v2/pnlExit', bucket: 'nonTrading', run: (c) => c.tradersControl.getPnlExit() },
  { request: 'DELETE /v2/pnlExit', bucket: 'nonTrading', run: (c) => c.tradersControl.deletePnlExit() },
  { request: 'GET /v2/fundlimit', bucket: 'nonTrading', run: (c) => c.funds.getFundLimit() },
  { request: 'POST /v2/margincalculator', bucket: 'nonTrading', run: (c) => c.funds.calculateMargin(MARGIN_ORDER) },
  {
    request: 'POST /v2/margincalculator/multi',
    bucket: 'nonTrading',
    run: (c) => c.funds.calculateMultiMargin({ includePosition: true, includeOrder: true, orders: [MARGIN_ORDER] }),
  },
  {
    request: 'GET /v2/ledger?from-date=2026-09-01&to-date=2026-09-15',
    bucket: 'nonTrading',
    run: (c) => c.statements.getLedger(DAYS),
  },
  {
    request: 'GET /v2/trades/2026-09-01/2026-09-15/0',
    bucket: 'nonTrading',
    run: (c) => c.statements.getTradeHistory(DAYS, 0),
  },
  { request: 'GET /v2/profile', bucket: 'nonTrading', run: (c) => c.authentication.getProfile() },
  { request: 'GET /v2/RenewToken', bucket: 'nonTrading', run: (c) => c.authentication.renewToken() },
  {
    request: 'POST /app/generateAccessToken?dhanClientId=1100012345&pin=246810&totp=135790',
    bucket: 'nonTrading',
    run: (c) => c.authentication.generateAccessToken({ pin: '246810', totp: '135790' }),
  },
  {
    request: 'POST /app/generate-consent?client_id=1100012345',
    bucket: 'consent',
    run: (c) => c.authentication.generateConsent(KEY),
  },
  {
    request: 'POST /app/consumeApp-consent?tokenId=canary-token-id',
    bucket: 'nonTrading',
    run: (c) => c.authentication.consumeConsent(KEY, 'canary-token-id'),
  },
  {
    request: 'POST /partner/generate-consent',
    bucket: 'consent',
    run: (c) => c.authentication.generatePartnerConsent(PARTNER),
  },
  {
    request: 'POST /partner/consume-consent?tokenId=canary-token-id',
    bucket: 'nonTrading',
    run: (c) => c.authentication.consumePartnerConsent(PARTNER, 'canary-token-id'),
  },
  {
    request: 'POST /v2/ip/setIP',
    bucket: 'nonTrading',
    run: (c) => c.authentication.setStaticIp({ ip: '203.0.113.24', ipFlag: 'PRIMARY' }),
  },
  {
    request: 'PUT /v2/ip/modifyIP',
    bucket: 'nonTrading',
    run: (c) => c.authentication.modifyStaticIp({ ip: '2001:db8::1', ipFlag: 'SECONDARY' }),
  },
  { request: 'GET /v2/ip/getIP', bucket: 'nonTrading', run: (c) => c.authentication.getStaticIps() },
  { request: 'POST /v2/marketfeed/ltp', bucket: 'quote', run: (c) => c.marketQuote.getLtp({ NSE_EQ: ['1333'] }) },
  { request: 'POST /v2/marketfeed/ohlc', bucket: 'quote', run: (c) => c.marketQuote.getOhlc({ NSE_EQ: ['1333'] }) },
  { request: 'POST /v2/marketfeed/quote', bucket: 'quote', run: (c) => c.marketQuote.getQuote({ NSE_EQ: ['1333'] }) },
  {
    request: 'POST /v2/charts/historical',
    bucket: 'data',
    run: (c) => c.historicalData.getDailyCandles({ ...HDFC, ...DAYS }),
  },
  {
    request: 'POST /v2/charts/intraday',
    bucket: 'data',
    run: (c) =>
      c.historicalData.getIntradayCandles({
        ...HDFC,
        interval: 5,
        fromDate: '2026-09-15 09:15:00',
        toDate: '2026-09-15 15:30:00',
      }),
  },
  { request: 'POST /v2/optionchain/expirylist', bucket: 'data', run: (c) => c.optionChain.getExpiryList(NIFTY) },
  {
    request: 'POST /v2/optionchain',
    bucket: 'data',
    run: (c) => c.optionChain.getOptionChain({ ...NIFTY, expiry: '2026-09-24' }),
  },
  {
    request: 'POST /v2/charts/rollingoption',
    bucket: 'data',
    run: (c) =>
      c.expiredOptions.getRollingOptions({
        securityId: '13',
        exchangeSegment: 'NSE_FNO',
        instrument: 'OPTIDX',
        expiryFlag: 'WEEK',
        expiryCode: 1,
        strikesFromAtm: -2,
        drvOptionType: 'CALL',
        requiredData: ['open', 'close', 'iv'],
        interval: 15,
        ...DAYS,
      }),
  },
];
