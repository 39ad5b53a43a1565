import * as z from 'zod';
import { unitMarginPaise } from '../accounts/margin.ts';
import { blockedByPosition, positionKey, totals } from '../accounts/position.ts';
import type { Broker } from '../broker.ts';
import { productRefusal } from '../desk/risk.ts';
import { squareOff } from '../desk/square-off.ts';
import { ORDER_SEGMENTS } from '../instruments/segment.ts';
import { PRODUCTS } from '../orders/order.ts';
import { inputException, orderError } from '../orders/refusal.ts';
import { ok, write, type Answer, type Call, type RestOperation } from './operation.ts';
import { firstIssue, wireQuantity } from './wire-fields.ts';

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
  securityId: z.string(),
  tradingSymbol: z.string().optional(),
  convertQty: wireQuantity,
});

/** Answers 202 without a body; that it worked shows in the positions. The words of the refusals are ours. */
function convert(broker: Broker, { account, body }: Call): Answer {
  const parsed = convertBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { fromProductType, toProductType, exchangeSegment, positionType, securityId, convertQty } = parsed.data;
  if (fromProductType === toProductType) throw inputException('toProductType: equals fromProductType');
  const instrument = broker.catalogue.find(exchangeSegment, securityId);
  if (instrument === undefined) throw inputException(`securityId: ${securityId} is not in ${exchangeSegment}`);
  const notAllowed = productRefusal(instrument, toProductType);
  if (notAllowed !== null) throw orderError(notAllowed);
  if (convertQty % instrument.lotSize !== 0) throw inputException('convertQty: is not in whole lots');
  const position = account.positions.get(positionKey(instrument, fromProductType));
  const net = position === undefined ? 0 : totals(position).netQuantity;
  const side = net > 0 ? 'BUY' : 'SELL';
  const waiting = position?.openUnits[net > 0 ? 'SELL' : 'BUY'] ?? 0;
  const isThere = positionType === 'LONG' ? net > 0 : net < 0;
  if (position === undefined || !isThere || convertQty > Math.abs(net) - waiting) {
    throw orderError(
      'Position is not available for conversion',
      `convertQty: ${Math.abs(net) - waiting} can be converted`,
    );
  }
  if (side === 'SELL' && (toProductType === 'CNC' || toProductType === 'MTF')) {
    throw orderError('A short position cannot be converted to delivery');
  }
  const entry = totals(position);
  const price = side === 'BUY' ? entry.buyValuePaise / entry.buyQuantity : entry.sellValuePaise / entry.sellQuantity;
  const needed = Math.round(unitMarginPaise(instrument, toProductType, side, price) * convertQty);
  const freed = Math.round((blockedByPosition(position) * convertQty) / Math.abs(net));
  const missing = needed - freed - account.availablePaise;
  if (missing > 0) {
    throw orderError(`You have insufficient funds. Please add Rs.${(missing / 100).toFixed(2)} to convert.`);
  }
  account.convert(position, toProductType, convertQty);
  return { httpStatus: 202, body: undefined };
}

/** Closes every position and cancels every order of the day, whoever placed them. Forever orders stay. */
function exitAll(broker: Broker, { account }: Call): Answer {
  squareOff(broker.desk, account);
  return ok({ status: 'SUCCESS', message: 'All orders and positions exited successfully' });
}
