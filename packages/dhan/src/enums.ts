/** DhanHQ's closed lists, with its own names. Source: https://dhanhq.co/docs/v2/annexure/ */
export { EXCHANGE_SEGMENTS } from '@dhancopy/domain/instrument';
export type { ExchangeSegment } from '@dhancopy/domain/instrument';

export const TRANSACTION_TYPES = ['BUY', 'SELL'] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

/** CO (cover) and BO (bracket) are intraday only. The newer pages leave them out. */
export const PRODUCT_TYPES = ['CNC', 'INTRADAY', 'MARGIN', 'MTF', 'CO', 'BO'] as const;
export type ProductType = (typeof PRODUCT_TYPES)[number];

export const ORDER_TYPES = ['LIMIT', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_MARKET'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const VALIDITIES = ['DAY', 'IOC'] as const;
export type Validity = (typeof VALIDITIES)[number];

/** When an after-market order goes to the exchange: pre-open, open, 30 or 60 minutes after. */
export const AMO_TIMES = ['PRE_OPEN', 'OPEN', 'OPEN_30', 'OPEN_60'] as const;
export type AmoTime = (typeof AMO_TIMES)[number];

export const LEG_NAMES = ['ENTRY_LEG', 'TARGET_LEG', 'STOP_LOSS_LEG'] as const;
export type LegName = (typeof LEG_NAMES)[number];

export const OPTION_TYPES = ['CALL', 'PUT'] as const;
export type OptionType = (typeof OPTION_TYPES)[number];

export const INSTRUMENTS = [
  'INDEX',
  'FUTIDX',
  'OPTIDX',
  'EQUITY',
  'FUTSTK',
  'OPTSTK',
  'FUTCOM',
  'OPTFUT',
  'FUTCUR',
  'OPTCUR',
] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

/** A word of the broker that may be missing in the list. An unknown word is never final, and never guessed. */
export type Open<Word extends string> = Word | (string & Record<never, never>);

/** Statuses seen or documented over REST. An unknown one means "read again", never "ended". */
export type OrderStatus = Open<
  | 'TRANSIT'
  | 'PENDING'
  | 'PART_TRADED'
  | 'TRADED'
  | 'REJECTED'
  | 'CANCELLED'
  | 'EXPIRED'
  | 'CLOSED'
  | 'TRIGGERED'
  | 'CONFIRM'
  | 'MODIFIED'
  | 'INACTIVE'
>;
