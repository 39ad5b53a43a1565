import { FIELD_WORDS, syncWords, valueWords } from '../../runtime/instruments/words.ts';
import type { ChangeRow, LeftOutRows, SyncRow } from '../../store/instruments/instrument-syncs.ts';
import { formatCount } from '@dhancopy/domain/rupees';
import { column, toJson, toTable } from '../format/columns.ts';
import type { Column } from '../format/columns.ts';
import { formatTable } from '../format/table.ts';
import { formatTime } from '../format/time.ts';
import { counted } from '../format/counted.ts';

const count = (head: string, key: string, value: (row: SyncRow) => number): Column<SyncRow> =>
  column(key, head, value, formatCount);

export const SYNCS: readonly Column<SyncRow>[] = [
  column('sync', 'NUMBER', (row) => row.id),
  column('source', null, (row) => row.source),
  column('startedMs', 'WHEN', (row) => row.started_at * 1000, formatTime),
  column('segment', 'SEGMENT', (row) => row.exchange_segment, String, 'all'),
  column('finishedMs', null, (row) => (row.finished_at === null ? null : row.finished_at * 1000)),
  count('CONTRACTS', 'instruments', (row) => row.rows_after),
  column('before', null, (row) => row.rows_before),
  count('ADDED', 'added', (row) => row.added),
  count('REMOVED', 'removed', (row) => row.removed),
  count('CHANGED', 'changed', (row) => row.changed),
  count('KEPT', 'kept', (row) => row.kept),
  column(null, 'STATE', (row) => (row.finished_at === null ? 'interrupted' : 'done')),
  column('segments', null, (row) => row.segments),
  column('skipped', null, (row) => row.left_out.reasons),
  column('samples', null, (row) => row.left_out.samples),
];

const CHANGES: readonly Column<ChangeRow>[] = [
  column('sync', null, (row) => row.sync_id),
  column('exchangeSegment', 'SEGMENT', (row) => row.exchange_segment),
  column('securityId', 'ID', (row) => row.security_id),
  column('tradingSymbol', 'CONTRACT', (row) => row.trading_symbol, String, ''),
  column(
    'field',
    'WHAT',
    (row) => row.field,
    (field) => FIELD_WORDS[field],
  ),
  column('before', null, (row) => typed(row, row.old_value)),
  column(null, 'BEFORE', (row) => valueWords(row.field, row.old_value)),
  column('after', null, (row) => typed(row, row.new_value)),
  column(null, 'NOW', (row) => valueWords(row.field, row.new_value)),
  column('heldBy', 'HELD BY', (row) => row.held_by, heldWords),
];

/** @param times - when, epoch seconds by synchronisation, where the changes are of several */
function changeColumns(times?: ReadonlyMap<number, number>): readonly Column<ChangeRow>[] {
  if (!times) return CHANGES;
  return [column('atMs', 'WHEN', (row) => (times.get(row.sync_id) ?? 0) * 1000, formatTime), ...CHANGES];
}

export function changesToJson(changes: readonly ChangeRow[], times?: ReadonlyMap<number, number>): object[] {
  return changes.map((change) => toJson(changeColumns(times), change));
}

export function reportToJson(row: SyncRow, changes: readonly ChangeRow[]): object {
  return { ...toJson(SYNCS, row), changes: changesToJson(changes) };
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
  const table = toTable(changeColumns(times), changes.slice(0, limit));
  const more = changes.length - limit;
  return more > 0
    ? `${table}\n… and ${formatCount(more)} more: dhancopy instruments changes --limit ${changes.length}`
    : table;
}

function originWords({ source, started_at, finished_at, exchange_segment, id }: SyncRow): string {
  const what = exchange_segment === null ? 'every segment' : `${exchange_segment} only`;
  const state = finished_at === null ? '; it was interrupted, and the next one does the rest' : '';
  return `synchronisation ${id}, ${formatTime(started_at * 1000)}, ${what}, from ${source}${state}`;
}

/** Followers by name as long as they fit a line. */
function heldWords(heldBy: readonly string[]): string {
  return heldBy.length > 3 ? `${formatCount(heldBy.length)} followers` : heldBy.join(', ');
}

function leftOutWords({ reasons, samples }: LeftOutRows): string[] {
  const counts = Object.entries(reasons).map(([why, count]) => `${counted(count, 'row')} left out: ${why}`);
  return [...counts, ...samples.map(({ row, why, text }) => `  row ${formatCount(row)}, ${why}: ${text}`)];
}

function typed({ field }: ChangeRow, value: string | null): string | number | null {
  const isNumber = field === 'lot_size' || field === 'tick_size' || field === 'freeze_qty';
  return value !== null && isNumber ? Number(value) : value;
}
