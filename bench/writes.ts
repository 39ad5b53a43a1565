/**
 * Events a second through the store, one by one and grouped, beside bare prepared statements; and how long a commit takes while a
 * report, a backup, an archive's copy or a VACUUM goes on in another thread.
 *
 *   node bench/writes.ts [--events 20000] [--seconds 4]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { openStore, type Store } from '../src/store/store.ts';
import { machine } from './kit/machine.ts';
import { formatSpread, median, spreadOf } from './kit/spread.ts';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '20000' }, seconds: { type: 'string', default: '4' } },
});
const EVENTS = Number(values.events);
const SECONDS = Number(values.seconds);
const RUNS = 3;
/** As many as the recorder commits together when frames come thick and fast. */
const GROUPS = [1, 10, 100] as const;
const PAYLOAD = JSON.stringify({ Data: 'x'.repeat(900), Type: 'order_alert' });
const NOW = Math.floor(Date.now() / 1000);
const ORDER = '112261126000001';

/** What else may go on. `:backup:` is SQLite's own online backup. */
type Beside = readonly [name: string, sql: string | null];
const BESIDE: readonly Beside[] = [
  ['nothing else', null],
  [
    'a report over everything',
    'select error_type, count(*), max(error_message) from error_log group by hex(substr(error_message, 1, 4))',
  ],
  ['an online backup', ':backup:'],
  ['rows copied into an archive', ':archive:'],
  ['rows deleted, 200 at a time', ':delete:'],
  ['incremental vacuum, 50 pages a time', ':incremental:'],
  ['a whole VACUUM (not while it trades)', 'vacuum'],
];

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
  console.log(`\nmilliseconds of one commit of 10 events, one every 5 ms for ${SECONDS} s, 400,000 rows in the file\n`);
  const path = join(folder, 'beside.db');
  prepare(path, 400_000);
  for (const [name, sql] of BESIDE)
    console.log(`${name.padEnd(34)} ${formatSpread(spreadOf(await commitsBeside(path, sql)))}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

type Write = (path: string, count: number, group: number) => void;

function perSecond(name: string, count: number, group: number, write: Write): number {
  const path = join(folder, `${name}.db`);
  prepare(path, 0);
  const begun = performance.now();
  write(path, count, group);
  return (count / (performance.now() - begun)) * 1000;
}

function throughStore(path: string, count: number, group: number): void {
  const store = openStore({ path });
  for (let n = 0; n < count; n += group) {
    store.transaction(() => {
      for (let k = 0; k < group; k += 1) event(store, n + k);
    });
  }
  store.close();
}

function event(store: Store, n: number): void {
  const id = store.websockets.insertMessage({
    connection_id: 'c',
    account_type: 'leader',
    account_id: 'L',
    message_type: 'order_alert',
    payload: PAYLOAD,
    sequence_number: n,
    received_at: NOW,
  });
  store.websockets.markProcessed(id, { order_id: ORDER, error: null });
  store.orderEvents.appendOrderEvent({
    order_id: ORDER,
    event_type: 'UPDATED',
    event_source: 'WEBSOCKET',
    event_data: '{}',
    event_ts: NOW,
  });
}

/** The same rows, and nothing else. */
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
      const { lastInsertRowid } = message.run('c', 'leader', 'L', 'order_alert', PAYLOAD, n + k, NOW);
      processed.run(NOW, ORDER, null, lastInsertRowid);
      step.run(ORDER, 'UPDATED', 'WEBSOCKET', '{}', NOW, n + k);
    }
    db.exec('commit');
  }
  db.close();
}

function prepare(path: string, history: number): void {
  const store = openStore({ path });
  store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
  store.orders.upsertOrder({
    id: ORDER,
    account_type: 'leader',
    account_id: 'L',
    status: 'PENDING',
    side: 'BUY',
    product: 'CNC',
    order_type: 'LIMIT',
    validity: 'DAY',
    security_id: '1333',
    exchange_segment: 'NSE_EQ',
    quantity: 1,
    created_at: NOW,
    updated_at: NOW,
  });
  store.close();
  if (history === 0) return;
  const db = new DatabaseSync(path);
  db.exec(`
    with recursive counted (n) as (select 0 union all select n + 1 from counted where n + 1 < ${history})
    insert into error_log (error_type, error_message, occurred_at) select 'OLD', hex(randomblob(200)), n from counted`);
  db.close();
}

async function commitsBeside(path: string, work: string | null): Promise<number[]> {
  const worker =
    work === null
      ? null
      : new Worker(new URL('./kit/beside-thread.ts', import.meta.url), { workerData: { path, work, folder } });
  // The other has begun when it says so.
  if (worker) await new Promise((resolve) => worker.once('message', resolve));
  const store = openStore({ path });
  const took: number[] = [];
  const end = performance.now() + SECONDS * 1_000;
  let n = 0;
  while (performance.now() < end) {
    const begun = performance.now();
    store.transaction(() => {
      for (let k = 0; k < 10; k += 1) event(store, n++);
    });
    took.push(performance.now() - begun);
    await sleep(5);
  }
  store.close();
  await worker?.terminate();
  return took;
}

function rate(value: number): string {
  return Math.round(value).toLocaleString('en-IN').padStart(8);
}
