import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import type { Catalogue } from '../instruments/catalogue.ts';
import { ORDER_SEGMENTS } from '../instruments/segment.ts';
import type { Market } from '../market/market.ts';
import { protectedLimitPaise } from '../market/protection-band.ts';
import { paiseFromRupees } from '../money/paise.ts';
import type { WireSwitches } from '../options.ts';
import { AMO_TIMES, ORDER_TYPES, PRODUCTS, SIDES, VALIDITIES, type OrderTicket } from '../orders/order.ts';
import { inputException, invalidAuthentication, orderError } from '../orders/refusal.ts';
import { STOP_ON_WRONG_SIDE, stopOnWrongSide, termsProblem } from '../orders/terms.ts';
import { firstIssue, wireId, wireNumber, wirePrice, wireQuantity } from './wire-fields.ts';

/**
 * Body of POST /orders. Source: https://dhanhq.co/docs/v2/orders/
 *
 * One official page requires `dhanClientId`, another makes it optional. The emulator accepts a request without it. Unknown fields are
 * ignored.
 * The character set of correlationId is misprinted in the documentation. Letters, digits, space, `_`, `-` and `.` cover every reading
 * of it.
 */
const placeBody = z.object({
  dhanClientId: z.string().optional(),
  correlationId: z
    .string()
    .regex(/^[A-Za-z0-9 _.-]*$/)
    .optional(),
  transactionType: z.enum(SIDES),
  exchangeSegment: z.enum(ORDER_SEGMENTS),
  productType: z.enum(PRODUCTS),
  orderType: z.enum(ORDER_TYPES),
  validity: z.enum(VALIDITIES),
  securityId: wireId.pipe(z.string().min(1)),
  quantity: wireQuantity,
  disclosedQuantity: wireNumber.pipe(z.int().nonnegative()).optional(),
  price: wirePrice.optional(),
  triggerPrice: wirePrice.optional(),
  afterMarketOrder: z.boolean().optional(),
  amoTime: z.enum(AMO_TIMES).optional(),
  boProfitValue: wirePrice.optional(),
  boStopLossValue: wirePrice.optional(),
});

export interface PlaceContext {
  readonly catalogue: Catalogue;
  readonly market: Market;
  readonly switches: WireSwitches;
}

/**
 * Converts a body to a ticket, or refuses it before the order gets a number.
 *
 * @throws Refusal DH-905 for a bad field, DH-906 for a stop on the wrong side, DH-901 for another client's id
 */
export function parsePlaceRequest(body: unknown, account: Account, context: PlaceContext): OrderTicket {
  const parsed = placeBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const order = parsed.data;
  // The broker's answer to a client id that is not the token's is unknown. Its DH-901 text names the client id.
  if (order.dhanClientId !== undefined && order.dhanClientId !== account.dhanClientId) {
    throw invalidAuthentication('dhanClientId: is not the owner of the token');
  }
  const correlationId = order.correlationId || null;
  if (correlationId !== null && correlationId.length > context.switches.correlationIdMax) {
    throw inputException(`correlationId: longer than ${context.switches.correlationIdMax}`);
  }
  if (order.amoTime !== undefined && order.afterMarketOrder !== true) {
    throw inputException('amoTime: only with afterMarketOrder');
  }
  const instrument = context.catalogue.find(order.exchangeSegment, order.securityId);
  // It is not documented whether an unknown id is refused at once or rejected after acceptance. The emulator refuses at once.
  if (instrument === undefined)
    throw inputException(`securityId: ${order.securityId} is not in ${order.exchangeSegment}`);
  const ticket: OrderTicket = {
    instrument,
    side: order.transactionType,
    product: order.productType,
    orderType: order.orderType,
    validity: order.validity,
    quantity: order.quantity,
    disclosedQuantity: order.disclosedQuantity ?? 0,
    pricePaise: paiseFromRupees(order.price ?? 0),
    triggerPaise: paiseFromRupees(order.triggerPrice ?? 0),
    afterMarketOrder: order.afterMarketOrder ?? false,
    amoTime: order.amoTime ?? null,
    correlationId,
    platform: 'API',
    source: 'P',
  };
  return { ...ticket, ...apiTerms(ticket, context) };
}

type ApiTerms = Pick<
  OrderTicket,
  'instrument' | 'side' | 'orderType' | 'validity' | 'quantity' | 'disclosedQuantity' | 'pricePaise' | 'triggerPaise'
>;

/**
 * The terms after the broker's changes to an order sent by API. A market order becomes a protected limit order. A stop-market order
 * loses its trigger and becomes one too (or is refused, by switch). Observed by users of the live API in July 2026.
 *
 * @param open - units still to be filled, when an order is changed
 * @throws Refusal as parsePlaceRequest
 */
export function apiTerms<T extends ApiTerms>(
  terms: T,
  { market, switches }: Omit<PlaceContext, 'catalogue'>,
  open = terms.quantity,
): T {
  const problem = termsProblem(terms, open);
  if (problem !== null) throw inputException(problem);
  if (stopOnWrongSide(terms.side, terms)) throw orderError(STOP_ON_WRONG_SIDE);
  if (terms.orderType === 'STOP_LOSS_MARKET' && switches.stopLossMarket === 'DH-906') {
    // Only the code was reported for this case. The text is that of the wrong-side refusal.
    throw orderError(STOP_ON_WRONG_SIDE, 'STOP_LOSS_MARKET is refused by switch');
  }
  if (terms.orderType === 'MARKET' || terms.orderType === 'STOP_LOSS_MARKET') {
    const pricePaise = protectedLimitPaise(market.of(terms.instrument), terms.side);
    return { ...terms, orderType: 'LIMIT', pricePaise, triggerPaise: 0 };
  }
  // A trigger on a plain limit order has no meaning and is ignored.
  return terms.orderType === 'LIMIT' ? { ...terms, triggerPaise: 0 } : terms;
}
