import type { ExchangeSegment } from '../enums.ts';

/** A segment that binary packets can name. No byte is known for NSE_COMM. */
export type FeedSegment = Exclude<ExchangeSegment, 'NSE_COMM'>;

/** By the byte of the packet. There is no 6. Source: https://dhanhq.co/docs/v2/annexure/ */
const BY_BYTE: readonly (FeedSegment | undefined)[] = [
  'IDX_I',
  'NSE_EQ',
  'NSE_FNO',
  'NSE_CURRENCY',
  'BSE_EQ',
  'MCX_COMM',
  undefined,
  'BSE_CURRENCY',
  'BSE_FNO',
];

export const FEED_SEGMENTS: readonly FeedSegment[] = BY_BYTE.filter((segment) => segment !== undefined);

/** undefined for an unknown byte. */
export function segmentOf(byte: number): FeedSegment | undefined {
  return BY_BYTE[byte];
}
