import { invariant } from '@dhancopy/domain/invariant';
import type { Follower } from './cast.ts';

/** What single followers do besides copying. With few followers, one of them does several things. */
export interface Roles {
  /** Has a limit that one entry of the leader breaks. */
  readonly limited: Follower;
  /** Holds shares of an earlier day, and sells them only with an authorisation. */
  readonly holder: Follower;
  /** The broker posts the changes of this follower's orders. */
  readonly posted: Follower;
}

export function rolesOf(followers: readonly Follower[]): Roles {
  const [limited, holder = limited, posted = limited] = followers;
  invariant(limited !== undefined && holder !== undefined && posted !== undefined, 'a demo has followers');
  return { limited, holder, posted };
}

/** Units of one contract. The leader's largest entry, 1,755 of an option, is more than that at half the quantity, and nothing else is. */
export const POSITION_LIMIT = 700;

/** Held by the holder since an earlier day, and traded by nobody for delivery. */
export const HELD = {
  exchangeSegment: 'NSE_EQ',
  securityId: '11536',
  isin: 'INE467B01029',
  quantity: 40,
  boughtRupees: 2_980,
  /** How many of them may be sold today. */
  authorised: 15,
} as const;
