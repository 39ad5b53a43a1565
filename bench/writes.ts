/**
 * Events a second through the store, one by one and grouped, compared with bare prepared statements.
 *
 *   node bench/writes.ts [--events 20000]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { openStore } from 'dhancopy/store/store';
import { machine } from './kit/machine.ts';
import { median } from './kit/spread.ts';
import { NOW_SEC, ORDER, PAYLOAD, prepareEvents, writeEvent } from './kit/write-events.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '20000' } },
});
const EVENTS = Number(values.events);
const RUNS = 3;
/** The number of events that the recorder commits together under load. */
const GROUPS = [1, 10, 100] as const;

const folder = mkdtempSync(join(tmpdir(), 'dhancopy-writes-'));
try {
  console.log(machine());
  console.log(
    `events a second, an event is a frame of ${PAYLOAD.length} characters, its mark as processed, and a step of its order; median of ${RUNS} runs\n`,
  );
  for (const group of GROUPS) {
    const count = group === 1 ? Math.round(EVENTS / 10) : EVENTS;
    const ours = median(
      Array.from({ length: RUNS }, (_, run) => perSecond(`ours-${group}-${run}`, count, group, throughStore)),
    );
    const bare = median(
      Array.from({ length: RUNS }, (_, run) => perSecond(`bare-${group}-${run}`, count, group, throughStatements)),
    );
    const words = group === 1 ? 'one by one   ' : `${String(group).padStart(4)} at once `;
    console.log(
      `${words}  dhancopy ${rate(ours)}   floor ${rate(bare)}   share of the floor ${(ours / bare).toFixed(2)}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Write = (path: string, count: number, group: number) => void;

function perSecond(name: string, count: number, group: number, write: Write): number {
  const path = join(folder, `${name}.db`);
  prepareEvents(path);
  const begun = performance.now();
  write(path, count, group);
  return (count / (performance.now() - begun)) * 1000;
}

function throughStore(path: string, count: number, group: number): void {
  const store = openStore({ path });
  for (let n = 0; n < count; n += group) {
    store.transaction(() => {
      for (let k = 0; k < group; k += 1) writeEvent(store, n + k);
    });
  }
  store.close();
}

/** The same rows alone. */
function throughStatements(path: string, count: number, group: number): void {
  const db = new DatabaseSync(path);
  db.exec(
    'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma wal_autocheckpoint = 25000',
  );
  const message = db.prepare(
    `insert into websocket_messages (connection_id, account_type, account_id, message_type, payload, sequence_number, received_at)
     values (?, ?, ?, ?, ?, ?, ?)`,
  );
  const processed = db.prepare(
    'update websocket_messages set is_processed = 1, processed_at = ?, order_id = ?, error_message = ? where id = ?',
  );
  const step = db.prepare(
    `insert into order_events (order_id, event_type, event_source, event_data, event_ts, sequence)
     values (?, ?, ?, ?, ?, ?)`,
  );
  for (let n = 0; n < count; n += group) {
    db.exec('begin immediate');
    for (let k = 0; k < group; k += 1) {
      const { lastInsertRowid } = message.run('c', 'leader', 'L', 'order_alert', PAYLOAD, n + k, NOW_SEC);
      processed.run(NOW_SEC, ORDER, null, lastInsertRowid);
      step.run(ORDER, 'UPDATED', 'WEBSOCKET', '{}', NOW_SEC, n + k);
    }
    db.exec('commit');
  }
  db.close();
}

function rate(value: number): string {
  return Math.round(value).toLocaleString('en-IN').padStart(8);
}
