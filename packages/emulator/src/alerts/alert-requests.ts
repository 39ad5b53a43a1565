import { istDate, istToMs } from '@dhancopy/domain/indian-time';
import * as z from 'zod';
import type { Account } from '../accounts/account.ts';
import { INDICATORS } from '../candles/indicators.ts';
import type { Catalogue } from '../instruments/catalogue.ts';
import type { OrderTicket } from '../orders/order.ts';
import { inputException } from '../orders/refusal.ts';
import { parsePlaceRequest, type PlaceContext } from '../rest/place-request.ts';
import { firstIssue, wireId, wireNumber } from '../rest/wire-fields.ts';
import { COMPARISONS, OPERATORS, TIME_FRAMES, type Condition } from './alert.ts';

/** Orders in one request. Source: https://docs.dhanhq.co/api/v2/conditional-triggers */
const maxOrders = 15;
const YEAR_MS = 365 * 86_400_000;

const orders = z.array(z.record(z.string(), z.unknown())).min(1).max(maxOrders);

const alertBody = z.object({
  condition: z.looseObject({
    comparisonType: z.enum(COMPARISONS),
    exchangeSegment: z.enum(['NSE_EQ', 'BSE_EQ', 'IDX_I']),
    securityId: wireId.pipe(z.string().min(1).max(20)),
    indicatorName: z.enum(INDICATORS).optional(),
    timeFrame: z.enum(TIME_FRAMES).optional(),
    operator: z.enum(OPERATORS),
    comparingValue: wireNumber.optional(),
    comparingIndicatorName: z.enum(INDICATORS).optional(),
    expDate: z.iso.date().optional(),
    frequency: z.literal('ONCE'),
    userNote: z.string().optional(),
  }),
  orders,
});

export interface AlertRequest {
  readonly condition: Condition;
  readonly conditionFields: Readonly<Record<string, unknown>>;
  readonly orderFields: readonly Readonly<Record<string, unknown>>[];
}

/**
 * Body of POST and PUT /alerts/orders. Without `expDate` the condition ends after a year: the page requires the field and names this
 * default, and the example of the official client leaves it out.
 *
 * @throws Refusal DH-905
 */
export function parseAlert(body: unknown, account: Account, context: PlaceContext, nowMs: number): AlertRequest {
  const parsed = alertBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  const { condition: asked, orders: orderFields } = parsed.data;
  const fields = { ...asked, expDate: asked.expDate ?? istDate(nowMs + YEAR_MS) };
  const condition = conditionOf(fields, context.catalogue);
  // Every order must be one that could be placed now, so that a mistake shows here and not when the alert fires.
  for (const order of orderFields) alertTicket(order, account, context);
  return { condition, conditionFields: fields, orderFields };
}

function conditionOf(
  fields: z.output<typeof alertBody>['condition'] & { readonly expDate: string },
  catalogue: Catalogue,
): Condition {
  const { comparisonType, indicatorName, comparingIndicatorName, comparingValue } = fields;
  const instrument = catalogue.find(fields.exchangeSegment, fields.securityId);
  if (instrument === undefined) throw inputException(`condition.securityId: not in ${fields.exchangeSegment}`);
  const isTechnical = comparisonType !== 'PRICE_WITH_VALUE';
  if (isTechnical && indicatorName === undefined) throw inputException('condition.indicatorName: is missing');
  if (isTechnical && fields.timeFrame === undefined) throw inputException('condition.timeFrame: is missing');
  if (comparisonType.endsWith('_VALUE') && comparingValue === undefined) {
    throw inputException('condition.comparingValue: is missing');
  }
  if (comparisonType === 'TECHNICAL_WITH_INDICATOR' && comparingIndicatorName === undefined) {
    throw inputException('condition.comparingIndicatorName: is missing');
  }
  return {
    comparisonType,
    instrument,
    timeFrame: fields.timeFrame ?? 'DAY',
    operator: fields.operator,
    indicator: indicatorName ?? null,
    otherIndicator: comparingIndicatorName ?? null,
    value: comparingValue ?? 0,
    endsMs: (istToMs(fields.expDate) ?? NaN) + 86_400_000,
  };
}

/** An order of an alert is a plain order, with prices as text and a different name for the disclosed quantity. */
export function alertTicket(
  fields: Readonly<Record<string, unknown>>,
  account: Account,
  context: PlaceContext,
): OrderTicket {
  const { discQuantity, ...rest } = fields;
  const disclosed = discQuantity === undefined ? {} : { disclosedQuantity: discQuantity };
  return parsePlaceRequest({ ...rest, ...disclosed }, account, context);
}

const multiBody = z.object({
  orders: z
    .array(z.looseObject({ sequence: z.string().min(1) }))
    .min(1)
    .max(maxOrders),
});

/** Body of POST /alerts/multi/orders. All legs are checked before any is placed. @throws Refusal DH-905 */
export function parseMultiOrder(
  body: unknown,
  account: Account,
  context: PlaceContext,
): { sequence: string; ticket: OrderTicket }[] {
  const parsed = multiBody.safeParse(body);
  if (!parsed.success) throw inputException(firstIssue(parsed.error));
  return parsed.data.orders.map(({ sequence, ...fields }) => ({
    sequence,
    ticket: parsePlaceRequest(fields, account, context),
  }));
}
