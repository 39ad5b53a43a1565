import type { SQLInputValue } from 'node:sqlite';
import { bind, insertSql, type Defaults, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import { RowError } from './errors.ts';
import { Statement } from './statement.ts';

/**
 * What became of one leader order on one link, also when it was not copied. Times are epoch seconds, `_us` epoch
 * microseconds.
 *
 * Source: the seed's "Copy Trading".
 */
export type MappingRow = {
  readonly id: number;
  readonly leader_order_id: string;
  readonly follower_order_id: string | null;
  readonly leader_quantity: number;
  readonly follower_quantity: number;
  readonly sizing_strategy: string | null;
  readonly capital_ratio: number | null;
  readonly status: 'pending' | 'placed' | 'failed' | 'cancelled';
  /** Words for a person: why it was skipped, or what the broker said. */
  readonly error_message: string | null;
  readonly created_at: number;
  readonly updated_at: number;
  readonly link_id: number;
  readonly leader_account_id: string | null;
  /** The follower. */
  readonly account_id: string | null;
  readonly correlation_id: string | null;
  readonly reason_code: string | null;
  /** How often the order was placed anew; part of the correlation id. */
  readonly generation: number;
  /** The engine's mirror as JSON; opaque to the store. */
  readonly state: string | null;
  /** 1 while the engine still works on it. */
  readonly is_open: 0 | 1;
  readonly leader_seen_us: number | null;
  readonly decided_us: number | null;
  readonly sent_us: number | null;
  readonly answered_us: number | null;
  readonly first_fill_us: number | null;
  readonly done_us: number | null;
};

/** A mapping to write. The orders that it names must have been written before, in the same transaction at the latest. */
export type NewMapping = Writable<
  Omit<MappingRow, 'id'>,
  'leader_order_id' | 'leader_quantity' | 'follower_quantity' | 'status' | 'created_at' | 'updated_at' | 'link_id'
>;

/** What may change; what is left out stays. `updated_at` is set to now where it is left out. */
export type MappingChanges = Partial<
  Omit<MappingRow, 'id' | 'leader_order_id' | 'link_id' | 'leader_account_id' | 'account_id' | 'created_at'>
>;

const COLUMNS = [
  'leader_order_id',
  'follower_order_id',
  'leader_quantity',
  'follower_quantity',
  'sizing_strategy',
  'capital_ratio',
  'status',
  'error_message',
  'created_at',
  'updated_at',
  'link_id',
  'leader_account_id',
  'account_id',
  'correlation_id',
  'reason_code',
  'generation',
  'state',
  'is_open',
  'leader_seen_us',
  'decided_us',
  'sent_us',
  'answered_us',
  'first_fill_us',
  'done_us',
] as const satisfies readonly Exclude<keyof MappingRow, 'id'>[];

const DEFAULTS: Defaults<keyof MappingRow> = new Map([
  ['generation', '0'],
  ['is_open', '0'],
]);

export type Mappings = ReturnType<typeof mappings>;

/** The copies: one row per leader order and link. The hot path of the whole system. */
export function mappings(db: Connection) {
  const insert = new Statement(db, insertSql('copy_mappings', COLUMNS, DEFAULTS));
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
      return insert.insert(...bind(COLUMNS, row));
    },

    /** @throws {RowError} MAPPING_UNKNOWN */
    updateMapping(id: number, changes: MappingChanges): void {
      const columns: string[] = [];
      const values: SQLInputValue[] = [];
      for (const column of COLUMNS) {
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

    byLeaderOrder(leaderOrderId: string): MappingRow[] {
      return byLeader.all(leaderOrderId);
    },

    byFollowerOrder(followerOrderId: string): MappingRow | undefined {
      return byFollower.get(followerOrderId);
    },
  };
}
