/**
 * How long a commit blocks its thread while maintenance of the database runs in another thread, as in an engine. The floor is a bare
 * append and `fdatasync` in the same rounds.
 *
 *   node bench/writes-under-maintenance.ts [--seconds 20] [--with archive,vacuum]
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { Checkpointer } from 'dhancopy/runtime/checkpointer';
import { openStore } from 'dhancopy/store/store';
import type { Synchronous } from 'dhancopy/store/file/connection';
import type { MaintenanceWork } from './kit/maintenance-load.ts';
import { machine } from './kit/machine.ts';
import { formatSpread, spreadOf } from './kit/spread.ts';
import { NOW_SEC, PAYLOAD, prepareEvents, writeEvent } from './kit/write-events.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '20' }, with: { type: 'string' } } });
const SECONDS = Number(values.seconds);
const wanted = values.with?.split(',');
/** The number of events that the recorder commits together under load. */
const GROUP = 10;
const ROUND_MS = 5;
const OLD_ERRORS = 400_000;
const OLD_CALLS = 100_000;
const DAY_SEC = 86_400;

const BESIDE: readonly (readonly [name: string, work: MaintenanceWork | null])[] = [
  ['nothing else', null],
  ['a report over 400,000 rows', 'report'],
  ['db backup', 'backup'],
  ['the weekly examination', 'weekly'],
  ['the archive, as the engine does it', 'archive'],
  ['giving free pages back, likewise', 'vacuum'],
  ['a whole VACUUM (an engine refuses it)', 'full-vacuum'],
];

const folder = mkdtempSync(join(tmpdir(), 'dhancopy-maintenance-'));
try {
  console.log(machine());
  const path = join(folder, 'maintenance.db');
  prepareEvents(path);
  fill(path);
  console.log(
    `\nmilliseconds; one round every ${ROUND_MS} ms for ${SECONDS} s; ${GROUP} events of ${PAYLOAD.length} characters a commit; ` +
      `${OLD_ERRORS.toLocaleString('en-IN')} errors and ${OLD_CALLS.toLocaleString('en-IN')} old calls in the file\n`,
  );
  for (const [name, work] of BESIDE) {
    if (wanted && !wanted.includes(work ?? 'nothing')) continue;
    const { decisions, records, floor } = await commitsDuring(path, work);
    console.log(name);
    console.log(`  decision, on the disk        ${formatSpread(spreadOf(decisions))}`);
    console.log(`  floor: append + fdatasync    ${formatSpread(spreadOf(floor))}`);
    console.log(`  records, with the next one   ${formatSpread(spreadOf(records))}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Rows to archive, and rows for a report to read. */
function fill(path: string): void {
  const store = openStore({ path });
  for (let n = 0; n < OLD_CALLS; n += 1_000) {
    store.transaction(() => {
      for (let k = 0; k < 1_000; k += 1) {
        store.audit.add({
          action: 'get_funds',
          account_type: 'leader',
          account_id: 'L',
          response_data: { text: 'x'.repeat(300) },
          status_code: 200,
          ts: NOW_SEC - 120 * DAY_SEC + n + k,
        });
      }
    });
  }
  store.close();
  const db = new DatabaseSync(path);
  db.exec(`
    with recursive counted (n) as (select 0 union all select n + 1 from counted where n + 1 < ${OLD_ERRORS})
    insert into error_log (error_type, error_message, occurred_at) select 'OLD', hex(randomblob(200)), n from counted`);
  db.close();
}

async function commitsDuring(path: string, work: MaintenanceWork | null) {
  const worker = work === null ? null : await begin(path, work);
  const checkpointer = new Checkpointer(path, (why) => console.error(`write-back: ${why}`));
  const store = openStore({ path });
  const file = openSync(join(folder, 'floor'), 'w');
  const page = Buffer.alloc(GROUP * PAYLOAD.length, 1);
  const taken = { decisions: [] as number[], records: [] as number[], floor: [] as number[] };
  const commit = (synchronous: Synchronous): number =>
    timed(() =>
      store.transaction(() => {
        for (let k = 0; k < GROUP; k += 1) writeEvent(store, k);
      }, synchronous),
    );
  // The first of each prepares its statements.
  commit('full');
  const end = performance.now() + SECONDS * 1_000;
  while (performance.now() < end) {
    taken.decisions.push(commit('full'));
    taken.records.push(commit('normal'));
    taken.floor.push(
      timed(() => {
        writeSync(file, page);
        fdatasyncSync(file);
      }),
    );
    await sleep(ROUND_MS);
  }
  closeSync(file);
  store.close();
  await checkpointer.stop();
  await worker?.terminate();
  return taken;
}

/** The other thread reports when it has begun. */
async function begin(path: string, work: MaintenanceWork): Promise<Worker> {
  const worker = new Worker(new URL('./kit/maintenance-load.ts', import.meta.url), {
    workerData: { path, work, folder },
  });
  worker.on('error', (error) => console.error(`maintenance, ${work}:`, error));
  await new Promise((resolve) => worker.once('message', resolve));
  return worker;
}

function timed(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}
