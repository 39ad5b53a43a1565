import type { Connection } from './connection.ts';
import { Statement } from './statement.ts';

/** What a link has copied and still holds in one instrument and product: units, negative when short. */
export type CopiedPositionRow = {
  readonly link_id: number;
  readonly exchange_segment: string;
  readonly security_id: string;
  readonly product: string;
  readonly net_qty: number;
  /** Epoch seconds. */
  readonly updated_at: number;
};

export type CopiedPositions = ReturnType<typeof copiedPositions>;

/** The sub-ledger of each link on the follower's netted position. Source: design, "Copy rules" 7 and 13. */
export function copiedPositions(db: Connection) {
  const upsert = new Statement(
    db,
    `insert into copied_positions (link_id, exchange_segment, security_id, product, net_qty, updated_at)
     values (?, ?, ?, ?, ?, ?)
     on conflict do update set net_qty = excluded.net_qty, updated_at = excluded.updated_at`,
  );
  const all = new Statement<CopiedPositionRow>(db, 'select * from copied_positions');
  const byLink = new Statement<CopiedPositionRow>(db, 'select * from copied_positions where link_id = ?');

  return {
    upsert(row: CopiedPositionRow): void {
      upsert.run(row.link_id, row.exchange_segment, row.security_id, row.product, row.net_qty, row.updated_at);
    },

    /** Of one link, or of all; flat ones included. */
    list(linkId?: number): CopiedPositionRow[] {
      return linkId === undefined ? all.all() : byLink.all(linkId);
    },
  };
}
