import { Connection } from '../file/connection.ts';
import { healthOf } from './health.ts';
import type { Health } from './health.ts';

/** Reads a whole database file while others use it. */
export function checkDatabase(path: string): Health {
  const db = new Connection({ path, readOnly: true, synchronous: 'normal', now: Date.now });
  try {
    return healthOf(db);
  } finally {
    db.close();
  }
}
