import { rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { bind, insertSql, without } from '../schema/columns.ts';
import { createDatabaseFile } from '../file/files.ts';
import type { InstrumentToWrite } from './instruments.ts';
import { COLUMNS } from '../schema/rows.ts';
import { storeError } from '../file/sqlite-error.ts';

/** What the list that was read is compared with. */
export type CompareOptions = {
  readonly databasePath: string;
  /** The list holds this segment only: the others are left as they are. */
  readonly segment: string | null;
  /** What the file had no column for; what the table knows of the same contract then stays. */
  readonly lacks: ReadonlySet<'isin' | 'underlyingSecurityId' | 'freezeQty'>;
};

export type SegmentCount = {
  readonly before: number;
  readonly after: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
};

/** What writing the list would do to the table; within the segment, where there is one. */
export type Comparison = SegmentCount & {
  readonly segments: Readonly<Record<string, SegmentCount>>;
};

/**
 * The list of the broker in a SQLite file of its own, next to the database: it is read, checked and compared there, and only
 * the difference goes into the table (see `InstrumentDifference`). It may be lost at any time.
 */
export class InstrumentStaging {
  readonly #db: DatabaseSync;
  readonly #insert: StatementSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
    this.#insert = db.prepare(
      insertSql('instruments', COLUMNS.instruments).replace('insert into', 'insert or replace into'),
    );
  }

  /** Begins an empty file in place of what is there. @throws {DatabaseError} */
  static create(path: string): InstrumentStaging {
    // Of a process that was killed.
    rmSync(path, { force: true });
    createDatabaseFile(path);
    return doing('making the staging file', () => {
      const db = new DatabaseSync(path);
      db.exec(SCHEMA);
      db.exec('begin');
      return new InstrumentStaging(db);
    });
  }

  /** A row that the file repeats counts once, the last wins. @throws {DatabaseError} */
  add(row: InstrumentToWrite): void {
    doing('staging a row', () => this.#insert.run(...bind(COLUMNS.instruments, row)));
  }

  /**
   * Works out what the list changes in the table, and writes it into this file. Reads one state of the database, and
   * keeps no writer waiting.
   *
   * @throws {DatabaseError}
   */
  compare({ databasePath, segment, lacks }: CompareOptions): Comparison {
    return doing('comparing the list with the table', () => {
      this.#db.exec('commit');
      this.#db.exec(`attach '${readOnlyUri(databasePath)}' as live`);
      this.#db.exec('begin');
      this.#keepWhat(lacks);
      this.#db.exec(DIFFERENCE);
      this.#db.prepare(REMOVED).run(segment, segment);
      this.#db.exec(CHANGES);
      const counts = this.#db.prepare(COUNTS).all(segment, segment) as unknown as Count[];
      this.#db.exec('commit; detach live');
      return comparisonOf(counts);
    });
  }

  close(): void {
    this.#db.close();
  }

  /** Takes over from the table what the file does not speak of, where the row is still the same contract. */
  #keepWhat(lacks: CompareOptions['lacks']): void {
    const changes = [
      lacks.has('isin') && 'isin = o.isin',
      lacks.has('underlyingSecurityId') && 'underlying_security_id = o.underlying_security_id',
      lacks.has('freezeQty') && "meta = iif(json_valid(o.meta), json_patch(o.meta, coalesce(s.meta, '{}')), s.meta)",
    ].filter((change) => change !== false);
    if (changes.length === 0) return;
    this.#db.exec(`
      update instruments as s set ${changes.join(', ')}
      from live.instruments o
      where ${SAME_KEY}
        and o.expiry_date is s.expiry_date and o.strike_price is s.strike_price and o.option_type is s.option_type`);
  }
}

/** Takes the file away, not on this thread: that takes the disk a tenth of a second. */
export async function removeStaging(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** For `attach`: opened for reading, whatever the connection may. */
export function readOnlyUri(path: string): string {
  return `${pathToFileURL(path).href.replaceAll("'", '%27')}?mode=ro`;
}

/** Nothing here has to survive: no journal, no sync. The cache holds the upper part of the tree. */
const SCHEMA = `
  pragma journal_mode = off;
  pragma synchronous = off;
  pragma cache_size = -8192;
  create table instruments (
    security_id text,
    exchange_segment text not null,
    symbol text not null,
    trading_symbol text,
    name text,
    instrument_type text,
    expiry_date text,
    strike_price real,
    option_type text,
    lot_size integer not null,
    tick_size real not null,
    underlying_security_id text,
    isin text,
    meta text,
    updated_at integer not null,
    primary key (exchange_segment, security_id)
  ) without rowid;
  create table difference (
    n integer primary key,
    kind text not null,
    exchange_segment text not null,
    security_id text not null
  );
  create table changes (
    n integer not null,
    trading_symbol text,
    field text not null,
    old_value text,
    new_value text
  )`;

const COMPARED = without(COLUMNS.instruments, 'security_id', 'exchange_segment', 'updated_at');
const SAME_KEY = 'o.security_id = s.security_id and o.exchange_segment = s.exchange_segment';

/**
 * Changes before what is new: a lot size must not be stale for longer than it takes. Removals come last. Contracts on one
 * underlying follow one another, because they are neighbours in most indexes: a short transaction then writes few pages.
 */
const DIFFERENCE = `
  insert into difference (kind, exchange_segment, security_id)
  select iif(o.security_id is null, 'added', 'changed'), s.exchange_segment, s.security_id
  from instruments s
  left join live.instruments o on ${SAME_KEY}
  where o.security_id is null
    or (${COMPARED.map((column) => `s.${column}`).join(', ')}) is not (${COMPARED.map((column) => `o.${column}`).join(', ')})
  order by o.security_id is null, s.symbol, s.expiry_date, s.strike_price`;

const REMOVED = `
  insert into difference (kind, exchange_segment, security_id)
  select 'removed', o.exchange_segment, o.security_id
  from live.instruments o
  where (? is null or o.exchange_segment = ?)
    and not exists (select 1 from instruments s where ${SAME_KEY})
  order by o.symbol, o.expiry_date, o.strike_price`;

/** The facts of a changed row, one by one. The text in `meta` may be one that an older program wrote. */
const FIELDS: Readonly<Record<string, (row: 'o' | 's') => string>> = {
  lot_size: (row) => `${row}.lot_size`,
  tick_size: (row) => `${row}.tick_size`,
  freeze_qty: (row) => `iif(json_valid(${row}.meta), ${row}.meta ->> '$.freeze_qty', null)`,
  trading_symbol: (row) => `${row}.trading_symbol`,
  expiry_date: (row) => `${row}.expiry_date`,
};

const CHANGES = `${Object.entries(FIELDS)
  .map(
    ([field, value]) => `
      insert into changes (n, trading_symbol, field, old_value, new_value)
      select d.n, s.trading_symbol, '${field}', ${value('o')}, ${value('s')}
      from difference d
      join instruments s on s.exchange_segment = d.exchange_segment and s.security_id = d.security_id
      join live.instruments o on ${SAME_KEY}
      where d.kind = 'changed' and ${value('o')} is not ${value('s')};`,
  )
  .join('')}
  create index changes_n on changes (n)`;

type Count = { readonly kind: string; readonly exchange_segment: string; readonly n: number };

const COUNTS = `
  select 'before' as kind, exchange_segment, count(*) as n
  from live.instruments
  where (? is null or exchange_segment = ?)
  group by exchange_segment
  union all
  select 'after', exchange_segment, count(*) from instruments group by exchange_segment
  union all
  select kind, exchange_segment, count(*) from difference group by kind, exchange_segment`;

function comparisonOf(counts: readonly Count[]): Comparison {
  const segments: Record<string, SegmentCount> = {};
  const total = { ...NOTHING };
  for (const { kind, exchange_segment: segment, n } of counts) {
    segments[segment] = { ...(segments[segment] ?? NOTHING), [kind]: n };
    total[kind as keyof SegmentCount] += n;
  }
  return { ...total, segments };
}

const NOTHING = { before: 0, after: 0, added: 0, changed: 0, removed: 0 };

function doing<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error, what);
  }
}
