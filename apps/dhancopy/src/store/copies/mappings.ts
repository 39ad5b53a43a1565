import type { SQLInputValue } from 'node:sqlite';
import { bind, insertSql, without, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { RowError } from '../file/errors.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';
import { ACTIVE } from '../orders/orders.ts';

/**
 * What became of one leader order on one link, also when it was not copied. Times are epoch seconds, `_us` epoch
 * microseconds.
 *
 * Source: the seed's "Copy Trading".
 */
export type MappingRow = Row<'copy_mappings'>;

/** A mapping to write. The orders that it names must have been written before, in the same transaction at the latest. */
export type NewMapping = Writable<Omit<MappingRow, 'id'>, never, 'generation' | 'is_open'>;

/** What may change; what is left out stays. `updated_at` is set to now where it is left out. */
export type MappingChanges = Partial<
  Omit<MappingRow, 'id' | 'leader_order_id' | 'link_id' | 'leader_account_id' | 'account_id' | 'created_at'>
>;

const WRITTEN = without(COLUMNS.copy_mappings, 'id');

export type Mappings = ReturnType<typeof mappings>;

/** The copies: one row per leader order and link. The hot path of the whole system. */
export function mappings(db: Connection) {
  const insert = new Statement(db, insertSql('copy_mappings', WRITTEN, { generation: '0', is_open: '0' }));
  const byId = new Statement<MappingRow>(db, 'select * from copy_mappings where id = ?');
  const byLeader = new Statement<MappingRow>(db, 'select * from copy_mappings where leader_order_id = ? order by id');
  const byFollower = new Statement<MappingRow>(db, 'select * from copy_mappings where follower_order_id = ?');
  const open = new Statement<MappingRow>(db, 'select * from copy_mappings where is_open = 1 order by id');
  // Naming every status lets the index (status, created_at) answer.
  const since = new Statement<MappingRow>(
    db,
    `select * from copy_mappings
     where status in ('pending', 'placed', 'failed', 'cancelled') and created_at >= ?
     order by id`,
  );
  // The words of the index on orders that have not ended.
  const killed = new Statement<{ count: number }>(
    db,
    `select count(*) as count
     from orders as o
     join copy_mappings as m on m.leader_order_id = o.id
     where o.status in ${ACTIVE} and m.reason_code = 'KILL_SWITCH'`,
  );
  const newest = new Statement<{ id: number }>(db, 'select coalesce(max(id), 0) as id from copy_mappings');
  // One prepared update per combination of changed columns: the engine makes only a handful of them.
  const updates = new Map<string, Statement>();

  function updateOf(columns: readonly string[]): Statement {
    const key = columns.join(',');
    let statement = updates.get(key);
    if (statement === undefined) {
      const changes = columns.map((column) => `${column} = ?`).join(', ');
      statement = new Statement(db, `update copy_mappings set ${changes} where id = ?`);
      updates.set(key, statement);
    }
    return statement;
  }

  return {
    /**
     * @returns the mapping's id
     * @throws {DatabaseError} CONSTRAINT_FAILED when the leader order already has one on this link
     */
    insertMapping(row: NewMapping): number {
      return insert.insert(...bind(WRITTEN, row));
    },

    /** @throws {RowError} MAPPING_UNKNOWN */
    updateMapping(id: number, changes: MappingChanges): void {
      const columns: string[] = [];
      const values: SQLInputValue[] = [];
      for (const column of WRITTEN) {
        const value = (changes as Partial<MappingRow>)[column];
        if (value === undefined) continue;
        columns.push(column);
        values.push(value);
      }
      if (changes.updated_at === undefined) {
        columns.push('updated_at');
        values.push(db.nowSec());
      }
      if (updateOf(columns).run(...values, id) === 1) return;
      throw new RowError('MAPPING_UNKNOWN', `expected a copy mapping ${id}, and found none`);
    },

    get(id: number): MappingRow | undefined {
      return byId.get(id);
    },

    /** Every mapping that the engine still works on, oldest first. */
    openMappings(): MappingRow[] {
      return open.all();
    },

    /** Created at or after `sec` (epoch seconds), oldest first. */
    mappingsSince(sec: number): MappingRow[] {
      return since.all(sec);
    },

    /** Copies that the kill switch has ended for good, of leader orders that are still open. */
    killedOfOpenOrders(): number {
      return killed.get()?.count ?? 0;
    },

    /** 0 where there is none. */
    newestId(): number {
      return newest.get()?.id ?? 0;
    },

    byLeaderOrder(leaderOrderId: string): MappingRow[] {
      return byLeader.all(leaderOrderId);
    },

    byFollowerOrder(followerOrderId: string): MappingRow | undefined {
      return byFollower.get(followerOrderId);
    },
  };
}
