import type { Command } from 'commander';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { clientIdOf, needAccount } from '../flags/client-id.ts';
import { parsePositive } from '../flags/values.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

export function registerMargin(program: Command, io: Io): void {
  const command = program
    .command('margin <client-id>')
    .description("show the margin that the broker's calculator gave for each of the last orders, taken alone")
    .option('--limit <rows>', 'maximum number of orders', parsePositive, 50)
    .addHelpText('after', examples('margin 1100000002', 'margin 1100000002 --json'));
  onRun<{ limit: number }>(command, io, (ctx, { limit }) => {
    needDatabase(ctx);
    const clientId = clientIdOf(command.args[0]);
    const rows = readDatabase(ctx, (store) => {
      needAccount(store, clientId);
      return store.marginRequirements.latest(clientId, limit);
    });
    const shown = rows.map((row) => ({
      atMs: row.calculated_at * 1000,
      orderId: row.order_id,
      exchangeSegment: row.exchange_segment,
      securityId: row.security_id,
      product: row.product,
      quantity: row.quantity,
      price: row.price,
      total: row.total_margin,
      span: row.span_margin,
      exposure: row.exposure_margin,
      variable: row.var_margin,
    }));
    const text = formatTable(
      ['ASKED', 'ORDER', 'SECURITY', 'PRODUCT', 'UNITS', 'PRICE', 'MARGIN', 'SPAN', 'EXPOSURE', 'VARIABLE'],
      shown.map((row) => [
        formatTime(row.atMs),
        row.orderId ?? '-',
        `${row.exchangeSegment}:${row.securityId}`,
        row.product,
        formatCount(row.quantity),
        amount(row.price),
        amount(row.total),
        amount(row.span),
        amount(row.exposure),
        amount(row.variable),
      ]),
    );
    ctx.print(shown, shown.length === 0 ? 'no margins have been requested yet' : text);
  });
}

function amount(rupees: number | null): string {
  return rupees === null ? '?' : formatRupees(rupees);
}
