import type { OrderSide } from '@dhancopy/domain/order';
import type { TradingState } from '@dhancopy/domain/trading-state';

/**
 * What becomes of the next write: its answer or the request itself is lost, the request arrives seconds later, the order is rejected
 * after it was taken, or refused; or the process dies, before its decision is durable or after, with nothing sent.
 */
export const FAULTS = ['loseAnswer', 'loseRequest', 'lateRequest', 'rejectLater', 'refuse', 'rate'] as const;
export type Fault = (typeof FAULTS)[number];

/**
 * One thing that happens. Numbers choose among what is there at the time, so that a list of steps can be played without any one of
 * them. `away` is in ticks from the price: positive rests, negative crosses.
 */
export type Step =
  | {
      readonly do: 'place';
      readonly leader: number;
      readonly venue: number;
      readonly side: OrderSide;
      readonly size: number;
      readonly type: 'MARKET' | 'LIMIT' | 'STOP_LIMIT';
      readonly away: number;
    }
  /** The leader closes quarters of what he holds. */
  | {
      readonly do: 'exit';
      readonly leader: number;
      readonly venue: number;
      readonly quarters: number;
      readonly type: 'MARKET' | 'LIMIT' | 'STOP_LIMIT';
      readonly away: number;
    }
  /** A stop and a target, each for all that he holds. */
  | { readonly do: 'bracket'; readonly leader: number; readonly venue: number; readonly away: number }
  | { readonly do: 'flip'; readonly leader: number; readonly venue: number; readonly size: number }
  | {
      readonly do: 'modify';
      readonly leader: number;
      readonly which: number;
      readonly size: number;
      readonly away: number;
    }
  | { readonly do: 'cancel'; readonly leader: number; readonly which: number }
  | { readonly do: 'fill'; readonly who: 'leader' | 'follower'; readonly which: number; readonly size: number }
  /** A resting order of a leader fills in many pieces, each with a frame of its own. */
  | {
      readonly do: 'drip';
      readonly leader: number;
      readonly which: number;
      readonly pieces: number;
      readonly size: number;
    }
  | { readonly do: 'move'; readonly venue: number; readonly ticks: number; readonly size: number }
  | { readonly do: 'liquid'; readonly on: boolean }
  | { readonly do: 'frame'; readonly account: number; readonly which: number; readonly again: boolean }
  | { readonly do: 'drop'; readonly account: number; readonly which: number }
  | { readonly do: 'answer'; readonly which: number }
  /** Every frame and answer that is on its way comes in. */
  | { readonly do: 'flush' }
  | { readonly do: 'time'; readonly ms: number }
  /** The machine sleeps: time passes, and the engine does not hear of it. */
  | { readonly do: 'sleep'; readonly ms: number }
  /** Another program locks the database: what comes in waits, and is decided on when the database is free. */
  | { readonly do: 'stall'; readonly on: boolean }
  | { readonly do: 'fault'; readonly fault: Fault }
  | { readonly do: 'dry'; readonly follower: number; readonly ms: number }
  /** The books are asked for; what they show comes as an answer. */
  | { readonly do: 'read'; readonly account: number }
  | {
      readonly do: 'hand';
      readonly follower: number;
      readonly venue: number;
      readonly side: OrderSide | 'CLOSE';
      readonly size: number;
      readonly rests: boolean;
    }
  | { readonly do: 'handCancel'; readonly which: number }
  | { readonly do: 'handEdit'; readonly which: number }
  | { readonly do: 'squareOff'; readonly account: number }
  | { readonly do: 'link'; readonly which: number; readonly state: TradingState }
  /** A link that waits in the plan is made, or one that is there is removed: what it holds becomes the follower's own. */
  | { readonly do: 'join'; readonly which: number }
  | { readonly do: 'leave'; readonly which: number }
  | { readonly do: 'system'; readonly state: TradingState; readonly byKillSwitch: boolean }
  | { readonly do: 'offline'; readonly follower: number; readonly on: boolean }
  | { readonly do: 'learn' }
  | { readonly do: 'restart' }
  | { readonly do: 'crash'; readonly isDurable: boolean }
  | {
      readonly do: 'night';
      readonly dayEnded: boolean;
      readonly isTidy: boolean;
      /** A split or bonus before the next day: as many units for one. */
      readonly growth?: number;
      /** What a leader trades in the morning before anybody has read an account. */
      readonly early?: { readonly leader: number; readonly side: OrderSide; readonly size: number } | null;
      /** How many units a follower sells by hand before that. */
      readonly earlyHand?: { readonly follower: number; readonly size: number } | null;
      /** Every account is read in the night, when its books are still those of the day before. */
      readonly isReadAtNight?: boolean;
      /** The split is in the books by then. */
      readonly isSplitAtNight?: boolean;
      /** Accounts that look other than they should are read again in the morning. */
      readonly isConfirmed?: boolean;
      /** The process ends in the night, and starts in the morning. */
      readonly isOff?: boolean;
    };
