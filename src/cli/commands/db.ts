import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { registerDbVerify } from './db-verify.ts';

export function registerDb(program: Command, io: Io): void {
  const db = program.command('db').description('care of the database file');
  registerDbVerify(db, io);
}
