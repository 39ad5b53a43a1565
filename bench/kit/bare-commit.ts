import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';

type Row = Record<string, SQLInputValue>;

/** One leader order, its event and its copies in one commit, by prepared statements alone, on the engine's own file. */
export class BareCommit {
  readonly #db: DatabaseSync;
  readonly #order: Row;
  readonly #event: Row;
  readonly #mappings: readonly Row[];
  readonly #statements: readonly [StatementSync, StatementSync, StatementSync];
  #round = 0;

  /** Takes the rows of the engine's last leader order as the pattern. */
  constructor(path: string) {
    const db = new DatabaseSync(path);
    db.exec('pragma synchronous = full; pragma foreign_keys = on');
    const all = (sql: string, ...values: SQLInputValue[]): Row[] => db.prepare(sql).all(...values);
    const first = (rows: Row[]): Row => rows[0] ?? {};
    this.#order = first(all(`select * from orders where account_type = 'leader' order by id desc limit 1`));
    const id = this.#order['id'] ?? null;
    this.#event = without(first(all('select * from order_events where order_id = ? limit 1', id)));
    this.#mappings = all('select * from copy_mappings where leader_order_id = ?', id).map(without);
    this.#statements = [
      insertInto(db, 'orders', this.#order),
      insertInto(db, 'order_events', this.#event),
      insertInto(db, 'copy_mappings', first([...this.#mappings])),
    ];
    this.#db = db;
  }

  commit(): void {
    this.#round += 1;
    const id = `bare${this.#round}`;
    const [addOrder, addEvent, addMapping] = this.#statements;
    this.#db.exec('begin immediate');
    addOrder.run(...Object.values({ ...this.#order, id }));
    addEvent.run(...Object.values({ ...this.#event, order_id: id }));
    for (const row of this.#mappings) {
      addMapping.run(...Object.values({ ...row, leader_order_id: id, follower_order_id: null, is_open: 1 }));
    }
    this.#db.exec('commit');
  }

  /** Between two rounds, as the engine does it. */
  checkpoint(): void {
    this.#db.exec('pragma wal_checkpoint(passive)');
  }

  close(): void {
    this.#db.close();
  }
}

function without(row: Row): Row {
  const { id: _id, ...rest } = row;
  return rest;
}

function insertInto(db: DatabaseSync, table: string, row: Row): StatementSync {
  const names = Object.keys(row);
  return db.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`);
}
