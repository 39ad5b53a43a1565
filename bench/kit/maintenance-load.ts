/** The maintenance work during `bench/writes-under-maintenance.ts`. It repeats the work until it is stopped. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { performTask } from 'dhancopy/runtime/maintenance/tasks';
import { archiveOldRows } from 'dhancopy/store/care/archive';
import { copyDatabase } from 'dhancopy/store/care/copy-database';
import { vacuumIncrementally } from 'dhancopy/store/care/vacuum';
import { Connection } from 'dhancopy/store/file/connection';

export type MaintenanceWork = 'report' | 'backup' | 'weekly' | 'archive' | 'vacuum' | 'full-vacuum';

const { path, work, folder } = workerData as { path: string; work: MaintenanceWork; folder: string };
// As the maintenance thread opens it: runtime/maintenance/maintenance-thread.ts.
const db = new Connection({ path, readOnly: false, synchronous: 'normal', now: Date.now });

if (work === 'vacuum') await leaveFreePages();
parentPort?.postMessage('begun');
for (;;) {
  await once();
  await sleep(1);
}

async function once(): Promise<void> {
  switch (work) {
    case 'report':
      db.handle
        .prepare(
          'select error_type, count(*), max(error_message) from error_log group by hex(substr(error_message, 1, 4))',
        )
        .all();
      return;
    case 'backup':
      await copyDatabase(path, join(folder, 'backup.db'));
      rmSync(join(folder, 'backup.db'));
      return;
    case 'weekly':
      await performTask(db, { task: 'weekly', path, home: folder, nowMs: Date.now() });
      return;
    case 'archive':
      await archiveOldRows(db, { home: folder, nowMs: Date.now() });
      return;
    case 'vacuum':
      await vacuumIncrementally(db);
      return;
    case 'full-vacuum':
      db.exec('vacuum', 'writing the file anew');
      await sleep(100);
      return;
  }
}

/** In batches of a few rows, as an archive does. */
async function leaveFreePages(): Promise<void> {
  const remove = db.handle.prepare('delete from error_log where id in (select id from error_log limit 2000)');
  for (let n = 0; n < 150; n += 1) {
    remove.run();
    await sleep(1);
  }
}
