import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import { paiseFromRupees } from '../money/paise.ts';
import type { OrderTicket } from '../orders/order.ts';
import { inputException, invalidAuthentication } from '../orders/refusal.ts';
import { parsePlaceRequest, type PlaceContext } from '../rest/place-request.ts';
import { firstIssue, wirePrice, wireQuantity } from '../rest/wire-fields.ts';
import type { SuperTerms } from './super-orders.ts';
import type { SuperOrder } from './super-order.ts';

const protection = z.object({
  orderType: z.enum(['LIMIT', 'MARKET']),
  productType: z.enum(['CNC', 'INTRADAY', 'MARGIN', 'MTF']),
  targetPrice: wirePrice.optional(),
  stopLossPrice: wirePrice.optional(),
  trailingJump: wirePrice.optional(),
});

/**
 * Body of POST /super/orders: that of a plain order without validity, trigger and after-market fields, and the prices of the exits. At
 * least one exit is required. It is not known whether the broker requires both.
 *
 * @throws Refusal DH-905 for a bad field or for exits on the wrong side of the entry
 */
export function parseSuperOrder(
  body: unknown,
  account: Account,
  context: PlaceContext,
): { ticket: OrderTicket; terms: SuperTerms } {
  const parsed = protection.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const fields = typeof body === 'object' && body !== null ? body : {};
  const ticket = parsePlaceRequest(
    { ...fields, validity: 'DAY', triggerPrice: 0, afterMarketOrder: false, amoTime: undefined },
    account,
    context,
  );
  const { targetPrice = 0, stopLossPrice = 0, trailingJump = 0, orderType } = parsed.data;
  const terms: SuperTerms = {
    targetPaise: targetPrice > 0 ? paiseFromRupees(targetPrice) : null,
    stopPaise: stopLossPrice > 0 ? paiseFromRupees(stopLossPrice) : null,
    trailPaise: paiseFromRupees(trailingJump),
  };
  if (terms.targetPaise === null && terms.stopPaise === null) {
    throw inputException('targetPrice: expected a target or a stop-loss price');
  }
  const entryPaise = orderType === 'MARKET' ? context.market.ltpPaise(ticket.instrument) : ticket.pricePaise;
  refuseWrongSide(ticket.side, entryPaise, terms);
  return { ticket, terms };
}

const change = z.object({
  dhanClientId: z.string().optional(),
  orderId: z.string().optional(),
  legName: z.enum(['ENTRY_LEG', 'TARGET_LEG', 'STOP_LOSS_LEG']),
  orderType: z.enum(['LIMIT', 'MARKET']).optional(),
  quantity: wireQuantity.optional(),
  price: wirePrice.optional(),
  targetPrice: wirePrice.optional(),
  stopLossPrice: wirePrice.optional(),
  trailingJump: wirePrice.optional(),
});
export type SuperChange = z.output<typeof change>;

/** Body of PUT /super/orders/{order-id}. @throws Refusal DH-905 */
export function parseSuperChange(body: unknown, order: SuperOrder): SuperChange {
  const parsed = change.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { dhanClientId, orderId } = parsed.data;
  if (dhanClientId !== undefined && dhanClientId !== order.entry.dhanClientId) {
    throw invalidAuthentication('dhanClientId: is not the owner of the token');
  }
  if (orderId !== undefined && orderId !== order.entry.orderId) throw inputException('orderId: differs from the path');
  return parsed.data;
}

/** BUY: target above the entry, stop below. SELL: the reverse. @throws Refusal DH-905; the broker's code is presumed */
export function refuseWrongSide(
  side: OrderTicket['side'],
  entryPaise: number,
  { targetPaise, stopPaise }: Pick<SuperTerms, 'targetPaise' | 'stopPaise'>,
): void {
  const direction = side === 'BUY' ? 1 : -1;
  if (targetPaise !== null && (targetPaise - entryPaise) * direction <= 0) {
    throw inputException('targetPrice: is on the wrong side of the price');
  }
  if (stopPaise !== null && (entryPaise - stopPaise) * direction <= 0) {
    throw inputException('stopLossPrice: is on the wrong side of the price');
  }
}
