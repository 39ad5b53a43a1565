import type { Command } from 'commander';
import type { Io } from '../io.ts';
export function registerDemo(program: Command, _io: Io): void {
  program.command('demo');
}
