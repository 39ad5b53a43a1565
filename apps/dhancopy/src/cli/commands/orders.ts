import type { Command } from 'commander';
import type { BracketLegRow } from '../../store/orders/bracket-legs.ts';
import type { ForeverOrderRow } from '../../store/orders/forever-orders.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { clientIdOf, needAccount } from '../flags/client-id.ts';
import { parsePositive } from '../flags/values.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { column, printList } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

const DAY_SEC = 86_400;
/** An empty list says nothing of an account that was not read yet. */
const READ_WHEN = "a running engine reads the broker's lists when it starts, and again from time to time";
/** In a table: the broker did not say. */
const UNKNOWN = '?';

export function registerOrders(program: Command, io: Io): void {
  const orders = program
    .command('orders')
    .description('show orders that wait at the broker for a price: super and forever orders');
  registerSuper(orders, io);
  registerForever(orders, io);
}

function registerSuper(orders: Command, io: Io): void {
  const command = orders
    .command('super <client-id>')
    .description('list super orders with their legs, as last read from the broker')
    .option('--days <number>', 'number of days to look back', parsePositive, 7)
    .addHelpText('after', examples('orders super 1100000001', 'orders super 1100000001 --days 30 --json'));
  onRun<{ days: number }>(command, io, (ctx, { days }) => {
    needDatabase(ctx);
    const clientId = clientIdOf(command.args[0]);
    const sinceSec = Math.floor(Date.now() / 1000) - days * DAY_SEC;
    const rows = readDatabase(ctx, (store) => {
      needAccount(store, clientId);
      return store.bracketLegs.since(clientId, sinceSec);
    });
    printList(ctx, LEGS, rows, `no super orders recorded in the last ${days} days; ${READ_WHEN}`);
  });
}

const LEGS: readonly Column<BracketLegRow>[] = [
  column('orderId', 'ORDER', (row) => row.parent_order_id),
  column('leg', 'LEG', (row) => row.leg_type),
  column('status', 'STATUS', (row) => row.status, String, UNKNOWN),
  column('brokerStatus', 'BROKER STATUS', (row) => row.order_status, String, UNKNOWN),
  column('quantity', 'UNITS', (row) => row.quantity, formatCount, UNKNOWN),
  column('remainingQuantity', 'REMAINING', (row) => row.remaining_qty, formatCount, UNKNOWN),
  column('price', 'PRICE', (row) => row.price, formatRupees, UNKNOWN),
  column(
    'trailingJump',
    'TRAIL',
    (row) => row.trailing_jump,
    (jump) => (jump === 0 ? '' : formatRupees(jump)),
    '',
  ),
  column('createdMs', 'CREATED', (row) => row.created_at * 1000, formatTime),
  column('changedMs', 'SEEN', (row) => row.updated_at * 1000, formatTime),
];

function registerForever(orders: Command, io: Io): void {
  const command = orders
    .command('forever <client-id>')
    .description('list forever orders as last read from the broker, resting ones first')
    .option('--all', 'include orders that have ended')
    .addHelpText('after', examples('orders forever 1100000001', 'orders forever 1100000001 --all --json'));
  onRun<{ all?: boolean }>(command, io, (ctx, { all }) => {
    needDatabase(ctx);
    const clientId = clientIdOf(command.args[0]);
    const known = readDatabase(ctx, (store) => {
      needAccount(store, clientId);
      return store.foreverOrders.of(clientId);
    });
    const rows = known.filter((row) => all === true || isResting(row));
    const ordered = rows.toSorted((a, b) => Number(isResting(b)) - Number(isResting(a)));
    const none =
      known.length === 0
        ? `no forever orders recorded; ${READ_WHEN}`
        : 'no forever order is resting; to list the others, add --all';
    printList(ctx, FOREVER, ordered, none);
  });
}

const FOREVER: readonly Column<ForeverOrderRow>[] = [
  column('orderId', 'ORDER', (row) => row.id),
  column('kind', 'KIND', (row) => row.order_type),
  column('status', 'STATUS', (row) => row.status),
  column('brokerStatus', 'BROKER STATUS', (row) => row.order_status, String, UNKNOWN),
  column('side', 'SIDE', (row) => row.transaction_type),
  column('exchangeSegment', null, (row) => row.exchange_segment),
  column('securityId', null, (row) => row.security_id),
  column('tradingSymbol', null, (row) => row.trading_symbol),
  column(null, 'SYMBOL', (row) => row.trading_symbol ?? `${row.exchange_segment}:${row.security_id}`),
  column('product', null, (row) => row.product),
  column('quantity', 'UNITS', (row) => row.quantity, formatCount, UNKNOWN),
  column('triggerAbove', null, (row) => row.trigger_price_above),
  column('triggerBelow', null, (row) => row.trigger_price_below),
  column(null, 'TRIGGER', (row) => prices(row.trigger_price_below, row.trigger_price_above) || UNKNOWN),
  column('price', null, (row) => row.price),
  column('stopPrice', null, (row) => row.oco_price),
  column(null, 'PRICE', (row) =>
    [row.price, row.oco_price]
      .map((price) => prices(price))
      .filter(Boolean)
      .join(' / '),
  ),
  column('stopQuantity', null, (row) => row.oco_quantity),
  column('createdMs', 'CREATED', (row) => row.created_at * 1000, formatTime),
  column('changedMs', 'SEEN', (row) => row.updated_at * 1000, formatTime),
];

function isResting({ status }: ForeverOrderRow): boolean {
  return status === 'PENDING' || status === 'ACTIVE';
}

/** Each price once; "" where there is none. */
function prices(...rupees: readonly (number | null)[]): string {
  return [...new Set(rupees)].flatMap((price) => (price === null ? [] : [formatRupees(price)])).join(' / ');
}
