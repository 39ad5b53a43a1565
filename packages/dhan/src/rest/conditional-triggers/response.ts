import { z } from 'zod';
import type { Open, OrderStatus } from '../../enums.ts';
import {
  isDay,
  wireDateOrNull,
  wireId,
  wireNumberOrNull,
  wireNumberOrZero,
  wireQuantity,
  wireText,
  wireTextOrNull,
} from '../../wire/parse.ts';
import type { WithRaw } from '../read.ts';

export type AlertStatus = Open<'ACTIVE' | 'TRIGGERED' | 'EXPIRED' | 'CANCELLED'>;
const alertStatus = wireText.transform((word): AlertStatus => word);

export const triggerAnswer = z.object({ alertId: wireId, alertStatus });
export type TriggerAnswer = WithRaw<z.infer<typeof triggerAnswer>>;

/** The only times of the broker with a zone: ISO, UTC. */
const isoTimeMs = wireText.transform((text) => {
  const day = /^(\d{4}-\d{2}-\d{2})T[\d:.]+Z$/.exec(text)?.[1] ?? '';
  const ms = isDay(day) ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? null : ms;
});

const triggeredOrder = z
  .object({
    transactionType: wireText,
    exchangeSegment: wireText,
    productType: wireText,
    orderType: wireText,
    securityId: wireText,
    quantity: wireQuantity,
    validity: wireText,
    price: wireNumberOrZero,
    discQuantity: wireQuantity,
    triggerPrice: wireNumberOrZero,
  })
  .transform(({ discQuantity, ...order }) => ({ ...order, disclosedQuantity: discQuantity }));

/** Numbers may be text in the answer. Source: https://dhanhq.co/docs/v2/conditional-trigger/ */
export const triggerRow = z
  .object({
    alertId: wireId,
    alertStatus,
    createdTime: isoTimeMs,
    triggeredTime: isoTimeMs,
    lastPrice: wireNumberOrNull,
    condition: z.object({
      comparisonType: wireText,
      exchangeSegment: wireText,
      securityId: wireText,
      indicatorName: wireTextOrNull,
      timeFrame: wireTextOrNull,
      operator: wireText,
      comparingValue: wireNumberOrNull,
      comparingIndicatorName: wireTextOrNull,
      expDate: wireDateOrNull,
      frequency: wireTextOrNull,
      userNote: wireTextOrNull,
    }),
    orders: z.array(triggeredOrder).nullish(),
  })
  .transform(({ createdTime, triggeredTime, orders, ...row }) => ({
    ...row,
    orders: orders ?? [],
    createdTimeMs: createdTime,
    triggeredTimeMs: triggeredTime,
  }));

/** Rupees, units, epoch ms. It does not name the orders that it has placed. How to find them is not documented. */
export type Trigger = WithRaw<z.infer<typeof triggerRow>>;

export const multiOrderAnswer = z.object({
  orders: z.array(
    z.object({
      orderId: wireTextOrNull,
      sequence: wireId,
      orderStatus: wireText.transform((word): OrderStatus => word),
    }),
  ),
});
export type MultiOrderAnswer = WithRaw<z.infer<typeof multiOrderAnswer>>;
