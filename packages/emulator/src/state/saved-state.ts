import * as z from 'zod';
import type { Json } from './references.ts';

/** A state of another version is refused. */
export const STATE_VERSION = 1;

const list = z.array(z.custom<Json>());

export const savedState = z.strictObject({
  version: z.literal(STATE_VERSION),
  savedMs: z.number(),
  counters: z.custom<Json>(),
  chance: z.custom<Json>(),
  marketClosed: z.boolean(),
  amoRefused: z.boolean().default(false),
  /** Instruments that have changed since the start. */
  listings: list.default([]),
  accounts: list,
  sessions: list,
  /** Every order of every account, oldest first. */
  orders: list,
  markets: list,
  days: list,
  superOrders: list,
  foreverOrders: list,
  alerts: list,
  pnlExits: list,
  consentClients: list,
});

/** The state that `save` returns and `load` accepts. */
export type SavedState = z.output<typeof savedState>;
