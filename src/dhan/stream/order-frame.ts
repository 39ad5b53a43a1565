import { z } from 'zod';
import { wireNumberOrZero, wireQuantity, wireText } from '../wire/parse.ts';

/**
 * The inside of an order alert with its keys in lower case: the wire says `orderNo`, the documentation `OrderNo`.
 * Fields that are zero or empty are missing on the wire.
 * Source: https://dhanhq.co/docs/v2/order-update/ ; observed wire, March 2025 to September 2026.
 */
export const orderFrame = z.object({
  clientid: wireText,
  exchange: z.string().min(1),
  segment: z.string().min(1),
  securityid: wireText.pipe(z.string().min(1)),
  orderno: wireText.pipe(z.string().min(1)),
  exchorderno: wireText,
  product: z.string().min(1),
  txntype: z.enum(['B', 'S']),
  ordertype: z.string().min(1),
  validity: z.enum(['DAY', 'IOC']),
  quantity: wireQuantity,
  tradedqty: wireQuantity,
  discquantity: wireQuantity,
  price: wireNumberOrZero,
  triggerprice: wireNumberOrZero,
  avgtradedprice: wireNumberOrZero,
  tradedprice: wireNumberOrZero,
  refltp: wireNumberOrZero,
  algoordno: wireText,
  legno: wireNumberOrZero,
  offmktflag: wireText,
  lastupdatedtime: wireText,
  remarks: wireText,
  reasondescription: wireText,
  symbol: wireText,
  displayname: wireText,
  status: wireText,
  correlationid: wireText,
});
export type OrderFrame = z.infer<typeof orderFrame>;

/** `{"Data":{…},"Type":"order_alert"}` with the keys of `Data` in lower case; null for any other message. */
export function openEnvelope(message: unknown): Record<string, unknown> | null {
  if (typeof message !== 'object' || message === null) return null;
  const envelope = lowerKeys(message);
  if (envelope['type'] !== 'order_alert') return null;
  const data = envelope['data'];
  return typeof data === 'object' && data !== null ? lowerKeys(data) : {};
}

function lowerKeys(value: object): Record<string, unknown> {
  const lowered: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(value)) lowered[key.toLowerCase()] = inner;
  return lowered;
}
