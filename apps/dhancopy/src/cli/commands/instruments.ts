import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { registerInstrumentsChanges } from './instruments-changes.ts';
import { registerInstrumentsFind } from './instruments-find.ts';
import { registerInstrumentsShow } from './instruments-show.ts';
import { registerInstrumentsSync } from './instruments-sync.ts';

export function registerInstruments(program: Command, io: Io): void {
  const instruments = program
    .command('instruments')
    .description("download and search the broker's list of instruments");
  registerInstrumentsSync(instruments, io);
  registerInstrumentsChanges(instruments, io);
  registerInstrumentsFind(instruments, io);
  registerInstrumentsShow(instruments, io);
}
