/**
 * The time of a commit at each `synchronous` level, for decisions of 1 to 1,000 copies, compared with the bare fsync of the disk.
 *
 *   node bench/commit-durability.ts [folder on the disk to measure]
 *
 * Feeds docs/decisions/0003-synchronous-level.md.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Synchronous } from 'dhancopy/store/file/connection';
import { openStore, type Store } from 'dhancopy/store/store';

const COMMITS = 300;
const COPIES = [1, 10, 100, 1000] as const;
/** The length of a new mirror. */
const MIRROR = JSON.stringify({
  desired: { revision: 1, quantity: 50, price: 334550 },
  actual: null,
  inFlight: 'place',
});

const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), 'commit-durability-'));

try {
  console.log(`${COMMITS} commits each, milliseconds (p50 / p95 / p99 / worst)\n`);
  report('floor: append 4 KiB + fdatasync', bareSync());
  for (const copies of COPIES) {
    for (const synchronous of ['normal', 'full'] as const) {
      report(`${synchronous}: 1 order + ${copies} mappings`, decisions(synchronous, copies, false));
    }
    report(`full, log written back when idle`, decisions('full', copies, true));
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** One leader order and its copies per commit, as the engine writes a decision before anything is sent. */
function decisions(synchronous: Synchronous, copies: number, checkpointWhenIdle: boolean): number[] {
  const path = join(folder, `${synchronous}-${copies}-${checkpointWhenIdle}.db`);
  const store = openStore({ path, synchronous });
  prepare(store, copies);
  const commits = copies === 1000 ? COMMITS / 3 : COMMITS;
  const took = Array.from({ length: commits }, (_, n) => {
    // The time between two decisions is not measured.
    if (checkpointWhenIdle && n % 10 === 0) store.checkpoint();
    return timed(() => decide(store, `L${n}`, copies));
  });
  store.close();
  return took;
}

function prepare(store: Store, copies: number): void {
  store.transaction(() => {
    store.accounts.add({ account_id: 'leader', role: 'leader', name: 'Leader' });
    for (let link = 1; link <= copies; link += 1) {
      store.accounts.add({ account_id: `F${link}`, role: 'follower', name: `Follower ${link}` });
    }
  });
  // The first decision also prepares the statements.
  decide(store, 'warm', copies);
}

function decide(store: Store, orderId: string, copies: number): void {
  const at = 1_760_000_000;
  store.transaction(() => {
    store.orders.upsertOrder({
      id: orderId,
      account_type: 'leader',
      account_id: 'leader',
      status: 'PENDING',
      side: 'BUY',
      product: 'INTRADAY',
      order_type: 'LIMIT',
      validity: 'DAY',
      security_id: '11536',
      exchange_segment: 'NSE_EQ',
      quantity: 100,
      price: 3345.5,
      created_at: at,
      updated_at: at,
    });
    for (let link = 1; link <= copies; link += 1) {
      store.mappings.insertMapping({
        leader_order_id: orderId,
        link_id: link,
        leader_account_id: 'leader',
        account_id: `F${link}`,
        leader_quantity: 100,
        follower_quantity: 50,
        sizing_strategy: 'fixed_ratio',
        status: 'pending',
        correlation_id: `dc-${link}-${orderId}-0`,
        state: MIRROR,
        is_open: 1,
        created_at: at,
        updated_at: at,
        leader_seen_us: at * 1e6,
        decided_us: at * 1e6 + 150,
      });
    }
  });
}

function bareSync(): number[] {
  const file = openSync(join(folder, 'floor'), 'w');
  const page = Buffer.alloc(4096, 1);
  const took = Array.from({ length: COMMITS }, () =>
    timed(() => {
      writeSync(file, page);
      fdatasyncSync(file);
    }),
  );
  closeSync(file);
  return took;
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function report(name: string, took: readonly number[]): void {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? NaN).toFixed(3).padStart(8);
  console.log(`${name.padEnd(34)} ${at(0.5)} /${at(0.95)} /${at(0.99)} /${at(1)}`);
}
