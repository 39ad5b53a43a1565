import type { Account } from '@dhancopy/domain/account';
import type { AccountId, ClientOrderId, LinkId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import type { Link } from '@dhancopy/domain/link';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { OwnKey, OwnUnits } from './account/own-units.ts';
import type { CopyRef } from './commands.ts';
import type { LeaderPositions } from './leader/leader-positions.ts';
import { createLeaderPositions } from './leader/leader-positions.ts';
import type { KnownOrder } from './order/known-order.ts';
import type { Copy } from './position/copy.ts';
import type { CopyPosition, PositionKey } from './position/copy-position.ts';
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
 * It can be rebuilt from what `durableOf` said to keep and the broker's books.
 */
export interface EngineState {
  tradingState: TradingState;
  /** The kill switch also cancels resting entry copies; a plain halt leaves them. */
  killSwitch: boolean;
  /** Nobody paused: the disk has no room for more than exits. */
  isDiskFull: boolean;
  readonly accounts: Map<AccountId, AccountState>;
  /** Followers that have limits, or whose profit of the day was read. */
  readonly risk: Map<AccountId, RiskState>;
  readonly links: Map<LinkId, Link>;
  readonly linksByLeader: Map<AccountId, LinkId[]>;
  readonly linksByFollower: Map<AccountId, LinkId[]>;
  readonly orders: Map<OrderKey, KnownOrder>;
  readonly leaders: LeaderPositions;
  readonly positions: Map<PositionKey, CopyPosition>;
  /** Positions of each link: few hold or work anything at a time. */
  readonly positionsByLink: Map<LinkId, Set<PositionKey>>;
  readonly copies: Map<MirrorId, Copy>;
  /** Where each correction belongs. */
  readonly corrections: Map<MirrorId, PositionKey>;
  /** What the followers hold that no link copied. */
  readonly own: Map<OwnKey, OwnUnits>;
  readonly ownByAccount: Map<AccountId, Set<OwnKey>>;
  /** When a fill of ours or of the follower's own was last heard of, ms, as long as this process runs. */
  readonly lastFills: Map<OwnKey, number>;
  /** Followers whose positions and holdings this process has read whole. */
  readonly readAccounts: Set<AccountId>;
  readonly copyByClientId: Map<ClientOrderId, CopyRef>;
  readonly copyByVenueId: Map<OrderKey, CopyRef>;
  /** Orders that carry our mark and that nothing in this database caused, by cause and generation: adopted when their cause turns up. */
  readonly orphans: Map<string, Map<number, OrderKey>>;
  /** Followers for which it was reported that such orders have ended. */
  readonly orphansReported: Set<AccountId>;
  /** Positions that wait for a time, ms, or for budget (0: look again at every tick). */
  readonly wakes: Map<PositionKey, number>;
  nextSeq: number;
  /** Counts trades in followers' accounts as they are heard of. */
  heard: number;
}

export function createState(): EngineState {
  return {
    tradingState: 'ACTIVE',
    killSwitch: false,
    isDiskFull: false,
    accounts: new Map(),
    risk: new Map(),
    links: new Map(),
    linksByLeader: new Map(),
    linksByFollower: new Map(),
    orders: new Map(),
    leaders: createLeaderPositions(),
    positions: new Map(),
    positionsByLink: new Map(),
    copies: new Map(),
    corrections: new Map(),
    own: new Map(),
    ownByAccount: new Map(),
    lastFills: new Map(),
    readAccounts: new Set(),
    copyByClientId: new Map(),
    copyByVenueId: new Map(),
    orphans: new Map(),
    orphansReported: new Set(),
    wakes: new Map(),
    nextSeq: 1,
    heard: 1,
  };
}
