import { z } from 'zod';
import { isAccountId } from '@dhancopy/domain/ids';
import { wireId, wireNumberOrZero, wireQuantity, wireText, WireError } from '../wire/parse.ts';

/**
 * The content of an order alert, with its keys in lower case: the wire has `orderNo`, the documentation `OrderNo`.
 * Fields that are zero or empty are missing on the wire.
 * Source: https://dhanhq.co/docs/v2/order-update/ ; observed wire, March 2025 to September 2026.
 */
export const orderFrame = z.object({
  clientid: wireId.refine(isAccountId, 'expected 1 to 20 letters or digits'),
  exchange: z.string().min(1),
  segment: z.string().min(1),
  securityid: wireId,
  orderno: wireId,
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
  exchordertime: wireText,
  algoid: wireText,
  remarks: wireText,
  reasondescription: wireText,
  symbol: wireText,
  displayname: wireText,
  status: wireText,
  correlationid: wireText,
});

/**
 * `{"Data":{…},"Type":"order_alert"}` with the keys of `Data` in lower case; null for any other message.
 * @throws {WireError} when it has one field twice, in two spellings and with different values
 */
export function openEnvelope(message: unknown): Record<string, unknown> | null {
  if (typeof message !== 'object' || message === null) return null;
  const envelope = lowerKeys(message);
  if (envelope['type'] !== 'order_alert') return null;
  const data = envelope['data'];
  return typeof data === 'object' && data !== null ? lowerKeys(data) : {};
}

function lowerKeys(value: object): Record<string, unknown> {
  // Without a prototype, so that no key can reach one.
  const lowered = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) {
    const name = key.toLowerCase();
    if (name in lowered && lowered[name] !== inner) {
      throw new WireError(`order alert: ${name.slice(0, 40)}: expected one value, found two under two spellings`);
    }
    lowered[name] = inner;
  }
  return lowered;
}
