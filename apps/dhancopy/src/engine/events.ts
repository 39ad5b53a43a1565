import type { Account } from '@dhancopy/domain/account';
import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId, LinkId, VenueOrderId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { Link } from '@dhancopy/domain/link';
import type { OrderReport } from '@dhancopy/domain/order';
import type { Paise } from '@dhancopy/domain/price';
import type { WriteOutcome } from '@dhancopy/domain/request';
import type { TradingState } from '@dhancopy/domain/trading-state';
import type { CopyRef } from './commands.ts';
import type { Arrival } from './order/known-order.ts';
import type { LookupResult } from './order/observe.ts';
import type { RiskLimits } from './risk/limits.ts';
import type { Product } from '@dhancopy/domain/product';

/** Everything that can happen to the engine, as facts. */
export type EngineEvent =
  /** What the operator has set. A capital of null leaves the one that was read. */
  | { readonly type: 'AccountChanged'; readonly account: Account }
  /** Capital at the start of the day, as the broker says. */
  | { readonly type: 'CapitalRead'; readonly accountId: AccountId; readonly capital: Paise }
  | { readonly type: 'AccountRemoved'; readonly accountId: AccountId }
  /** `ready`: aligned with the broker and able to write; otherwise why not. */
  | {
      readonly type: 'AccountReadiness';
      readonly accountId: AccountId;
      readonly ready: boolean;
      readonly why: string | null;
    }
  | { readonly type: 'LinkChanged'; readonly link: Link }
  /** What it holds becomes the follower's own; what rests for it is cancelled. */
  | { readonly type: 'LinkRemoved'; readonly linkId: LinkId }
  /** Everything that a link holds is to be closed at the market. */
  | { readonly type: 'PositionsClosed'; readonly linkId: LinkId }
  /** A new link takes over what an earlier one between the same accounts held. */
  | { readonly type: 'PositionsAdopted'; readonly linkId: LinkId; readonly positions: readonly AdoptedPosition[] }
  /** @see RiskState `lossDayMs`: where the limit was reached before this process began */
  | {
      readonly type: 'LimitsChanged';
      readonly accountId: AccountId;
      readonly limits: RiskLimits;
      readonly lossDayMs: number | null;
    }
  /** What a follower has gained or lost today, realised and not; `dayStartMs` is the start of the Indian day. */
  | { readonly type: 'PnlRead'; readonly accountId: AccountId; readonly pnl: Paise; readonly dayStartMs: number }
  | {
      readonly type: 'TradingStateChanged';
      readonly state: TradingState;
      readonly byKillSwitch: boolean;
      /** The state would be ACTIVE, and what is decided could not be kept. Absent means no. */
      readonly byFullDisk?: boolean;
    }
  | ({ readonly type: 'OrderReported'; readonly report: OrderReport } & Arrival)
  /** Orders of the leader may be unknown until a book is read that was asked for after `sinceMs`: his stream was interrupted until then. */
  | { readonly type: 'LeaderGap'; readonly accountId: AccountId; readonly sinceMs: number }
  /**
   * The leader's order book, read whole, and his trades of the day as far as they were needed to know in which order its news
   * happened. With `positions` (netted, holdings included), read while no order of his changed, his opening balance is worked
   * out again before the reports are applied.
   */
  | ({
      readonly type: 'LeaderBookRead';
      readonly accountId: AccountId;
      readonly reports: readonly OrderReport[];
      readonly trades: readonly TradeRead[];
      readonly positions: readonly PositionRead[] | null;
      /** Some rows could not be read: what the others do not name is not known. */
      readonly isIncomplete?: boolean;
    } & Arrival)
  | ({
      readonly type: 'CommandAnswered';
      readonly kind: 'place' | 'modify' | 'cancel';
      readonly outcome: WriteOutcome;
    } & CopyRef)
  /** A found order is reported first, by `OrderReported`. */
  | ({ readonly type: 'LookedUp'; readonly result: LookupResult } & CopyRef)
  /**
   * A follower's account as the broker has it: the day's positions, and what earlier days left as delivered. Read after his order book,
   * so that fills of ours are known as ours.
   */
  | ({
      readonly type: 'AccountRead';
      readonly accountId: AccountId;
      /** Start of the Indian day, epoch ms. */
      readonly dayStartMs: number;
      readonly positions: readonly PositionRead[];
      readonly holdings: readonly PositionRead[];
      /** Some rows could not be read: what the others do not name is not known. */
      readonly isIncomplete?: boolean;
    } & Arrival)
  /** The list of instruments was synchronised: what was refused for want of it is decided again. */
  | { readonly type: 'InstrumentsChanged' }
  /** Orders that ended before this time, and the mirrors that ended with them, are in no book any more and are forgotten. */
  | { readonly type: 'DayEnded'; readonly beforeMs: number }
  | { readonly type: 'Tick' };

/** One exchange trade of one order. */
export interface TradeRead {
  readonly venueOrderId: VenueOrderId;
  /** Units of this trade alone. */
  readonly quantity: number;
  /** The exchange's time in whole seconds, epoch ms; null when the broker gave none. */
  readonly tsEventMs: number | null;
  /** The exchange's number of the trade: grows within one instrument. */
  readonly tradeId: string;
}

export interface PositionRead {
  readonly instrumentId: InstrumentId;
  readonly product: Product;
  /** Signed units. */
  readonly netQty: number;
  /** Where the broker says it (holdings do), for ids that the list of instruments no longer has. */
  readonly isin?: string | null;
  /** Delivered on an earlier day: counts as of the day's first read. */
  readonly isHolding?: true;
}

/** Copied units that a new link takes over. */
export interface AdoptedPosition {
  readonly asset: Asset;
  readonly instrumentId: InstrumentId;
  readonly leaderProduct: Product;
  readonly product: Product;
  /** Signed units. */
  readonly netQty: number;
}
