import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { openStore } from 'dhancopy/store/store';

type Row = Record<string, SQLInputValue>;

/** Written before the frames arrive: the rows that others refer to. */
const GIVEN = ['accounts', 'links', 'websocket_connections'] as const;

/**
 * Writes the engine's rows from one file into a new one, by prepared statements alone. For each first frame it inserts the order, event
 * and mappings. For each second one it updates them. @returns seconds
 */
export function replayRows({ from, to, group }: { from: string; to: string; group: number }): number {
  openStore({ path: to }).close();
  const source = new DatabaseSync(from, { readOnly: true });
  const rowsOf = (table: string, order: string): Row[] =>
    source.prepare(`select * from ${table} order by ${order}`).all();
  const db = new DatabaseSync(to);
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on');
  for (const table of GIVEN) for (const row of rowsOf(table, 'rowid')) insertInto(db, table, row).run(...valuesOf(row));

  const orders = rowsOf('orders', 'id');
  const events = rowsOf('order_events', 'id');
  const messages = rowsOf('websocket_messages', 'id');
  const mappings = Map.groupBy(rowsOf('copy_mappings', 'id'), (row) => row['leader_order_id']);
  source.close();

  const addOrder = insertInto(db, 'orders', orders[0]);
  const setOrder = updateOf(db, 'orders', orders[0]);
  const addEvent = insertInto(db, 'order_events', events[0]);
  const addMessage = insertInto(db, 'websocket_messages', messages[0]);
  const aMapping = [...mappings.values()][0]?.[0];
  const addMapping = aMapping && insertInto(db, 'copy_mappings', aMapping);
  const setMapping = aMapping && updateOf(db, 'copy_mappings', aMapping);

  const started = performance.now();
  for (let at = 0; at < events.length; at += group) {
    db.exec('begin immediate');
    for (let frame = at; frame < Math.min(at + group, events.length); frame += 1) {
      const order = orders[Math.floor(frame / 2)] ?? {};
      const isFirst = frame % 2 === 0;
      const values = valuesOf(order);
      if (isFirst) addOrder.run(...values);
      else setOrder.run(...values, order['id'] ?? null);
      addEvent.run(...valuesOf(events[frame]));
      for (const mapping of mappings.get(order['id'] ?? null) ?? []) {
        if (isFirst) addMapping?.run(...valuesOf(mapping));
        else setMapping?.run(...valuesOf(mapping), mapping['id'] ?? null);
      }
    }
    db.exec('commit');
  }
  // The engine commits the raw frames in groups a few milliseconds later. Here they are one commit, which costs less.
  db.exec('begin immediate');
  for (const message of messages) addMessage.run(...valuesOf(message));
  db.exec('commit');
  const seconds = (performance.now() - started) / 1000;
  db.close();
  return seconds;
}

function insertInto(db: DatabaseSync, table: string, row: Row = {}): StatementSync {
  const names = Object.keys(row);
  return db.prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`);
}

function updateOf(db: DatabaseSync, table: string, row: Row = {}): StatementSync {
  const changes = Object.keys(row).map((name) => `${name} = ?`);
  return db.prepare(`update ${table} set ${changes.join(', ')} where id = ?`);
}

function valuesOf(row: Row = {}): SQLInputValue[] {
  return Object.values(row);
}
