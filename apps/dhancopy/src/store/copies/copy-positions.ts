import type { Connection } from '../file/connection.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** What a link should hold and holds of one asset in one product of the leader. Units, negative when short. */
export type CopyPositionRow = Row<'copy_positions'>;

/** What a follower holds of an asset that no link copied. Units, negative when short; null until the account was read once. */
export type OwnPositionRow = Row<'own_positions'>;

/** Copied units that left a link without an order of ours. Price in rupees. */
export type PositionRelease = Omit<Row<'position_releases'>, 'id'>;

/** What a removed link left with its follower. */
export type LeftPosition = Pick<
  CopyPositionRow,
  'asset' | 'product' | 'exchange_segment' | 'security_id' | 'follower_product'
> & {
  readonly account_id: string;
  /** Signed. */
  readonly units: number;
  readonly left_at: number;
  /** False while the engine has not yet counted them as the follower's own. */
  readonly isOwn: boolean;
};

export type CopyPositions = ReturnType<typeof copyPositions>;

/** The sub-ledger of each link, the followers' own units, and what left it. Source: docs/decisions/0017-copy-positions.md */
export function copyPositions(db: Connection) {
  const upsert = new Statement(
    db,
    `insert into copy_positions
       (link_id, asset, product, exchange_segment, security_id, follower_product, held_qty, doubt, state, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict do update set
       exchange_segment = excluded.exchange_segment, security_id = excluded.security_id,
       follower_product = excluded.follower_product, held_qty = excluded.held_qty, doubt = excluded.doubt,
       state = excluded.state, updated_at = excluded.updated_at`,
  );
  const upsertOwn = new Statement(
    db,
    `insert into own_positions (account_id, asset, product, units, state, updated_at) values (?, ?, ?, ?, ?, ?)
     on conflict do update set units = excluded.units, state = excluded.state, updated_at = excluded.updated_at`,
  );
  const insertRelease = new Statement(
    db,
    `insert into position_releases (link_id, account_id, asset, product, units, reason, price, released_at)
     values (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const all = new Statement<CopyPositionRow>(db, 'select * from copy_positions');
  const held = new Statement<CopyPositionRow>(db, 'select * from copy_positions where link_id = ? and held_qty <> 0');
  const left = new Statement<Omit<LeftPosition, 'isOwn'> & { isOwn: number }>(
    db,
    `select l.follower_account_id as account_id, p.asset, p.product, p.exchange_segment, p.security_id, p.follower_product,
       iif(p.held_qty <> 0, p.held_qty, sum(r.units)) as units,
       iif(p.held_qty <> 0, p.updated_at, max(r.released_at)) as left_at,
       p.held_qty = 0 as isOwn
     from copy_positions p
     join links l on l.id = p.link_id
     left join position_releases r
       on r.link_id = p.link_id and r.asset = p.asset and r.product = p.product and r.reason = 'LINK_REMOVED'
     where p.link_id = ? and (p.held_qty <> 0 or r.id is not null)
     group by p.asset, p.product`,
  );
  const remove = new Statement(db, 'delete from copy_positions where link_id = ? and held_qty = 0');
  // What a removed link left is asked for later, by the link that takes it over.
  const removeFlat = new Statement(
    db,
    `delete from copy_positions where link_id = ? and asset = ? and product = ? and held_qty = 0
     and not exists (
       select 1 from position_releases r where r.link_id = copy_positions.link_id and r.asset = copy_positions.asset
         and r.product = copy_positions.product and r.reason = 'LINK_REMOVED')`,
  );
  const removeOwn = new Statement(db, 'delete from own_positions where account_id = ? and asset = ? and product = ?');
  const allOwn = new Statement<OwnPositionRow>(db, 'select * from own_positions');
  const releases = new Statement<Row<'position_releases'>>(
    db,
    'select * from position_releases where released_at >= ? order by released_at, id',
  );

  return {
    upsert(row: CopyPositionRow): void {
      upsert.run(
        row.link_id,
        row.asset,
        row.product,
        row.exchange_segment,
        row.security_id,
        row.follower_product,
        row.held_qty,
        row.doubt,
        row.state,
        row.updated_at,
      );
    },

    upsertOwn(row: OwnPositionRow): void {
      upsertOwn.run(row.account_id, row.asset, row.product, row.units, row.state, row.updated_at);
    },

    addRelease(row: PositionRelease): void {
      const { link_id, account_id, asset, product, units, reason, price, released_at } = row;
      insertRelease.run(link_id, account_id, asset, product, units, reason, price, released_at);
    },

    /** Of all links, flat ones included. */
    list(): CopyPositionRow[] {
      return all.all();
    },

    /** What one link holds. */
    held(linkId: number): CopyPositionRow[] {
      return held.all(linkId);
    },

    /** What a removed link left with its follower, until `remove` is called for it. */
    left(linkId: number): LeftPosition[] {
      return left.all(linkId).map((row) => ({ ...row, isOwn: row.isOwn === 1 }));
    },

    /** Forgets what a removed link left: another link has taken it over, or it was left for good. */
    remove(linkId: number): void {
      remove.run(linkId);
    },

    /** Forgets a flat position, unless a removed link left it. */
    removeFlat(linkId: number, asset: string, product: string): void {
      removeFlat.run(linkId, asset, product);
    },

    removeOwn(accountId: string, asset: string, product: string): void {
      removeOwn.run(accountId, asset, product);
    },

    own(): OwnPositionRow[] {
      return allOwn.all();
    },

    /** Since a time, epoch seconds, oldest first. */
    releases(since: number): Row<'position_releases'>[] {
      return releases.all(since);
    },
  };
}
