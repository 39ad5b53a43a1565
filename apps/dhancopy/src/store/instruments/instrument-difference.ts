import { without } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { readOnlyUri } from './instrument-staging.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** `<exchange segment>:<security id>`. */
export type InstrumentKey = `${string}:${string}`;

type Key = Pick<Row<'instrument_changes'>, 'exchange_segment' | 'security_id'>;

/**
 * What a staged list changes in the table, written in as many transactions as the caller likes: changed rows first, then
 * new ones, then removals, each row whole. The staging file is attached for reading only, so other transactions of this
 * connection take no lock on it.
 */
export class InstrumentDifference {
  readonly #db: Connection;
  readonly #upsert: Statement;
  readonly #changes: Statement;
  readonly #removals: Statement<Key>;
  readonly #remove: Statement;
  readonly #kept: Statement;
  #done = 0;
  /** How many rows there are to write. */
  readonly size: number;

  /** Not inside a transaction. @throws {DatabaseError} */
  constructor(db: Connection, stagingPath: string) {
    db.exec(`attach '${readOnlyUri(stagingPath)}' as staging`, 'opening the staged list');
    this.#db = db;
    this.#upsert = new Statement(db, UPSERT);
    this.#changes = new Statement(db, CHANGES);
    this.#removals = new Statement<Key>(
      db,
      "select exchange_segment, security_id from staging.difference where n > ? and n <= ? and kind = 'removed'",
    );
    this.#remove = new Statement(db, 'delete from main.instruments where security_id = ? and exchange_segment = ?');
    this.#kept = new Statement(db, KEPT);
    this.size = new Statement<{ n: number | null }>(db, 'select max(n) as n from staging.difference').get()?.n ?? 0;
  }

  get isDone(): boolean {
    return this.#done >= this.size;
  }

  /**
   * Writes the next rows in one transaction, with what they change. Not waited for until the disk has it: the next list says it again.
   *
   * @param holders - who holds what; a contract that somebody holds stays although the list has it no longer
   * @returns how many stayed so
   * @throws {DatabaseError}
   */
  step(syncId: number, rows: number, holders: () => ReadonlyMap<InstrumentKey, unknown>): number {
    const from = this.#done;
    const to = Math.min(this.size, from + rows);
    const kept = this.#db.transaction(() => {
      this.#upsert.run(from, to);
      this.#changes.run(syncId, from, to);
      const removals = this.#removals.all(from, to);
      if (removals.length === 0) return 0;
      const held = holders();
      let kept = 0;
      for (const { exchange_segment, security_id } of removals) {
        if (held.has(`${exchange_segment}:${security_id}`)) {
          this.#kept.run(syncId, security_id, exchange_segment);
          kept += 1;
        } else {
          this.#remove.run(security_id, exchange_segment);
        }
      }
      return kept;
    }, 'normal');
    this.#done = to;
    return kept;
  }

  /** Lets the staging file go. */
  close(): void {
    this.#db.exec('detach staging', 'closing the staged list');
  }
}

const UPSERT = `
  insert into main.instruments (${COLUMNS.instruments.join(', ')})
  select ${COLUMNS.instruments.map((column) => `s.${column}`).join(', ')}
  from staging.difference d
  cross join staging.instruments s on s.exchange_segment = d.exchange_segment and s.security_id = d.security_id
  where d.n > ? and d.n <= ? and d.kind <> 'removed'
  on conflict (security_id, exchange_segment) do update
  set ${without(COLUMNS.instruments, 'security_id', 'exchange_segment')
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

const CHANGES = `
  insert into instrument_changes
    (sync_id, exchange_segment, security_id, trading_symbol, field, old_value, new_value)
  select ?, d.exchange_segment, d.security_id, c.trading_symbol, c.field, c.old_value, c.new_value
  from staging.changes c
  join staging.difference d on d.n = c.n
  where c.n > ? and c.n <= ?`;

const KEPT = `
  insert into instrument_changes
    (sync_id, exchange_segment, security_id, trading_symbol, field, old_value, new_value)
  select ?, exchange_segment, security_id, trading_symbol, 'listing', 'listed', null
  from main.instruments
  where security_id = ? and exchange_segment = ?`;
