/** Does what `bench/writes.ts` measures beside, again and again until it is stopped. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { path, work, folder } = workerData as { path: string; work: string; folder: string };
const db = new DatabaseSync(path, { timeout: 5_000 });
parentPort?.postMessage('begun');
for (;;) {
  if (work === ':backup:') {
    const to = join(folder, 'backup.db');
    await backup(db, to, { rate: 100 });
    rmSync(to);
  } else if (work === ':archive:') {
    const to = join(folder, 'archive.db');
    const archive = new DatabaseSync(to);
    archive.exec(`attach '${path}' as live; create table error_log as select * from live.error_log`);
    archive.close();
    rmSync(to);
  } else if (work === ':delete:') {
    db.exec('delete from error_log where id in (select id from error_log order by id limit 200)');
    await sleep(1);
  } else if (work === ':incremental:') {
    db.exec('pragma incremental_vacuum(50)');
    await sleep(1);
  } else if (work === 'vacuum') {
    db.exec('vacuum');
    await sleep(100);
  } else db.prepare(work).all();
}
