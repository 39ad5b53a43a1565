import type { Command } from 'commander';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { SyncRow } from '../../store/instruments/instrument-syncs.ts';
import type { Store } from '../../store/store.ts';
import { examples, onRun } from '../command.ts';
import type { Context } from '../context.ts';
import { needDatabase, readDatabase } from '../engine/database.ts';
import { FailedError } from '../errors.ts';
import { parsePositive, parseSecurity } from '../flags/values.ts';
import {
  changeToJson,
  formatChanges,
  formatReport,
  formatSyncs,
  reportToJson,
  syncToJson,
} from '../instruments/report.ts';
import type { Io } from '../io.ts';

interface Options {
  readonly sync?: number;
  readonly list?: boolean;
  readonly security?: InstrumentId;
  readonly limit: number;
}

/** A year of mornings. */
const LISTED_MAX = 370;

export function registerInstrumentsChanges(instruments: Command, io: Io): void {
  const command = instruments
    .command('changes')
    .description('show what a synchronisation changed (by default the last one), or every change of one contract')
    .option('--sync <number>', 'show the synchronisation with this number', parsePositive)
    .option('--list', 'list the synchronisations, newest first')
    .option('--security <id>', 'show every change of one contract, for example NSE_FNO:52345', parseSecurity)
    .option('--limit <rows>', 'maximum number of changes', parsePositive, 200)
    .addHelpText(
      'after',
      examples('instruments changes', 'instruments changes --list', 'instruments changes --security NSE_FNO:52345'),
    );
  onRun<Options>(command, io, (ctx, options) => {
    needDatabase(ctx);
    readDatabase(ctx, (store) => {
      if (options.security) printContract(ctx, store, options.security, options.limit);
      else if (options.list) printList(ctx, store);
      else printSync(ctx, store, options);
    });
  });
}

function printSync(ctx: Context, { instrumentSyncs }: Store, { sync, limit }: Options): void {
  const row: SyncRow | undefined = sync === undefined ? instrumentSyncs.list(1)[0] : instrumentSyncs.get(sync);
  if (!row) {
    throw new FailedError(
      sync === undefined
        ? 'the list has not been synchronised yet; run "dhancopy instruments sync"'
        : `there is no synchronisation ${sync}; see "dhancopy instruments changes --list"`,
    );
  }
  const changes = instrumentSyncs.changes(row.id);
  ctx.print(reportToJson(row, changes), formatReport(row, changes, limit));
}

function printList(ctx: Context, { instrumentSyncs }: Store): void {
  const rows = instrumentSyncs.list(LISTED_MAX);
  ctx.print(rows.map(syncToJson), rows.length === 0 ? 'the list has not been synchronised yet' : formatSyncs(rows));
}

function printContract(ctx: Context, store: Store, security: InstrumentId, limit: number): void {
  const { segment, securityId } = splitInstrumentId(security);
  const changes = store.instrumentSyncs.changesOf(segment, securityId);
  const times = new Map(changes.map(({ sync_id }) => [sync_id, store.instrumentSyncs.get(sync_id)?.started_at ?? 0]));
  ctx.print(
    changes.map((change) => ({ ...changeToJson(change), atMs: (times.get(change.sync_id) ?? 0) * 1000 })),
    changes.length === 0 ? `${security}: no change in the last 90 days` : formatChanges(changes, limit, times),
  );
}
