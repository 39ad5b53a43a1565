import type { SQLOutputValue } from 'node:sqlite';
import type { Connection } from './file/connection.ts';
import { istIso, istToMs } from '@dhancopy/domain/indian-time';
import { redactedColumn } from './secrets/redact.ts';
import { Statement } from './file/statement.ts';

/** What can be taken out, by account and date. */
export const EXPORTED = [
  'orders',
  'trades',
  'ledger',
  'positions',
  'holdings',
  'funds',
  'copies',
  'held',
  'releases',
  'audit',
] as const;
export type Exported = (typeof EXPORTED)[number];

/** A row of an export: times as `2026-11-26T09:15:00+05:30`, money in rupees, everything else as it is stored. */
export type ExportRow = Record<string, string | number | bigint | null>;

export type ExportFilter = {
  readonly accountId?: string | undefined;
  /** From the beginning of this day in India, `2026-11-01`. */
  readonly from?: string | undefined;
  /** To the end of this day in India. */
  readonly to?: string | undefined;
  /** With what was sent to the broker and what came back, as far as it was kept. */
  readonly raw?: boolean | undefined;
};

type Source = {
  readonly table: string;
  /** Column that the dates are held against: epoch seconds, or for the ledger a day as text. */
  readonly when: string;
  readonly order: string;
};

const SOURCES: Readonly<Record<Exported, Source>> = {
  orders: { table: 'orders', when: 'created_at', order: 'created_at, id' },
  trades: { table: 'trades', when: 'trade_ts', order: 'trade_ts, id' },
  ledger: { table: 'ledger_entries', when: 'entry_date', order: 'entry_date, id' },
  positions: { table: 'positions', when: 'snapshot_ts', order: 'snapshot_ts, account_id, security_id' },
  holdings: { table: 'holdings', when: 'snapshot_ts', order: 'snapshot_ts, account_id, security_id' },
  funds: { table: 'funds', when: 'snapshot_ts', order: 'snapshot_ts, account_id' },
  copies: { table: 'copy_mappings', when: 'created_at', order: 'id' },
  held: {
    table: `(select l.follower_account_id as account_id, p.*
             from copy_positions p
             join links l on l.id = p.link_id)`,
    when: 'updated_at',
    order: 'link_id, asset, product',
  },
  releases: { table: 'position_releases', when: 'released_at', order: 'released_at, id' },
  audit: { table: 'audit_log', when: 'ts', order: 'id' },
};

/** Big, meant for machines, and only wanted by who looks for a fault. `state` is the engine's own. */
const RAW = new Set(['raw_request', 'raw_response', 'raw_data', 'state']);

/** Names of columns that hold epoch seconds; those that end in `_us` hold microseconds and stay numbers. */
const TIME = /(?:_at|_ts|^ts|^exchange_time|^drv_expiry_date)$/;

const DAY_SEC = 86_400;

export type Exports = ReturnType<typeof exports>;

/** Reads rows out for other programs: one after the other, so that years of them need no memory. Source: the design, section 8. */
export function exports(db: Connection) {
  return {
    *rows(what: Exported, filter: ExportFilter = {}): Generator<ExportRow, void, undefined> {
      const source = SOURCES[what];
      const isText = source.when === 'entry_date';
      const from = filter.from === undefined ? null : isText ? filter.from : startOfDaySec(filter.from);
      const until = filter.to === undefined ? null : isText ? filter.to : startOfDaySec(filter.to) + DAY_SEC - 1;
      const statement = new Statement<Record<string, SQLOutputValue>>(
        db,
        `select * from ${source.table}
         where (? is null or account_id = ?) and (? is null or ${source.when} >= ?) and (? is null or ${source.when} <= ?)
         order by ${source.order}`,
      );
      const account = filter.accountId ?? null;
      for (const row of statement.iterate(account, account, from, from, until, until)) {
        yield exported(row, filter.raw ?? false);
      }
    },
  };
}

/** @param day - `2026-11-26`, Indian time @returns epoch seconds of its start */
function startOfDaySec(day: string): number {
  return (istToMs(day) ?? NaN) / 1000;
}

function exported(row: Record<string, SQLOutputValue>, withRaw: boolean): ExportRow {
  const out: ExportRow = {};
  for (const [column, value] of Object.entries(row)) {
    if (RAW.has(column)) {
      // Kept as it came: what looks like a secret is taken out on the way.
      if (withRaw) out[column] = redactedColumn(value);
    } else if (value instanceof Uint8Array) out[column] = Buffer.from(value).toString('base64');
    else if (typeof value === 'number' && value > 0 && TIME.test(column)) out[column] = istIso(value * 1000);
    else out[column] = value;
  }
  return out;
}
