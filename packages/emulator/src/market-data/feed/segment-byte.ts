import type { ExchangeSegment } from '../../instruments/segment.ts';

/** The segment in binary packets. There is no byte 6. None is known for NSE_COMM. */
export const SEGMENT_BYTES: Readonly<Partial<Record<ExchangeSegment, number>>> = {
  IDX_I: 0,
  NSE_EQ: 1,
  NSE_FNO: 2,
  NSE_CURRENCY: 3,
  BSE_EQ: 4,
  MCX_COMM: 5,
  BSE_CURRENCY: 7,
  BSE_FNO: 8,
};
