import type { Control } from '@dhancopy/emulator/control/control';
import { isOpen } from '@dhancopy/simulation/books';
import type { Follower } from './cast.ts';
import type { Rows } from './rows.ts';
import { spreadOf } from './latency.ts';
import type { Spread } from './latency.ts';

/** Counters of one follower while the demo runs: orders from the broker's books, latencies and skips from our records. */
export interface Tally {
  readonly follower: Follower;
  readonly orders: number;
  readonly open: number;
  readonly filled: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly sent: Spread;
}

export function tallyOf(control: Control, rows: Rows, followers: readonly Follower[]): Tally[] {
  const byFollower = Map.groupBy(rows.mappings(), (row) => row.account_id);
  return followers.map((follower) => {
    const { orders } = control.book(follower.id);
    const mappings = byFollower.get(follower.id) ?? [];
    const count = (status: string): number => orders.filter((each) => each.status === status).length;
    const sent = mappings.flatMap(({ sent_us: at, leader_seen_us: seen }) =>
      at === null || seen === null ? [] : [(at - seen) / 1000],
    );
    return {
      follower,
      orders: orders.length,
      open: orders.filter(isOpen).length,
      filled: count('TRADED'),
      rejected: count('REJECTED'),
      skipped: mappings.filter((row) => row.is_open === 0 && row.follower_order_id === null).length,
      sent: spreadOf(sent),
    };
  });
}
