import type { Window } from './sliding-windows.ts';

/**
 * The groups of calls that the broker meters. order: every write of an order, alert or position. data: charts and option chain.
 * quote: `/marketfeed`. nonTrading: everything else. consent: `consentAppId`s and partner consents.
 * The bucket of a call is documented only in part. Reads of orders are assumed to be nonTrading.
 */
export const BUCKETS = ['order', 'data', 'quote', 'nonTrading', 'consent'] as const;
export type Bucket = (typeof BUCKETS)[number];

/** The second is 50 ms longer, because requests arrive closer together at the broker. */
const SECOND = 1_050;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Limits per account. Source: https://dhanhq.co/docs/v2/ and https://dhanhq.co/docs/v2/authentication/ (25 consents a day). */
export const BUCKET_WINDOWS: Readonly<Record<Bucket, readonly Window[]>> = {
  order: [
    { lengthMs: SECOND, limit: 10 },
    { lengthMs: MINUTE, limit: 250 },
    { lengthMs: HOUR, limit: 1_000 },
    { lengthMs: DAY, limit: 7_000 },
  ],
  data: [
    { lengthMs: SECOND, limit: 5 },
    { lengthMs: DAY, limit: 100_000 },
  ],
  quote: [{ lengthMs: SECOND, limit: 1 }],
  nonTrading: [{ lengthMs: SECOND, limit: 20 }],
  consent: [{ lengthMs: DAY, limit: 25 }],
};
