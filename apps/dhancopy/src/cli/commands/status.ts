import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase } from '../engine/database.ts';
import type { Io } from '../io.ts';
import { formatStatus, statusToJson } from '../status/format.ts';
import { readStatus } from '../status/read.ts';

export function registerStatus(program: Command, io: Io): void {
  const command = program
    .command('status')
    .description(
      'show what needs your attention, whether the engine runs, the copies of the last 24 hours, and the state of each account',
    )
    .addHelpText(
      'after',
      `
TRADING is one of:
  ACTIVE    entries and exits are copied
  REDUCING  only exits are copied, no entries
  HALTED    nothing is sent
${examples('status', 'status --json')}`,
    );
  onRun(command, io, status);
}

async function status(ctx: Context): Promise<void> {
  needDatabase(ctx);
  const read = await readStatus(ctx);
  const nowMs = Date.now();
  ctx.print(statusToJson(read, nowMs), formatStatus(read, nowMs));
}
