import { FIELD_WORDS, syncWords, valueWords } from '../../runtime/instruments/words.ts';
import type { ChangeRow, LeftOutRows, SyncRow } from '../../store/instruments/instrument-syncs.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';

export function syncToJson(row: SyncRow): object {
  return {
    sync: row.id,
    source: row.source,
    segment: row.exchange_segment,
    startedMs: row.started_at * 1000,
    finishedMs: row.finished_at === null ? null : row.finished_at * 1000,
    instruments: row.rows_after,
    before: row.rows_before,
    added: row.added,
    changed: row.changed,
    removed: row.removed,
    kept: row.kept,
    segments: row.segments,
    skipped: row.left_out.reasons,
    samples: row.left_out.samples,
  };
}

export function changeToJson(row: ChangeRow): object {
  return {
    sync: row.sync_id,
    exchangeSegment: row.exchange_segment,
    securityId: row.security_id,
    tradingSymbol: row.trading_symbol,
    field: row.field,
    before: typed(row, row.old_value),
    after: typed(row, row.new_value),
    heldBy: row.held_by,
  };
}

export function reportToJson(row: SyncRow, changes: readonly ChangeRow[]): object {
  return { ...syncToJson(row), changes: changes.map(changeToJson) };
}

/** Counts, then each change of a contract, then what was left out of the file. */
export function formatReport(row: SyncRow, changes: readonly ChangeRow[], limit: number): string {
  const parts = [`${syncWords(row)}\n${originWords(row)}`];
  const segments = Object.entries(row.segments).filter(
    ([, { added, changed, removed }]) => added + changed + removed > 0,
  );
  if (row.rows_before > 0 && segments.length > 0) {
    parts.push(
      formatTable(
        ['SEGMENT', 'BEFORE', 'NOW', 'ADDED', 'REMOVED', 'CHANGED'],
        segments.map(([segment, { before, after, added, removed, changed }]) => [
          segment,
          ...[before, after, added, removed, changed].map(formatCount),
        ]),
      ),
    );
  }
  if (changes.length > 0) parts.push(formatChanges(changes, limit));
  const left = leftOutWords(row.left_out);
  if (left.length > 0) parts.push(left.join('\n'));
  return parts.join('\n\n');
}

/** @param times - when, epoch seconds by synchronisation, where the changes are of several */
export function formatChanges(
  changes: readonly ChangeRow[],
  limit: number,
  times?: ReadonlyMap<number, number>,
): string {
  const table = formatTable(
    [...(times ? ['WHEN'] : []), 'SEGMENT', 'ID', 'CONTRACT', 'WHAT', 'BEFORE', 'NOW', 'HELD BY'],
    changes
      .slice(0, limit)
      .map((change) => [
        ...(times ? [formatTime((times.get(change.sync_id) ?? 0) * 1000)] : []),
        change.exchange_segment,
        change.security_id,
        change.trading_symbol ?? '',
        FIELD_WORDS[change.field],
        valueWords(change.field, change.old_value),
        valueWords(change.field, change.new_value),
        heldBy(change),
      ]),
  );
  const more = changes.length - limit;
  return more > 0
    ? `${table}\n… and ${formatCount(more)} more: dhancopy instruments changes --limit ${changes.length}`
    : table;
}

export function formatSyncs(rows: readonly SyncRow[]): string {
  return formatTable(
    ['NUMBER', 'WHEN', 'SEGMENT', 'CONTRACTS', 'ADDED', 'REMOVED', 'CHANGED', 'KEPT', 'STATE'],
    rows.map((row) => [
      String(row.id),
      formatTime(row.started_at * 1000),
      row.exchange_segment ?? 'all',
      ...[row.rows_after, row.added, row.removed, row.changed, row.kept].map(formatCount),
      row.finished_at === null ? 'interrupted' : 'done',
    ]),
  );
}

function originWords({ source, started_at, finished_at, exchange_segment, id }: SyncRow): string {
  const what = exchange_segment === null ? 'every segment' : `${exchange_segment} only`;
  const state = finished_at === null ? '; it was interrupted, and the next one does the rest' : '';
  return `synchronisation ${id}, ${formatTime(started_at * 1000)}, ${what}, from ${source}${state}`;
}

/** Followers by name as long as they fit a line. */
function heldBy({ held_by }: ChangeRow): string {
  return held_by.length > 3 ? `${formatCount(held_by.length)} followers` : held_by.join(', ');
}

function leftOutWords({ reasons, samples }: LeftOutRows): string[] {
  const counts = Object.entries(reasons).map(([why, count]) => `${formatCount(count)} rows left out: ${why}`);
  return [...counts, ...samples.map(({ row, why, text }) => `  row ${formatCount(row)}, ${why}: ${text}`)];
}

function typed({ field }: ChangeRow, value: string | null): string | number | null {
  const isNumber = field === 'lot_size' || field === 'tick_size' || field === 'freeze_qty';
  return value !== null && isNumber ? Number(value) : value;
}
