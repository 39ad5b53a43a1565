import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { newStore, rawDatabase, tempFolder } from '../store/testing.ts';
import { Checkpointer } from './checkpointer.ts';

/** Rows of the database file alone, without what is in its log. */
function rowsInFile(path: string): number {
  const copy = join(tempFolder(), 'copy.db');
  copyFileSync(path, copy);
  const db = rawDatabase(copy);
  const row = db.prepare('select count(*) as n from audit_log').get();
  db.close();
  return Number(row?.['n']);
}

function addRows(store: ReturnType<typeof newStore>, count: number, response: string): void {
  store.transaction(() => {
    for (let n = 0; n < count; n += 1)
      store.audit.add({ action: 'place_order', account_type: 'follower', account_id: 'F1', response_data: response });
  });
}

it('writes the log back when the engine is idle, and when the log has grown while it is not', async () => {
  const store = newStore();
  // The tables themselves.
  store.checkpoint();
  const failures: string[] = [];
  const checkpointer = new Checkpointer(store.path, (why) => failures.push(why));
  addRows(store, 10, 'small');
  expect(rowsInFile(store.path)).toBe(0);
  checkpointer.idle();
  await vi.waitFor(() => expect(rowsInFile(store.path)).toBe(10), 10_000);

  addRows(store, 6_000, 'x'.repeat(3_500));
  await vi.waitFor(() => expect(rowsInFile(store.path)).toBe(6_010), 10_000);

  await checkpointer.stop();
  store.close();
  expect(failures).toEqual([]);
});

it('reports the end of its thread', async () => {
  const failures: string[] = [];
  const checkpointer = new Checkpointer(join(tempFolder(), 'missing', 'folder.db'), (why) => failures.push(why));
  await vi.waitFor(() => expect(failures).toHaveLength(1), 10_000);
  await checkpointer.stop();
});
