import type { Connection } from '../file/connection.ts';
import { InstrumentDifference } from './instrument-difference.ts';
import type { InstrumentKey } from './instrument-difference.ts';
import type { Comparison } from './instrument-staging.ts';
import type { Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/** A row of the broker's file that was not taken. */
export type LeftOutSample = { readonly row: number; readonly why: string; readonly text: string };

export type LeftOutRows = {
  /** Rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** The first few. */
  readonly samples: readonly LeftOutSample[];
};

/** One synchronisation of the list of instruments. Times are epoch seconds. */
export type SyncRow = Omit<StoredSync, 'segments' | 'left_out'> & {
  readonly segments: Comparison['segments'];
  readonly left_out: LeftOutRows;
};

/** One field of one contract, before and after; tick_size in rupees. */
export type ChangeRow = Omit<StoredChange, 'held_by'> & {
  /** Followers that had an open copy or a copied position in it. */
  readonly held_by: readonly string[];
};
export type ChangedField = ChangeRow['field'];

export type NewSync = Pick<SyncRow, 'source' | 'exchange_segment' | 'left_out'> & { readonly comparison: Comparison };

type StoredSync = Row<'instrument_syncs'>;
type StoredChange = Row<'instrument_changes'>;

/** As long as the log of calls. What is counted of a synchronisation stays. */
export const SYNCS_KEPT_DAYS = 90;

export type InstrumentSyncs = ReturnType<typeof instrumentSyncs>;

/** What each synchronisation changed. Source: docs/decisions/0012-instruments.md */
export function instrumentSyncs(db: Connection) {
  const insert = new Statement(
    db,
    `insert into instrument_syncs
       (source, exchange_segment, started_at, rows_before, rows_after, added, changed, removed, segments, left_out)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const finish = new Statement(
    db,
    `update instrument_syncs
     set finished_at = ?1, kept = ?2, removed = removed - ?2, rows_after = rows_after + ?2
     where id = ?3`,
  );
  const byId = new Statement<StoredSync>(db, 'select * from instrument_syncs where id = ?');
  const newest = new Statement<StoredSync>(db, 'select * from instrument_syncs order by id desc limit ?');
  const lastWhole = new Statement<StoredSync>(
    db,
    `select * from instrument_syncs
     where finished_at is not null and exchange_segment is null
     order by id desc
     limit 1`,
  );
  const changes = new Statement<StoredChange>(
    db,
    `select * from instrument_changes
     where sync_id = ?
     order by held_by is null, exchange_segment, trading_symbol, security_id, id`,
  );
  const changesOf = new Statement<StoredChange>(
    db,
    'select * from instrument_changes where security_id = ? and exchange_segment = ? order by id desc',
  );
  const hold = new Statement(
    db,
    `update instrument_changes set held_by = ?
     where sync_id = ? and exchange_segment = ? and security_id = ?`,
  );
  const held = new Statement<StoredChange>(
    db,
    'select * from instrument_changes where sync_id = ? and held_by is not null order by id',
  );
  const forget = new Statement(
    db,
    `delete from instrument_changes
     where id in (
       select c.id
       from instrument_syncs s
       join instrument_changes c on c.sync_id = s.id
       where s.started_at < ?
       limit ?
     )`,
  );

  return {
    /** Opens the difference that was worked out in a staging file. @throws {DatabaseError} */
    open(stagingPath: string): InstrumentDifference {
      return new InstrumentDifference(db, stagingPath);
    },

    /** @returns its id */
    begin({ source, exchange_segment, left_out, comparison }: NewSync): number {
      const { before, after, added, changed, removed, segments } = comparison;
      return insert.insert(
        source,
        exchange_segment,
        db.nowSec(),
        before,
        after,
        added,
        changed,
        removed,
        JSON.stringify(segments),
        JSON.stringify(left_out),
      );
    },

    /** Everything is written. @param kept - rows that stayed although the list has them no longer */
    finish(id: number, kept: number): void {
      finish.run(db.nowSec(), kept, id);
    },

    /**
     * Notes on the changes of a synchronisation who holds those contracts.
     *
     * @returns the changes that somebody holds
     */
    markHeld(id: number, holders: ReadonlyMap<InstrumentKey, readonly string[]>): ChangeRow[] {
      return db.transaction(() => {
        for (const [key, followers] of holders) {
          const colon = key.indexOf(':');
          hold.run(JSON.stringify(followers), id, key.slice(0, colon), key.slice(colon + 1));
        }
        return held.all(id).map(changeOf);
      });
    },

    get(id: number): SyncRow | undefined {
      const row = byId.get(id);
      return row && syncOf(row);
    },

    /** Newest first, those that broke off included. */
    list(limit: number): SyncRow[] {
      return newest.all(limit).map(syncOf);
    },

    /** The last one of every segment that was written to its end. */
    lastWhole(): SyncRow | undefined {
      const row = lastWhole.get();
      return row && syncOf(row);
    },

    /** What is held by somebody comes first. */
    changes(id: number): ChangeRow[] {
      return changes.all(id).map(changeOf);
    },

    /** Newest first. */
    changesOf(exchangeSegment: string, securityId: string): ChangeRow[] {
      return changesOf.all(securityId, exchangeSegment).map(changeOf);
    },

    /** Drops changes older than 90 days, at most `limit` of them. @returns how many */
    forget(limit: number): number {
      return forget.run(db.nowSec() - SYNCS_KEPT_DAYS * 86_400, limit);
    },
  };
}

function syncOf(row: StoredSync): SyncRow {
  return {
    ...row,
    segments: JSON.parse(row.segments) as SyncRow['segments'],
    left_out: JSON.parse(row.left_out) as LeftOutRows,
  };
}

function changeOf(row: StoredChange): ChangeRow {
  return { ...row, held_by: row.held_by === null ? [] : (JSON.parse(row.held_by) as string[]) };
}
