import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { formatFindings } from '../doctor/format.ts';
import { counted } from '../format/counted.ts';
import { FailedError } from '../errors.ts';
import type { Io } from '../io.ts';
import { checkUrls } from '../urls.ts';

export function registerDoctor(program: Command, io: Io): void {
  const command = program
    .command('doctor')
    .description('check everything that copying needs, and print how to fix each failure')
    .addHelpText('after', examples('doctor', 'doctor --json'));
  onRun(command, io, doctor);
}

async function doctor(ctx: Context): Promise<void> {
  checkUrls(ctx.settings);
  const { examine } = await import('../doctor/examine.ts');
  const findings = await examine(ctx);
  const failed = findings.filter(({ verdict }) => verdict === 'failed').length;
  ctx.printColored({ ok: failed === 0, findings }, formatFindings(findings, ctx));
  if (failed > 0) throw new FailedError(`${counted(failed, 'check')} failed`, false);
}
