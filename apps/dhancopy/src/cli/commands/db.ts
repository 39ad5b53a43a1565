import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { registerDbArchive } from './db-archive.ts';
import { registerDbBackup } from './db-backup.ts';
import { registerDbCheck } from './db-check.ts';
import { registerDbLeftovers } from './db-leftovers.ts';
import { registerDbMaintain } from './db-maintain.ts';
import { registerDbMigrate } from './db-migrate.ts';
import { registerDbRestore } from './db-restore.ts';
import { registerDbRotateKey } from './db-rotate-key.ts';
import { registerDbStats } from './db-stats.ts';
import { registerDbVacuum } from './db-vacuum.ts';
import { registerDbVerify } from './db-verify.ts';

export function registerDb(program: Command, io: Io): void {
  const db = program.command('db').description('maintain the database file');
  registerDbMigrate(db, io);
  registerDbLeftovers(db, io);
  registerDbCheck(db, io);
  registerDbVerify(db, io);
  registerDbBackup(db, io);
  registerDbRestore(db, io);
  registerDbArchive(db, io);
  registerDbVacuum(db, io);
  registerDbMaintain(db, io);
  registerDbStats(db, io);
  registerDbRotateKey(db, io);
}
