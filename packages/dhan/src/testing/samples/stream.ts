/** Messages of the order stream. Ids, names and money are made up. Source: https://dhanhq.co/docs/v2/order-update/ and frames of 2025 and 2026 */

/** A filled option order as on the real socket: camelCase, Title case, zero fields missing. */
export const FILLED_FRAME = {
  Data: {
    exchange: 'NSE',
    segment: 'D',
    source: 'P',
    securityId: '52345',
    clientId: '1100012345',
    exchOrderNo: '1600000012345678',
    orderNo: '102260915000130',
    product: 'M',
    txnType: 'B',
    orderType: 'LMT',
    validity: 'DAY',
    quantity: 65,
    tradedQty: 65,
    price: 101.5,
    tradedPrice: 101.35,
    avgTradedPrice: 101.35,
    strategyId: 'NA',
    offMktFlag: '0',
    orderDateTime: '2026-09-15 10:05:00',
    exchOrderTime: '2026-09-15 10:05:01',
    lastUpdatedTime: '2026-09-15 10:05:01',
    remarks: ' ',
    mktType: 'NL',
    reasonDescription: 'TRADE CONFIRMED',
    legNo: 1,
    instrument: 'OPTIDX',
    symbol: 'NIFTY-Sep2026-2',
    productName: 'MARGIN',
    status: 'Traded',
    lotSize: 65,
    strikePrice: 25000,
    expiryDate: '2026-09-24',
    optType: 'CE',
    displayName: 'NIFTY 24 SEP 25000 CALL',
    isin: 'NA',
    series: 'XX',
    goodTillDaysDate: '2026-09-15',
    refLtp: 101.4,
    tickSize: 0.05,
    algoId: '0',
    multiplier: 1,
    correlationId: 'ct-7f3a91-0004',
  },
  Type: 'order_alert',
};

/** The same order in the documentation: PascalCase, a camelCase group first, zeros present, a parent typed as float. */
export const DOCUMENTED_FRAME = {
  Data: {
    series: 'XX',
    goodTillDaysDate: '2026-09-15',
    instrumentType: 'OP',
    refLtp: 101.4,
    tickSize: 0.05,
    algoId: '0',
    multiplier: 1,
    Exchange: 'NSE',
    Segment: 'D',
    Source: 'P',
    SecurityId: '52345',
    ClientId: '1100012345',
    ExchOrderNo: '1600000012345678',
    OrderNo: '102260915000130',
    Product: 'M',
    TxnType: 'B',
    OrderType: 'LMT',
    Validity: 'DAY',
    DiscQuantity: 0,
    DiscQtyRem: 0,
    RemainingQuantity: 0,
    Quantity: 65,
    TradedQty: 65,
    Price: 101.5,
    TriggerPrice: 0,
    TradedPrice: 101.35,
    AvgTradedPrice: 101.35,
    AlgoOrdNo: 0.0,
    OffMktFlag: '0',
    OrderDateTime: '2026-09-15 10:05:00',
    ExchOrderTime: '2026-09-15 10:05:01',
    LastUpdatedTime: '2026-09-15 10:05:01',
    Remarks: ' ',
    MktType: 'NL',
    ReasonDescription: 'TRADE CONFIRMED',
    LegNo: 1,
    Instrument: 'OPTIDX',
    Symbol: 'NIFTY-Sep2026-2',
    ProductName: 'MARGIN',
    Status: 'TRADED',
    LotSize: 65,
    StrikePrice: 25000,
    ExpiryDate: '2026-09-24',
    OptType: 'CE',
    DisplayName: 'NIFTY 24 SEP 25000 CALL',
    Isin: 'NA',
    CorrelationId: 'ct-7f3a91-0004',
  },
  Type: 'order_alert',
};

const { tradedQty: _qty, tradedPrice: _last, avgTradedPrice: _average, price: _price, ...UNFILLED } = FILLED_FRAME.Data;

/** Neither price nor traded quantity, no exchange number, the reason as text. */
export const REJECTED_FRAME = {
  Data: {
    ...UNFILLED,
    orderNo: '102260915000131',
    exchOrderNo: '0',
    exchOrderTime: '0001-01-01 00:00:00',
    remainingQuantity: 65,
    status: 'Rejected',
    reasonDescription: 'RMS:102260915000131:You have insufficient funds. Please add Rs.1840.20 to trade.',
  },
  Type: 'order_alert',
};

/** An order of the broker's app: no tag. */
export const APP_FRAME = {
  Data: {
    ...UNFILLED,
    price: 101.5,
    source: 'W',
    status: 'Pending',
    reasonDescription: 'CONFIRMED',
    correlationId: 'NA',
    orderPlatform: 'FAST',
  },
  Type: 'order_alert',
};

/** The order of a forever order: a new number, the parent in algoOrdNo. */
export const FOREVER_CHILD_FRAME = {
  Data: {
    ...FILLED_FRAME.Data,
    algoOrdNo: '5132260915017',
    correlationId: 'NR',
    remarks: 'NR',
    orderPlatform: 'FOVR',
    algoId: '0',
  },
  Type: 'order_alert',
};

/** The stop of a super order, as the code of a client expects it. Raw frames of legs are not public. */
export const LEG_FRAME = {
  Data: {
    ...UNFILLED,
    price: 90,
    algoOrdNo: '102260915000130.0',
    legNo: 2,
    txnType: 'S',
    status: 'Dummy',
    remarks: 'Super Order',
    symbol: 'NIFTY',
  },
  Type: 'order_alert',
};
