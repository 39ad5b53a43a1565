import type { Command } from 'commander';
import { statementFetch } from '../../runtime/operations/statement-fetch.ts';
import { dayStart } from '../../runtime/records/statements/days.ts';
import type { StatementKind } from '../../store/money/statement-days.ts';
import type { Store } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { operate } from '../engine/operate.ts';
import { FailedError } from '../errors.ts';
import { clientIdOf, needAccount } from '../flags/client-id.ts';
import { parseDay } from '../flags/values.ts';
import type { Io } from '../io.ts';
import { formatLedger, ledgerToJson, ledgerTotals } from '../statement/ledger.ts';
import { daysNotFetched, formatNotFetched, rangeOf } from '../statement/range.ts';
import type { Range } from '../statement/range.ts';
import { formatTrades, tradeToJson, tradeTotals } from '../statement/trades.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly fetch?: boolean;
}

export function registerStatement(program: Command, io: Io): void {
  const statement = program
    .command('statement')
    .alias('statements')
    .description("show the broker's records: the ledger, and the trades with their charges");
  register(statement, io, 'ledger', "show an account's ledger, in rupees", printLedger);
  register(statement, io, 'trades', "show an account's trades with every charge", printTrades);
  const sync = statement
    .command('sync')
    .description('fetch the missing days of the last month, for all accounts; a running engine does this by itself')
    .addHelpText('after', examples('statement sync'));
  onRun(sync, io, syncAll);
}

function register(
  statement: Command,
  io: Io,
  kind: StatementKind,
  description: string,
  print: (ctx: Context, store: Store, clientId: string, range: Range) => void,
): void {
  const command = statement
    .command(`${kind} <client-id>`)
    .description(description)
    .option('--from <day>', 'first day, for example 2026-11-01; by default 30 days ago', parseDay)
    .option('--to <day>', 'last day; by default today', parseDay)
    .option(
      '--fetch',
      'first fetch days from the broker: those from --from to --to, or without these flags the days of the last month that are missing or not settled',
    )
    .addHelpText(
      'after',
      examples(
        `statement ${kind} 1100000002`,
        `statement ${kind} 1100000002 --from 2026-11-01 --to 2026-11-20 --fetch`,
      ),
    );
  onRun<Options>(command, io, async (ctx, { from, to, fetch }) => {
    needDatabase(ctx);
    const clientId = clientIdOf(command.args[0]);
    const asked = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const range = rangeOf(asked, Date.now());
    // Days that were named are fetched as they are shown; otherwise those that are missing.
    const isNamed = from !== undefined || to !== undefined;
    if (fetch === true) ctx.progress(await fetchStatement(ctx, clientId, kind, isNamed ? range : {}));
    readDatabase(ctx, (store) => {
      needAccount(store, clientId);
      print(ctx, store, clientId, range);
    });
  });
}

async function fetchStatement(
  ctx: Context,
  clientId: string,
  kind: StatementKind,
  days: { from?: string; to?: string },
): Promise<string> {
  const { done } = await operate(ctx, statementFetch, { clientId, kind, ...days });
  return done;
}

async function syncAll(ctx: Context): Promise<void> {
  needDatabase(ctx);
  const ids = readDatabase(ctx, (store) => store.accounts.list().map(({ account_id }) => account_id));
  const done: string[] = [];
  const failed: string[] = [];
  for (const clientId of ids) {
    for (const kind of ['ledger', 'trades'] as const) {
      try {
        done.push(await fetchStatement(ctx, clientId, kind, {}));
      } catch (error) {
        failed.push(`${kind} of ${clientId}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  ctx.print({ done, failed }, [...done, ...failed].join('\n') || 'no accounts are registered');
  if (failed.length > 0) throw new FailedError(`${failed.length} statements could not be fetched`);
}

function printLedger(ctx: Context, store: Store, clientId: string, range: Range): void {
  const rows = store.ledgerEntries.between(clientId, range.from, range.to);
  const notFetched = daysNotFetched(store, clientId, 'ledger', range, Date.now());
  ctx.print(
    { clientId, ...range, notFetched, totals: ledgerTotals(rows), entries: rows.map(ledgerToJson) },
    lines(formatLedger(rows), formatNotFetched(notFetched)),
  );
}

function printTrades(ctx: Context, store: Store, clientId: string, range: Range): void {
  const DAY_SEC = 86_400;
  const rows = store.trades.between(clientId, dayStart(range.from) / 1000, dayStart(range.to) / 1000 + DAY_SEC);
  const notFetched = daysNotFetched(store, clientId, 'trades', range, Date.now());
  ctx.print(
    { clientId, ...range, notFetched, totals: tradeTotals(rows), trades: rows.map(tradeToJson) },
    lines(formatTrades(rows), formatNotFetched(notFetched)),
  );
}

function lines(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join('\n');
}
