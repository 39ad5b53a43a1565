/**
 * Words of other programs and brokers, with the word of this schema that means the same. A word that is not here is not guessed: its row
 * is kept aside. docs/database-care.md has this table for the operator, and a test compares the two.
 *
 * Words are compared in capitals, with spaces and hyphens as underscores: `sl-m`, `SL M` and `SL_M` are one word.
 *
 * Source of the foreign words: the order types, products and statuses of Kite Connect, Upstox, Angel One and DhanHQ v1.
 */

/** A kind of word, its columns, our own words, and the others with the one of ours that each means. */
export interface Vocabulary {
  readonly what: string;
  /** `table.column` of the older file. */
  readonly columns: readonly string[];
  readonly own: readonly string[];
  readonly others: Readonly<Record<string, readonly string[]>>;
}

const FLAGS = [
  'orders.is_sliced_order',
  'orders.after_market_order',
  'auth_tokens.is_active',
  'traders_control.is_active',
  'postback_configs.is_active',
  'postback_events.is_verified',
  'postback_events.is_processed',
  'websocket_messages.is_processed',
] as const;

const WITH_ACCOUNT_TYPE = [
  'orders',
  'trades',
  'positions',
  'holdings',
  'funds',
  'audit_log',
  'bracket_order_legs',
  'forever_orders',
  'auth_tokens',
  'rate_limit_tracking',
  'edis_transactions',
  'traders_control',
  'risk_violations',
  'margin_requirements',
  'ledger_entries',
  'postback_configs',
  'postback_events',
  'websocket_connections',
  'websocket_messages',
] as const;

export const VOCABULARIES: readonly Vocabulary[] = [
  {
    what: 'account type',
    columns: WITH_ACCOUNT_TYPE.map((table) => `${table}.account_type`),
    own: ['leader', 'follower'],
    others: { leader: ['MASTER', 'SOURCE', 'PARENT'], follower: ['CHILD', 'SLAVE', 'COPIER'] },
  },
  {
    what: 'side',
    columns: ['orders.side', 'trades.side', 'forever_orders.transaction_type'],
    own: ['BUY', 'SELL'],
    others: { BUY: ['B'], SELL: ['S'] },
  },
  {
    what: 'product',
    columns: [
      'orders.product',
      'trades.product',
      'positions.product',
      'forever_orders.product',
      'margin_requirements.product',
    ],
    own: ['CNC', 'INTRADAY', 'MARGIN', 'MTF', 'CO', 'BO'],
    others: {
      CNC: ['DELIVERY', 'CASH', 'D'],
      INTRADAY: ['MIS', 'INTRA', 'I'],
      MARGIN: ['NRML', 'NORMAL', 'CARRYFORWARD', 'CARRY_FORWARD'],
      CO: ['COVER', 'COVER_ORDER'],
      BO: ['BRACKET', 'BRACKET_ORDER'],
    },
  },
  {
    what: 'order type',
    columns: ['orders.order_type', 'forever_orders.order_type_after_trigger'],
    own: ['MARKET', 'LIMIT', 'STOP_LOSS', 'STOP_LOSS_MARKET'],
    others: {
      MARKET: ['MKT'],
      LIMIT: ['LMT'],
      STOP_LOSS: ['SL', 'SL_L', 'SL_LIMIT', 'STOPLOSS', 'STOPLOSS_LIMIT', 'STOP_LOSS_LIMIT', 'STOP_LIMIT'],
      STOP_LOSS_MARKET: ['SL_M', 'SLM', 'SL_MARKET', 'SL_MKT', 'STOPLOSS_MARKET', 'STOP_MARKET'],
    },
  },
  {
    what: 'validity',
    columns: ['orders.validity', 'forever_orders.validity'],
    own: ['DAY', 'IOC'],
    others: { DAY: ['GFD', 'EOD'], IOC: ['IMMEDIATE_OR_CANCEL'] },
  },
  {
    what: 'order status',
    columns: ['orders.status', 'bracket_order_legs.status'],
    own: [
      'PENDING',
      'TRANSIT',
      'OPEN',
      'PARTIAL',
      'PART_TRADED',
      'EXECUTED',
      'CANCELLED',
      'REJECTED',
      'TRADED',
      'EXPIRED',
    ],
    others: {
      PENDING: ['NEW', 'CREATED', 'QUEUED', 'AMO_REQ_RECEIVED'],
      TRANSIT: [
        'SUBMITTED',
        'PLACED',
        'SENT',
        'IN_TRANSIT',
        'PUT_ORDER_REQ_RECEIVED',
        'VALIDATION_PENDING',
        'OPEN_PENDING',
      ],
      OPEN: [
        'ACTIVE',
        'WORKING',
        'LIVE',
        'CONFIRMED',
        'TRIGGER_PENDING',
        'MODIFIED',
        'MODIFY_PENDING',
        'MODIFY_VALIDATION_PENDING',
        'CANCEL_PENDING',
      ],
      PARTIAL: ['PARTIALLY_FILLED', 'PARTIALLY_EXECUTED', 'PARTIALLY_TRADED', 'PARTIAL_FILL'],
      EXECUTED: ['COMPLETE', 'COMPLETED', 'FILLED', 'FULLY_FILLED', 'SUCCESS'],
      CANCELLED: ['CANCELED', 'CANCELLED_AMO'],
      REJECTED: ['FAILED', 'ERROR'],
      EXPIRED: ['LAPSED'],
    },
  },
  {
    what: 'leg',
    columns: ['orders.leg_type', 'bracket_order_legs.leg_type'],
    own: ['ENTRY', 'TARGET', 'SL'],
    others: {
      ENTRY: ['ENTRY_LEG', 'MAIN'],
      TARGET: ['TARGET_LEG', 'PROFIT'],
      SL: ['STOP_LOSS_LEG', 'STOP_LOSS', 'STOPLOSS'],
    },
  },
  {
    what: 'copy status',
    columns: ['copy_mappings.status'],
    own: ['pending', 'placed', 'failed', 'cancelled'],
    others: {
      pending: ['NEW', 'QUEUED', 'OPEN'],
      placed: ['SUCCESS', 'COPIED', 'EXECUTED', 'COMPLETE', 'COMPLETED', 'FILLED', 'TRADED'],
      failed: ['ERROR', 'REJECTED'],
      cancelled: ['CANCELED', 'SKIPPED'],
    },
  },
  {
    what: 'exchange segment',
    columns: [
      'orders.exchange_segment',
      'trades.exchange_segment',
      'positions.exchange_segment',
      'holdings.exchange_segment',
      'instruments.exchange_segment',
      'forever_orders.exchange_segment',
      'margin_requirements.exchange_segment',
    ],
    own: [
      'IDX_I',
      'NSE_EQ',
      'NSE_FNO',
      'NSE_CURRENCY',
      'BSE_EQ',
      'BSE_FNO',
      'BSE_CURRENCY',
      'MCX_COMM',
      'NSE_COMM',
      // The seed's word.
      'CDS_FUT',
    ],
    others: {
      NSE_EQ: ['NSE', 'NSE_CM'],
      NSE_FNO: ['NFO', 'NSE_FO'],
      NSE_CURRENCY: ['CDS', 'NSE_CDS'],
      BSE_EQ: ['BSE', 'BSE_CM'],
      BSE_FNO: ['BFO', 'BSE_FO'],
      BSE_CURRENCY: ['BCD', 'BSE_CDS'],
      MCX_COMM: ['MCX', 'MCX_FO'],
    },
  },
  {
    what: 'option',
    columns: ['orders.drv_option_type', 'trades.drv_option_type'],
    own: ['CALL', 'PUT'],
    others: { CALL: ['CE'], PUT: ['PE'] },
  },
  { what: 'yes or no', columns: FLAGS, own: ['1', '0'], others: { 1: ['TRUE', 'YES', 'Y'], 0: ['FALSE', 'NO', 'N'] } },
];

/** Order types that name a product: the order is of that product, with a limit where it has a price. */
export const TYPES_THAT_ARE_PRODUCTS: Readonly<Record<string, readonly string[]>> = {
  CO: ['CO', 'COVER', 'COVER_ORDER'],
  BO: ['BO', 'BRACKET', 'BRACKET_ORDER'],
};
