import type { LegName, OrderType, ProductType } from '../enums.ts';

/** The abbreviations of the order stream, and their words in the REST interface. Source: https://dhanhq.co/docs/v2/order-update/ */
export const STREAM_PRODUCTS = {
  C: 'CNC',
  I: 'INTRADAY',
  M: 'MARGIN',
  F: 'MTF',
  V: 'CO',
  B: 'BO',
} as const satisfies Record<string, ProductType>;

/** The full words were not seen here, but each has only one possible meaning. */
export const STREAM_ORDER_TYPES = {
  LIMIT: 'LIMIT',
  MARKET: 'MARKET',
  STOP_LOSS: 'STOP_LOSS',
  STOP_LOSS_MARKET: 'STOP_LOSS_MARKET',
  LMT: 'LIMIT',
  MKT: 'MARKET',
  SL: 'STOP_LOSS',
  SLM: 'STOP_LOSS_MARKET',
} as const satisfies Record<string, OrderType>;

export const STREAM_LEGS: Readonly<Record<string, LegName>> = {
  '1': 'ENTRY_LEG',
  '2': 'STOP_LOSS_LEG',
  '3': 'TARGET_LEG',
};

/** "Part-Traded", "Part Traded" and "PART_TRADED" are the same word. */
export function normalStatus(word: string): string {
  return word
    .trim()
    .toUpperCase()
    .replaceAll(/[-\s]+/g, '_');
}
