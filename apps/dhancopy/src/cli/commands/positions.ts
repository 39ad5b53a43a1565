import type { Command } from 'commander';
import { accountAddCommand } from '../../runtime/advice.ts';
import { needRole } from '../../runtime/operations/need.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { parseClientId } from '../flags/values.ts';
import { column, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { formatAge } from '../format/time.ts';
import type { Io } from '../io.ts';
import { readPositions, sum } from '../profit/read-positions.ts';
import type { FollowerPositions, PositionLine } from '../profit/read-positions.ts';

export function registerPositions(program: Command, io: Io): void {
  const command = program
    .command('positions')
    .description("list each follower's positions, copied and own units, with the profit from copying after charges")
    .option('--follower <id>', 'only this follower', parseClientId)
    .addHelpText(
      'after',
      `
COPIED     units that links copied
OWN        the follower's own units, which dhancopy never trades
TODAY      realised profit of today's copied trades, less their charges
TOTAL      realised profit of all copied trades, less all charges, plus the unrealised profit of the open units
Costs are averages. The last price is calculated from the broker's unrealised profit.
${examples('positions', 'positions --follower 1100000002 --json')}`,
    );
  onRun<{ follower?: string }>(command, io, (ctx, { follower }) => {
    needDatabase(ctx);
    const nowMs = Date.now();
    const followers = readDatabase(ctx, (store) => {
      if (follower !== undefined) needRole(store, follower, 'follower', ['follower']);
      return readPositions(store, nowMs, follower);
    });
    print(ctx, followers, follower, nowMs);
  });
}

function print(ctx: Context, followers: readonly FollowerPositions[], only: string | undefined, nowMs: number): void {
  const none =
    only === undefined
      ? `no follower account; add one with ${accountAddCommand('follower')}`
      : `${only} was removed, and its positions are not read any more; for what it gained, see "dhancopy pnl ${only}"`;
  const text = followers.length === 0 ? none : followers.map((follower) => blockOf(follower, nowMs)).join('\n\n');
  ctx.print(followers, text);
}

function blockOf({ followerId, followerName, lines, broker, wasRead }: FollowerPositions, nowMs: number): string {
  const head = `${followerName} ${followerId}`;
  const account = broker
    ? `the whole account at the broker, own positions included, before charges: realised ${formatRupees(broker.realised)}, ` +
      `open ${formatRupees(broker.unrealised)} (${formatAge(broker.atMs, nowMs)})`
    : wasRead
      ? 'the broker shows no position'
      : 'the account has not been read yet';
  if (lines.length === 0) return [head, 'no position', account].join('\n');
  return [head, toTable(COLUMNS, lines), ...totals(lines), account].join('\n');
}

function totals(lines: readonly PositionLine[]): string[] {
  const unpriced = lines.filter(({ netTotal }) => netTotal === null).length;
  const uncharged = sum(lines.map(({ unchargedTrades }) => unchargedTrades));
  const left = sum(lines.map(({ unpricedUnits }) => unpricedUnits));
  const unread = lines.filter(({ unreadUnits }) => unreadUnits !== 0);
  const today =
    `copied today: realised ${formatRupees(sum(lines.map(({ realisedToday }) => realisedToday)))}, ` +
    `charges ${formatRupees(sum(lines.map(({ chargesToday }) => chargesToday)))}, ` +
    `after charges ${formatRupees(sum(lines.map(({ netToday }) => netToday)))}`;
  const total =
    `copied in total: after charges ${formatRupees(sum(lines.map(({ netRealised }) => netRealised)))}, ` +
    `with what is open ${formatRupees(sum(lines.map(({ netTotal, netRealised }) => netTotal ?? netRealised)))}`;
  return [
    today,
    unpriced === 0
      ? total
      : `${total}; not with the open units of ${unpriced} of ${lines.length} lines, which have no price or cost`,
    ...unread.map(
      ({ symbol, unreadUnits }) =>
        `the trades of ${formatCount(Math.abs(unreadUnits))} units of ${symbol} are not known, or not known yet: its cost and profit are without them`,
    ),
    ...(uncharged === 0
      ? []
      : [`the charges of ${formatCount(uncharged)} trades are not known yet and not in these figures`]),
    ...(left === 0 ? [] : [`${formatCount(left)} units left at an unknown price; they count as left at their cost`]),
  ];
}

const COLUMNS: readonly Column<PositionLine>[] = [
  column('symbol', 'SYMBOL', (line) => line.symbol),
  column('product', 'PRODUCT', (line) => line.product),
  column('copied', 'COPIED', (line) => line.copied, formatCount),
  column('own', 'OWN', (line) => line.own, formatCount, '?'),
  column('averageCost', 'COST', (line) => line.averageCost, formatRupees),
  column('lastPrice', 'LAST', (line) => line.lastPrice, formatRupees),
  column('realisedToday', null, (line) => line.realisedToday),
  column('netToday', 'TODAY', (line) => line.netToday, formatRupees),
  column('unrealised', 'OPEN', (line) => line.unrealised, formatRupees, '?'),
  column('netTotal', 'TOTAL', (line) => line.netTotal, formatRupees, '?'),
  column('doubt', 'IN DOUBT', (line) => line.doubt),
];
