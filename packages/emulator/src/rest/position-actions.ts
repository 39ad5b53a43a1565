import * as z from 'zod';
import type { Broker } from '../broker.ts';
import { convertPosition } from '../order-entry/convert-position.ts';
import { squareOff } from '../order-entry/square-off.ts';
import { ORDER_SEGMENTS } from '../instruments/segment.ts';
import { PRODUCTS } from '../orders/order.ts';
import { inputException } from '../orders/refusal.ts';
import { accepted, ok, write, type Answer, type Call, type RestOperation } from './operation.ts';
import { firstIssue, wireId, wireQuantity } from './wire-fields.ts';

/** Source: https://dhanhq.co/docs/v2/portfolio/ */
export const POSITION_ACTIONS: readonly RestOperation[] = [
  { ...write, name: 'convert', method: 'POST', path: '/positions/convert', run: convert },
  { ...write, name: 'exitAll', method: 'DELETE', path: '/positions', run: exitAll },
];

const convertBody = z.object({
  dhanClientId: z.string().optional(),
  fromProductType: z.enum(PRODUCTS),
  toProductType: z.enum(PRODUCTS),
  exchangeSegment: z.enum(ORDER_SEGMENTS),
  positionType: z.enum(['LONG', 'SHORT']),
  securityId: wireId,
  tradingSymbol: z.string().optional(),
  convertQty: wireQuantity,
});

/** Answers 202. The positions show the result. The object of the switch is that of the official client's own tests. */
function convert(broker: Broker, { account, body }: Call): Answer {
  const parsed = convertBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { fromProductType, toProductType, exchangeSegment, positionType, securityId, convertQty } = parsed.data;
  const instrument = broker.catalogue.find(exchangeSegment, securityId);
  if (instrument === undefined) throw inputException(`securityId: ${securityId} is not in ${exchangeSegment}`);
  convertPosition(account, {
    instrument,
    from: fromProductType,
    to: toProductType,
    positionType,
    units: convertQty,
  });
  return accepted(broker, {});
}

/** Closes every position and cancels every order of the day, whatever their origin. Forever orders stay. */
function exitAll(broker: Broker, { account }: Call): Answer {
  squareOff(broker.orderEntry, account);
  return ok({ status: 'SUCCESS', message: 'All orders and positions exited successfully' });
}
