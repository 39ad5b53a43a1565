import type { Command } from 'commander';
import type { ChainReport } from '../../store/audit/audit-chain.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { FailedError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly head?: string;
}

export function registerDbVerify(db: Command, io: Io): void {
  const command = db
    .command('verify')
    .description('verify the hash chain of the audit log, and name the first row that does not fit')
    .option('--head <hash>', 'a head noted earlier: prove that no row before it has changed since')
    .addHelpText(
      'after',
      `
From time to time, note the printed head in another place. Whoever can write to the file could rebuild the rest of the
chain; only a head kept elsewhere shows that.
${examples('db verify', 'db verify --head 9f2c…')}`,
    );
  onRun<Options>(command, io, (ctx, { head }) => {
    if (head !== undefined && !/^[0-9a-f]{64}$/.test(head)) {
      throw new UsageError(`--head: expected 64 digits of 0-9 and a-f, as printed by "db verify", and found "${head}"`);
    }
    needDatabase(ctx);
    const report = readDatabase(ctx, (store) =>
      store.audit.chain.verify(head ?? null, (rows) => {
        if (rows % 100_000 === 0) ctx.progress(`${rows.toLocaleString('en-IN')} rows read`);
      }),
    );
    if (report.broken) throw new FailedError(`the audit log was tampered with: ${report.broken.why}`);
    if (report.knowsAsked === false) {
      throw new FailedError('the audit log was tampered with: the head that was noted is no longer in the chain');
    }
    ctx.print(report, told(report));
  });
}

function told({ linked, outside, head, knowsAsked }: ChainReport): string {
  const lines = [`the audit log is whole: ${linked.toLocaleString('en-IN')} rows, each follows from the one before`];
  if (outside > 0) {
    lines.push(
      `${outside.toLocaleString('en-IN')} rows are outside the chain: older than the chain, or written by other programs`,
    );
  }
  if (knowsAsked) lines.push('the head that was noted is in the chain');
  lines.push(`head  ${head === '' ? '(the chain is empty)' : head}`);
  return lines.join('\n');
}
