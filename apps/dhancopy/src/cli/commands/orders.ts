import type { Command } from 'commander';
import type { BracketLegRow } from '../../store/orders/bracket-legs.ts';
import type { ForeverOrderRow } from '../../store/orders/forever-orders.ts';
import { examples, onRun } from '../command.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { clientIdOf, needAccount } from '../flags/client-id.ts';
import { parsePositive } from '../flags/values.ts';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import type { Io } from '../io.ts';

const DAY_SEC = 86_400;

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
    const text =
      rows.length === 0
        ? `no super orders in the last ${days} days`
        : formatTable(
            ['ORDER', 'LEG', 'STATUS', 'BROKER STATUS', 'UNITS', 'REMAINING', 'PRICE', 'TRAIL', 'CREATED', 'SEEN'],
            rows.map((row) => [
              row.parent_order_id,
              row.leg_type,
              row.status ?? '?',
              row.order_status ?? '?',
              count(row.quantity),
              count(row.remaining_qty),
              amount(row.price),
              row.trailing_jump === null || row.trailing_jump === 0 ? '' : formatRupees(row.trailing_jump),
              formatTime(row.created_at * 1000),
              formatTime(row.updated_at * 1000),
            ]),
          );
    ctx.print(rows.map(legToJson), text);
  });
}

function legToJson(row: BracketLegRow): object {
  return {
    orderId: row.parent_order_id,
    leg: row.leg_type,
    status: row.status,
    brokerStatus: row.order_status,
    quantity: row.quantity,
    remainingQuantity: row.remaining_qty,
    price: row.price,
    trailingJump: row.trailing_jump,
    createdMs: row.created_at * 1000,
    changedMs: row.updated_at * 1000,
  };
}

function registerForever(orders: Command, io: Io): void {
  const command = orders
    .command('forever <client-id>')
    .description('list forever orders as last read from the broker, resting ones first')
    .option('--all', 'include orders that have ended')
    .addHelpText('after', examples('orders forever 1100000001', 'orders forever 1100000001 --all --json'));
  onRun<{ all?: boolean }>(command, io, (ctx, { all }) => {
    needDatabase(ctx);
    const clientId = clientIdOf(command.args[0]);
    const rows = readDatabase(ctx, (store) => {
      needAccount(store, clientId);
      return store.foreverOrders.of(clientId);
    }).filter((row) => all === true || isResting(row));
    const ordered = [...rows].sort((a, b) => Number(isResting(b)) - Number(isResting(a)));
    const text =
      rows.length === 0
        ? 'no forever orders'
        : formatTable(
            [
              'ORDER',
              'KIND',
              'STATUS',
              'BROKER STATUS',
              'SIDE',
              'SYMBOL',
              'UNITS',
              'TRIGGER',
              'PRICE',
              'CREATED',
              'SEEN',
            ],
            ordered.map((row) => [
              row.id,
              row.order_type,
              row.status,
              row.order_status ?? '?',
              row.transaction_type,
              row.trading_symbol ?? `${row.exchange_segment}:${row.security_id}`,
              count(row.quantity),
              triggerOf(row),
              [row.price, row.oco_price].flatMap((price) => (price === null ? [] : [formatRupees(price)])).join(' / '),
              formatTime(row.created_at * 1000),
              formatTime(row.updated_at * 1000),
            ]),
          );
    ctx.print(ordered.map(foreverToJson), text);
  });
}

function isResting({ status }: ForeverOrderRow): boolean {
  return status === 'PENDING' || status === 'ACTIVE';
}

function triggerOf({ trigger_price_above: above, trigger_price_below: below }: ForeverOrderRow): string {
  const ends = [...new Set([below, above])].flatMap((price) => (price === null ? [] : [formatRupees(price)]));
  return ends.length === 0 ? '?' : ends.join(' / ');
}

function foreverToJson(row: ForeverOrderRow): object {
  return {
    orderId: row.id,
    kind: row.order_type,
    status: row.status,
    brokerStatus: row.order_status,
    side: row.transaction_type,
    exchangeSegment: row.exchange_segment,
    securityId: row.security_id,
    tradingSymbol: row.trading_symbol,
    product: row.product,
    quantity: row.quantity,
    triggerAbove: row.trigger_price_above,
    triggerBelow: row.trigger_price_below,
    price: row.price,
    stopPrice: row.oco_price,
    stopQuantity: row.oco_quantity,
    createdMs: row.created_at * 1000,
    changedMs: row.updated_at * 1000,
  };
}

/** `?`: the broker did not say. */
function count(units: number | null): string {
  return units === null ? '?' : formatCount(units);
}

function amount(rupees: number | null): string {
  return rupees === null ? '?' : formatRupees(rupees);
}
