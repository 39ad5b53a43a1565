import type { Command } from 'commander';
import { noteSizes, sizesOf } from '../../store/care/sizes.ts';
import type { Growth, Sizes } from '../../store/care/sizes.ts';
import { examples, onRun } from '../command.ts';
import { withCareConnection } from '../engine/care-connection.ts';
import { formatBytes } from '../format/bytes.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

export function registerDbStats(db: Command, io: Io): void {
  const command = db
    .command('stats')
    .description('show the size of each table, and its growth since the last report')
    .addHelpText('after', examples('db stats', 'db stats --json'));
  onRun(command, io, async (ctx) => {
    const report = await withCareConnection(ctx, (connection, path) => {
      const sizes = sizesOf(path);
      return { sizes, growth: noteSizes(connection, sizes) };
    });
    ctx.print(report, told(report.sizes, report.growth));
  });
}

function told(sizes: Sizes, growth: Growth | null): string {
  const grown = new Map(growth?.tables.map(({ table, bytes }) => [table, bytes]));
  return [
    formatTable(
      ['TABLE', 'ROWS', 'SIZE', 'GROWTH'],
      sizes.tables.map(({ table, rows, bytes }) => [
        table,
        formatCount(rows),
        formatBytes(bytes),
        signed(grown.get(table) ?? 0),
      ]),
    ),
    '',
    `file ${formatBytes(sizes.file)}, of which ${formatBytes(sizes.free)} are free; write-ahead log ${formatBytes(sizes.log)}`,
    growth === null
      ? 'this is the first report; the next one shows what grew'
      : `growth since ${formatTime(growth.since * 1000)}: ${signed(growth.file) || 'none'}`,
  ].join('\n');
}

function signed(bytes: number): string {
  if (bytes === 0) return '';
  return bytes > 0 ? `+${formatBytes(bytes)}` : `-${formatBytes(-bytes)}`;
}
