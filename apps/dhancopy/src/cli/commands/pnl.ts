import type { Command } from 'commander';
import { formatCount, formatRupees, roundRupees } from '@dhancopy/domain/rupees';
import type { DailyPnl } from '../../store/money/daily-pnl.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { clientIdOf, needAccount } from '../flags/client-id.ts';
import { parseDay } from '../flags/values.ts';
import { column, printList } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { counted } from '../format/counted.ts';
import type { Io } from '../io.ts';
import { sum } from '../profit/read-positions.ts';
import { rangeOf } from '../statement/range.ts';

export function registerPnl(program: Command, io: Io): void {
  const command = program
    .command('pnl <client-id>')
    .description('show what an account gained each day in each contract, after charges')
    .option('--from <day>', 'first day, in Indian time; without it, 30 days ago', parseDay)
    .option('--to <day>', 'last day (included); without it, today', parseDay)
    .addHelpText(
      'after',
      `
All trades of the account count, copied and own. For copied trades only, see "dhancopy positions". REALISED is the broker's figure of
the day, if it was read. Otherwise it is calculated from the trades of that day. The view v_daily_pnl has the same figures.
${examples('pnl 1100000002', 'pnl 1100000002 --from 2026-11-01 --to 2026-11-30 --json')}`,
    );
  onRun<{ from?: string; to?: string }>(command, io, (ctx, options) => {
    needDatabase(ctx);
    const clientId = clientIdOf(command.args[0]);
    const { from, to } = rangeOf(options, Date.now());
    const rows = readDatabase(ctx, (store) => {
      needAccount(store, clientId);
      return store.dailyPnls.between(clientId, from, to);
    });
    printList(ctx, COLUMNS, rows, `no trade from ${from} to ${to}`, ['', ...totals(rows, from, to)]);
  });
}

function totals(rows: readonly DailyPnl[], from: string, to: string): string[] {
  const uncharged = sum(rows.map((row) => row.uncharged_trades));
  const total =
    `${from} to ${to}: realised ${formatRupees(sum(rows.map(realised)))}, charges ${formatRupees(sum(rows.map((row) => row.charges)))}, ` +
    `after charges ${formatRupees(sum(rows.map((row) => row.net_pl)))}`;
  const gap = `the charges of ${counted(uncharged, 'trade')} are not known yet and not in these figures`;
  return uncharged === 0 ? [total] : [total, gap];
}

function realised({ broker_realized_pl: broker, gross_pl: gross }: DailyPnl): number {
  return roundRupees(broker ?? gross);
}

const COLUMNS: readonly Column<DailyPnl>[] = [
  column('date', 'DATE', (row) => row.trade_date),
  column('exchangeSegment', null, (row) => row.exchange_segment),
  column('securityId', null, (row) => row.security_id),
  column('symbol', 'SYMBOL', (row) => row.trading_symbol ?? `${row.exchange_segment}:${row.security_id}`),
  column('product', 'PRODUCT', (row) => row.product),
  column('bought', 'BOUGHT', (row) => row.bought_qty, formatCount),
  column('buyValue', null, (row) => roundRupees(row.buy_value)),
  column('sold', 'SOLD', (row) => row.sold_qty, formatCount),
  column('sellValue', null, (row) => roundRupees(row.sell_value)),
  column('realised', 'REALISED', realised, formatRupees),
  column('charges', 'CHARGES', (row) => roundRupees(row.charges), formatRupees),
  column('net', 'AFTER CHARGES', (row) => roundRupees(row.net_pl), formatRupees),
  column('unchargedTrades', 'UNCHARGED TRADES', (row) => row.uncharged_trades || null, formatCount),
];
