import type { Command } from 'commander';
import type { MarginRequirementRow } from '../../store/money/margin-requirements.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { clientIdOf, needAccount } from '../flags/client-id.ts';
import { parsePositive } from '../flags/values.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { column, printList } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

export function registerMargin(program: Command, io: Io): void {
  const command = program
    .command('margin <client-id>')
    .description(
      "show the margin that the broker's calculator returned for the last orders, calculated for each order alone",
    )
    .option('--limit <rows>', 'maximum number of orders', parsePositive, 50)
    .addHelpText('after', examples('margin 1100000002', 'margin 1100000002 --json'));
  onRun<{ limit: number }>(command, io, (ctx, { limit }) => {
    needDatabase(ctx);
    const clientId = clientIdOf(command.args[0]);
    const rows = readDatabase(ctx, (store) => {
      needAccount(store, clientId);
      return store.marginRequirements.latest(clientId, limit);
    });
    printList(ctx, COLUMNS, rows, 'no margins have been requested yet');
  });
}

const rupees = (
  key: string,
  head: string,
  value: (row: MarginRequirementRow) => number | null,
): Column<MarginRequirementRow> => column(key, head, value, formatRupees, '?');

const COLUMNS: readonly Column<MarginRequirementRow>[] = [
  column('atMs', 'ASKED', (row) => row.calculated_at * 1000, formatTime),
  column('orderId', 'ORDER', (row) => row.order_id),
  column('exchangeSegment', null, (row) => row.exchange_segment),
  column('securityId', null, (row) => row.security_id),
  column(null, 'SECURITY', (row) => `${row.exchange_segment}:${row.security_id}`),
  column('product', 'PRODUCT', (row) => row.product),
  column('quantity', 'UNITS', (row) => row.quantity, formatCount),
  rupees('price', 'PRICE', (row) => row.price),
  rupees('total', 'MARGIN', (row) => row.total_margin),
  rupees('span', 'SPAN', (row) => row.span_margin),
  rupees('exposure', 'EXPOSURE', (row) => row.exposure_margin),
  rupees('variable', 'VARIABLE', (row) => row.var_margin),
];
