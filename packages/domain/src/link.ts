import type { AccountId, LinkId } from './ids.ts';
import type { AmoTime } from './order.ts';
import type { Ratio } from './ratio.ts';
import type { TradingState } from './trading-state.ts';
import type { Product } from './product.ts';

export const SIZING_STRATEGIES = ['fixed_ratio', 'capital_proportional', 'same_quantity'] as const;
export type SizingStrategy = (typeof SIZING_STRATEGIES)[number];

export const COPY_ON = ['accepted', 'transit', 'fill'] as const;
/** When a leader order is copied: after the broker accepts it, while it is in transit, or after it executes (only the executed part). */
export type CopyOn = (typeof COPY_ON)[number];

export const FILL_POLICIES = ['leave', 'chase', 'cancel'] as const;
/** The treatment of an entry copy that still rests when the leader's order has filled. Exits always chase. */
export type FillPolicy = (typeof FILL_POLICIES)[number];

export interface LinkSettings {
  readonly sizing: SizingStrategy;
  /** The ratio for `fixed_ratio`; an extra factor for `capital_proportional`; unused for `same_quantity`. */
  readonly ratio: Ratio;
  /** A share below one lot: skip it with a reason, or trade one lot. */
  readonly belowOneLot: 'skip' | 'one_lot';
  readonly copyOn: CopyOn;
  readonly fillPolicy: FillPolicy;
  /** Maximum time that a copy may rest after the leader's order has filled, ms. */
  readonly fillTimeoutMs: number;
  /** Maximum distance from the leader's average price at which an entry may be chased or copied late, in hundredths of a percent. */
  readonly priceBandBps: number;
  /** An entry that the leader filled longer ago than this time is not copied, ms. */
  readonly lateEntryMs: number;
  /** An entry copy that filled more than the leader's order did: sell the surplus, or keep it. */
  readonly surplus: 'unwind' | 'keep';
  /** The broker does not report the AMO time of the leader's order. This one is used. */
  readonly amoTime: AmoTime;
  /** Entries of leader orders that were open already when the link was made: copy what has not filled yet, or leave them. */
  readonly openOrders: 'copy' | 'skip';
  /** The follower's product for each product of the leader. Where absent, the leader's product. */
  readonly products: Readonly<Partial<Record<Product, Product>>>;
}

export interface Link {
  readonly id: LinkId;
  readonly leaderId: AccountId;
  readonly followerId: AccountId;
  readonly state: TradingState;
  /** When it was made by this machine's clock, epoch ms; absent: before everything. What the leader had done by then is not copied. */
  readonly sinceMs?: number;
  /** The same by the broker's clock, which counts: this machine's may have been set since. Absent until the two were compared. */
  readonly sinceBrokerMs?: number;
  readonly settings: LinkSettings;
}

export const DEFAULT_LINK_SETTINGS: Omit<LinkSettings, 'sizing' | 'ratio'> = {
  belowOneLot: 'skip',
  copyOn: 'accepted',
  fillPolicy: 'chase',
  fillTimeoutMs: 5_000,
  priceBandBps: 50,
  lateEntryMs: 10_000,
  surplus: 'unwind',
  amoTime: 'OPEN',
  openOrders: 'copy',
  products: {},
};
