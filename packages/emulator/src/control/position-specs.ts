import * as z from 'zod';
import { PRODUCTS } from '../orders/order.ts';

const place = { exchangeSegment: z.string(), securityId: z.string() };

export const squareOffSpec = z.strictObject({
  /** With `securityId`: this instrument only. */
  exchangeSegment: z.string().optional(),
  securityId: z.string().optional(),
  /** Default INTRADAY. */
  productType: z.enum(PRODUCTS).default('INTRADAY'),
});
export type SquareOffSpec = z.input<typeof squareOffSpec>;

export const conversionSpec = z.strictObject({
  ...place,
  fromProductType: z.enum(PRODUCTS),
  toProductType: z.enum(PRODUCTS),
  /** Units; the side is that of the position. */
  quantity: z.int().positive(),
});
export type ConversionSpec = z.input<typeof conversionSpec>;

export const transferSpec = z.strictObject({
  ...place,
  /** Without it the units are in the demat account. */
  productType: z.enum(PRODUCTS).optional(),
  /** Negative for units that leave. */
  quantity: z.int(),
  /** Default the last price. */
  priceRupees: z.number().positive().optional(),
});
export type TransferSpec = z.input<typeof transferSpec>;
