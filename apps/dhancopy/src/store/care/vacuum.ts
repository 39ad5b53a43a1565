import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from '../file/connection.ts';
import { Statement } from '../file/statement.ts';
import { quoted } from './health.ts';
import { tablesOf } from './table-shape.ts';

/** Pages a step: a step holds the write lock for about a millisecond. */
const STEP_PAGES = 8;
const PAUSE_MS = 10;

export type Vacuumed = {
  /** Bytes that were given back to the disk. */
  readonly freed: number;
  /** False: the file was made before free pages could be given back one by one; a full VACUUM once changes that. */
  readonly canBeIncremental: boolean;
};

/** Gives free pages back a few at a time, while others write. */
export async function vacuumIncrementally(db: Connection): Promise<Vacuumed> {
  const before = bytesOf(db, 'page_count');
  if (valueOf(db, 'auto_vacuum') !== 2) return { freed: 0, canBeIncremental: false };
  for (let free = valueOf(db, 'freelist_count'); free > 0;) {
    db.exec(`pragma incremental_vacuum(${STEP_PAGES})`, 'giving free pages back');
    const left = valueOf(db, 'freelist_count');
    // Others may free pages meanwhile; one round is enough.
    if (left >= free) break;
    free = left;
    await sleep(PAUSE_MS);
  }
  db.checkpoint();
  return { freed: before - bytesOf(db, 'page_count'), canBeIncremental: true };
}

/** Rewrites the whole file, without gaps. Nobody else may use it meanwhile, and the disk needs its size once more. */
export function vacuumFully(db: Connection): Vacuumed {
  const before = bytesOf(db, 'page_count');
  db.exec('pragma auto_vacuum = incremental', 'rewriting the file');
  db.exec('vacuum', 'rewriting the file');
  db.exec('pragma wal_checkpoint(truncate)', 'writing back the log');
  return { freed: before - bytesOf(db, 'page_count'), canBeIncremental: true };
}

/**
 * Counts for the planner, of a sample of each index, table by table: nobody else can write while one is counted.
 * Source: https://sqlite.org/lang_analyze.html
 */
export async function analyse(db: Connection): Promise<void> {
  db.exec('pragma analysis_limit = 1000', 'counting for the planner');
  for (const { name } of tablesOf(db, 'main')) {
    db.exec(`analyze main.${quoted(name)}`, 'counting for the planner');
    await sleep(PAUSE_MS);
  }
}

function valueOf(db: Connection, pragma: string): number {
  return new Statement<{ n: number }>(db, `select ${pragma} as n from pragma_${pragma}`).get()?.n ?? 0;
}

function bytesOf(db: Connection, pragma: string): number {
  return valueOf(db, pragma) * valueOf(db, 'page_size');
}
