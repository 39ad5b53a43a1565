import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { OrderToWrite } from './orders/orders.ts';
import { openStore, type Store, type StoreOptions } from './store.ts';
import { loadMigrations, loadViews } from './schema/migrate.ts';
import { VaultKey } from './secrets/vault-key.ts';

/** 2026-01-05 09:15:00 in India, epoch seconds. */
export const OPENING = 1_767_584_700;

/** The same in every run; only ever used on files that tests make. */
export const TEST_KEY = new VaultKey(Buffer.alloc(32, 7));

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own, gone when the tests are over. */
export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dhancopy-store-'));
  folders.push(folder);
  return folder;
}

let template: string | undefined;

/** Puts an empty database of this code at a path where there is none yet. The migrations take five times as long as a copy. */
export function putDatabase(path: string): void {
  if (existsSync(path)) return;
  template ??= makeTemplate();
  copyFileSync(template, path);
}

/** One for all processes of a run, named after what is in it. */
function makeTemplate(): string {
  const schema = createHash('sha256').update(loadViews());
  for (const { checksum } of loadMigrations()) schema.update(checksum);
  const path = join(tmpdir(), `dhancopy-template-${schema.digest('hex').slice(0, 16)}.db`);
  if (existsSync(path)) return path;
  const made = join(tempFolder(), 'template.db');
  openStore({ path: made, now: () => OPENING * 1000 }).close();
  renameSync(made, path);
  return path;
}

/** A new store on a real file, at a fixed time. */
export function newStore(options: Partial<StoreOptions> = {}): Store & { readonly path: string } {
  const path = options.path ?? join(tempFolder(), 'dhancopy.db');
  putDatabase(path);
  return { ...openStore({ key: TEST_KEY, now: () => OPENING * 1000, ...options, path }), path };
}

/** A new store with one leader `L` and the followers `F1`, `F2`, …, each linked to it (link 1, 2, …). */
export function newLinkedStore(followers = 2): Store & { readonly path: string } {
  const store = newStore();
  store.accounts.add({ account_id: 'L', role: 'leader', name: 'Leader' });
  for (let n = 1; n <= followers; n += 1) {
    store.accounts.add({ account_id: `F${n}`, role: 'follower', name: `Follower ${n}` });
    store.links.add({
      leader_account_id: 'L',
      follower_account_id: `F${n}`,
      sizing_strategy: 'fixed_ratio',
      ratio: '1',
    });
  }
  return store;
}

/** The same file as any other program would open it: no store, no keys, foreign keys on. */
export function rawDatabase(path: string): DatabaseSync {
  return new DatabaseSync(path, { timeout: 100 });
}

/** An open leader order, ready to be written. */
export function anOrder(changes: Partial<OrderToWrite> = {}): OrderToWrite {
  return {
    id: 'L-1',
    account_type: 'leader',
    account_id: 'L',
    status: 'PENDING',
    side: 'BUY',
    product: 'INTRADAY',
    order_type: 'LIMIT',
    validity: 'DAY',
    security_id: '11536',
    exchange_segment: 'NSE_EQ',
    quantity: 100,
    price: 3345.5,
    created_at: OPENING,
    updated_at: OPENING,
    ...changes,
  };
}
