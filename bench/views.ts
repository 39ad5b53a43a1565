/**
 * The time of each of 11 views (all except v_daily_pnl) as its history grows, compared with its straightforward definition.
 *
 *   node bench/views.ts [--rows 10000,1000000] [--views v_latest_positions,v_recent_trades] [--folder <disk with room>]
 *
 * 10,000,000 rows take up to 4 GB and 10 minutes for a view.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { openStore } from 'dhancopy/store/store';
import { machine } from './kit/machine.ts';
import { spreadOf } from './kit/spread.ts';
import { ACCOUNTS, VIEW_HISTORIES, type ViewHistory } from './kit/view-history.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,1000000' },
    views: { type: 'string' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const sizes = values.rows.split(',').map(Number);
const wanted = values.views?.split(',');
const ROUNDS = 2_000;
/** A shared machine is slow at times. A view of microseconds is read for at least this long. */
const LEAST_MS = 1_500;
/** The plain definitions read everything. A few rounds are enough. */
const PLAIN_WITHIN_MS = 3_000;

console.log(machine());
console.log(
  `milliseconds; all rows of the view read; warm; ${ACCOUNTS} accounts; growth is that of p10 from the size before: the rounds that nothing disturbed\n`,
);
for (const history of VIEW_HISTORIES) {
  if (wanted && !wanted.includes(history.view)) continue;
  console.log(history.view);
  let before: number | null = null;
  for (const rows of sizes) before = measure(history, rows, before);
  console.log();
}

function measure(history: ViewHistory, rows: number, before: number | null): number {
  const folder = mkdtempSync(join(values.folder, 'dhancopy-views-'));
  try {
    const path = join(folder, 'views.db');
    openStore({ path }).close();
    fill(path, history, rows);
    // As a reader opens it, without cached pages from the inserts.
    const db = new DatabaseSync(path);
    db.exec('pragma journal_mode = wal');
    const fresh = timeOf(db, `select * from ${history.view}`, ROUNDS);
    db.exec('analyze');
    const analysed = timeOf(db, `select * from ${history.view}`, ROUNDS);
    const plain = history.plain === undefined ? null : timeOf(db, history.plain, ROUNDS, PLAIN_WITHIN_MS);
    db.close();
    const growth = before === null ? '' : `  growth ${(analysed.p10 / before).toFixed(2)}`;
    const comparison =
      plain === null ? '' : `   plain p50 ${plain.p50.toFixed(2)}, ratio ${(plain.p50 / analysed.p50).toFixed(0)}`;
    console.log(
      `  ${rows.toLocaleString('en-IN').padStart(11)} rows  returns ${String(analysed.returned).padStart(5)}` +
        `  p10 ${analysed.p10.toFixed(3).padStart(7)}  p50 ${analysed.p50.toFixed(3).padStart(7)}  p99 ${analysed.p99.toFixed(3).padStart(7)}  before analyze ${fresh.p50.toFixed(3)}${growth}${comparison}` +
        `   file ${Math.round(statSync(path).size / 2 ** 20)} MiB`,
    );
    return analysed.p10;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without durability: no log, no wait for the disk. */
function fill(path: string, history: ViewHistory, rows: number): void {
  const db = new DatabaseSync(path);
  db.exec(
    'pragma journal_mode = off; pragma synchronous = off; pragma foreign_keys = off; pragma cache_size = -400000',
  );
  const now = Math.floor(Date.now() / 1000);
  db.exec('begin');
  db.exec(`
    with recursive counted (n) as (select 0 union all select n + 1 from counted where n + 1 < ${ACCOUNTS})
    insert into accounts (account_id, role, name, created_at, updated_at)
    select printf('A%03d', n), iif(n = 0, 'leader', 'follower'), 'Account ' || n, 1, 1
    from counted`);
  for (const sql of history.fill) {
    const named = Object.fromEntries(
      [':rows', ':now'].filter((name) => sql.includes(name)).map((name) => [name, name === ':now' ? now : rows]),
    );
    db.prepare(sql).run(named);
  }
  db.exec('commit');
  db.close();
}

function timeOf(db: DatabaseSync, sql: string, rounds: number, withinMs = Infinity) {
  const statement = db.prepare(sql);
  let returned = statement.all().length;
  const took: number[] = [];
  const end = performance.now() + withinMs;
  const least = performance.now() + Math.min(LEAST_MS, withinMs);
  const isDue = (): boolean => took.length < 3 || performance.now() < Math.min(took.length < rounds ? end : least, end);
  while (isDue()) {
    const begun = performance.now();
    returned = statement.all().length;
    took.push(performance.now() - begun);
  }
  return { ...spreadOf(took), p10: took.toSorted((a, b) => a - b)[Math.floor(took.length / 10)] ?? NaN, returned };
}
