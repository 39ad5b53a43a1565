import type { Account } from '../domain/account.ts';
import type { AccountId, ClientOrderId, LinkId, MirrorId, VenueOrderId } from '../domain/ids.ts';
import type { Link } from '../domain/link.ts';
import type { TradingState } from '../domain/trading-state.ts';
import { PositionBook } from './book/positions.ts';
import type { PositionKey } from './book/positions.ts';
import type { CopyRef } from './commands.ts';
import type { Mirror } from './mirror/mirror.ts';
import type { KnownOrder } from './orders/known-order.ts';
import type { RiskState } from './risk/limits.ts';

export type OrderKey = `${AccountId}/${VenueOrderId}`;

export function orderKey(account: AccountId, order: VenueOrderId): OrderKey {
  return `${account}/${order}`;
}

export interface AccountState {
  readonly account: Account;
  readonly ready: boolean;
  readonly why: string | null;
}

/**
 * All the engine knows. One thread owns it and changes it in place; the values inside are never changed, only replaced.
 * It can be rebuilt from the mirrors and sub-ledgers in the database and the broker's books.
 */
export interface EngineState {
  tradingState: TradingState;
  /** The kill switch also cancels resting entry copies; a plain halt leaves them. */
  killSwitch: boolean;
  readonly accounts: Map<AccountId, AccountState>;
  /** Followers that have limits, or whose profit of the day was read. */
  readonly risk: Map<AccountId, RiskState>;
  readonly links: Map<LinkId, Link>;
  readonly linksByLeader: Map<AccountId, LinkId[]>;
  readonly linksByFollower: Map<AccountId, LinkId[]>;
  readonly orders: Map<OrderKey, KnownOrder>;
  /** The leader's position that no order of his in `orders` explains: yesterday's, conversions, holdings. */
  readonly opening: PositionBook;
  /** Signed fills of the leader's orders in `orders`. */
  readonly fills: PositionBook;
  /** What each link has copied. */
  readonly copied: PositionBook;
  readonly mirrors: Map<MirrorId, Mirror>;
  /** Mirrors of one link, instrument and product that still matter to each other, oldest first. */
  readonly groups: Map<PositionKey, Set<MirrorId>>;
  readonly copyByClientId: Map<ClientOrderId, CopyRef>;
  readonly copyByVenueId: Map<OrderKey, CopyRef>;
  /** Orders that carry our mark and that no mirror of this database knows, by cause and generation: adopted when their cause turns up. */
  readonly orphans: Map<string, Map<number, OrderKey>>;
  /** Mirrors that wait for a time, ms, or for budget (0: look again at every tick). */
  readonly wakes: Map<MirrorId, number>;
  nextSeq: number;
}

export function createState(): EngineState {
  return {
    tradingState: 'ACTIVE',
    killSwitch: false,
    accounts: new Map(),
    risk: new Map(),
    links: new Map(),
    linksByLeader: new Map(),
    linksByFollower: new Map(),
    orders: new Map(),
    opening: new PositionBook(),
    fills: new PositionBook(),
    copied: new PositionBook(),
    mirrors: new Map(),
    groups: new Map(),
    copyByClientId: new Map(),
    copyByVenueId: new Map(),
    orphans: new Map(),
    wakes: new Map(),
    nextSeq: 1,
  };
}
