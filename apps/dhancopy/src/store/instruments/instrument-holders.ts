import type { Connection } from '../file/connection.ts';
import type { InstrumentKey } from './instrument-difference.ts';
import { Statement } from '../file/statement.ts';

type Holding = {
  readonly exchange_segment: string;
  readonly security_id: string;
  readonly follower: string | null;
};

/** Followers with an open copy or a copied position, by contract. */
export function instrumentHolders(db: Connection) {
  const all = new Statement<Holding>(
    db,
    `select o.exchange_segment, o.security_id, m.account_id as follower
     from copy_mappings m
     join orders o on o.id = m.leader_order_id
     where m.is_open = 1
     union
     select p.exchange_segment, p.security_id, l.follower_account_id
     from copy_positions p
     join links l on l.id = p.link_id
     where p.held_qty <> 0
     union
     select p.exchange_segment, p.security_id, l.follower_account_id
     from copied_positions p
     join links l on l.id = p.link_id
     where p.net_qty <> 0
     order by 1, 2, 3`,
  );
  return (): Map<InstrumentKey, string[]> => {
    const holders = new Map<InstrumentKey, string[]>();
    for (const { exchange_segment, security_id, follower } of all.all()) {
      const key: InstrumentKey = `${exchange_segment}:${security_id}`;
      const followers = holders.get(key) ?? [];
      if (follower !== null) followers.push(follower);
      holders.set(key, followers);
    }
    return holders;
  };
}
