/**
 * Exchange segments in the broker's order pages. Source: https://dhanhq.co/docs/v2/annexure/
 *
 * `IDX_I` (index values) is a segment of the feed and the scrip master. Nothing can be ordered in it.
 */
export const ORDER_SEGMENTS = [
  'NSE_EQ',
  'NSE_FNO',
  'BSE_EQ',
  'BSE_FNO',
  'MCX_COMM',
  'NSE_CURRENCY',
  'BSE_CURRENCY',
  'NSE_COMM',
] as const;

export type OrderSegment = (typeof ORDER_SEGMENTS)[number];
export type ExchangeSegment = OrderSegment | 'IDX_I';

/** Exchange and one-letter segment, as the order stream and the scrip master write them. */
export const SEGMENT_WORDS: Readonly<Record<OrderSegment, { exchange: string; letter: string }>> = {
  NSE_EQ: { exchange: 'NSE', letter: 'E' },
  NSE_FNO: { exchange: 'NSE', letter: 'D' },
  NSE_CURRENCY: { exchange: 'NSE', letter: 'C' },
  NSE_COMM: { exchange: 'NSE', letter: 'M' },
  BSE_EQ: { exchange: 'BSE', letter: 'E' },
  BSE_FNO: { exchange: 'BSE', letter: 'D' },
  BSE_CURRENCY: { exchange: 'BSE', letter: 'C' },
  MCX_COMM: { exchange: 'MCX', letter: 'M' },
};
