import { bind, insertSql, type Narrow, type Writable } from '../schema/columns.ts';
import type { Connection } from '../file/connection.ts';
import { RowError } from '../file/errors.ts';
import { COLUMNS, type Row } from '../schema/rows.ts';
import { Statement } from '../file/statement.ts';

/**
 * What can be traded. Strike and tick are rupees, option_type is CE or PE; `updated_at` is when the row last changed, epoch
 * seconds.
 *
 * Source: the seed's "Instruments & Market Data".
 */
export type InstrumentRow = Narrow<Row<'instruments'>, { readonly security_id: string }>;
export type InstrumentToWrite = Writable<InstrumentRow>;

/** Which contracts on an underlying: what is left out may be anything. */
export type ChainFilter = {
  /** The underlying's symbol, for example NIFTY. */
  readonly symbol: string;
  readonly exchangeSegment?: string | undefined;
  /** `YYYY-MM-DD` */
  readonly expiryDate?: string | undefined;
  /** Rupees. */
  readonly strikePrice?: number | undefined;
  /** FUT: futures only. */
  readonly optionType?: 'CE' | 'PE' | 'FUT' | undefined;
};

/** One expiry of an underlying. Strikes are rupees, null where there are only futures. */
export type ExpiryRow = {
  readonly exchange_segment: string;
  readonly expiry_date: string;
  readonly contracts: number;
  readonly lowest_strike: number | null;
  readonly highest_strike: number | null;
  readonly smallest_lot: number;
  readonly largest_lot: number;
};

/** The look-ups, each with an index of its own; instruments.test.ts holds them to that. */
export const LOOKUP_SQL = {
  byKey: 'select * from instruments where security_id = ? and exchange_segment = ?',
  byId: 'select * from instruments where security_id = ? order by exchange_segment limit ?',
  byTradingSymbol: 'select * from instruments where trading_symbol = ? and exchange_segment = ?',
  withTradingSymbol: 'select * from instruments where trading_symbol = ? order by exchange_segment limit ?',
  bySymbol: `select * from instruments
    where symbol = ? and expiry_date is null
    order by exchange_segment, trading_symbol
    limit ?`,
  bySymbolAndSegment: 'select * from instruments where symbol = ? and exchange_segment = ? limit ?',
  byIsin: 'select * from instruments where isin = ? order by exchange_segment limit ?',
  byUnderlying: `select * from instruments
    where underlying_security_id = ? and exchange_segment = ?
    order by expiry_date, strike_price, option_type`,
  beginning: `select * from instruments
    where symbol >= ?1 and symbol < ?1 || char(1114111) and expiry_date is null
    order by symbol, exchange_segment
    limit ?2`,
  expiries: `select exchange_segment, expiry_date, count(*) as contracts, min(strike_price) as lowest_strike,
      max(strike_price) as highest_strike, min(lot_size) as smallest_lot, max(lot_size) as largest_lot
    from instruments
    where symbol = ? and expiry_date is not null
    group by expiry_date, exchange_segment
    order by expiry_date, exchange_segment`,
} as const;

/** By symbol, then expiry, strike and type, in that order, as far as they are given. */
export function chainSql(filter: ChainFilter): string {
  const wheres = ['symbol = ?', 'expiry_date is not null'];
  if (filter.expiryDate !== undefined) wheres.push('expiry_date = ?');
  if (filter.strikePrice !== undefined) wheres.push('strike_price = ?');
  if (filter.optionType === 'FUT') wheres.push('option_type is null');
  else if (filter.optionType !== undefined) wheres.push('option_type = ?');
  if (filter.exchangeSegment !== undefined) wheres.push('exchange_segment = ?');
  return `select * from instruments
    where ${wheres.join(' and ')}
    order by expiry_date, strike_price, option_type
    limit ?`;
}

export type Instruments = ReturnType<typeof instruments>;

/** The broker's instruments: some hundred thousand rows, brought up to date each morning (see instrument-syncs.ts). */
export function instruments(db: Connection) {
  const clear = new Statement(db, 'delete from instruments');
  const insert = new Statement(
    db,
    insertSql('instruments', COLUMNS.instruments).replace('insert into', 'insert or replace into'),
  );
  const count = new Statement<{ n: number }>(db, 'select count(*) as n from instruments');
  const any = new Statement(db, 'select 1 from instruments limit 1');
  // No index serves a word in the middle of a name: some 50 ms for the whole market, for the command line only.
  const named = new Statement<InstrumentRow>(
    db,
    `select * from instruments
     where expiry_date is null and name like ? escape '\\'
     order by symbol, exchange_segment
     limit ?`,
  );
  const lookUps = new Map<string, Statement<InstrumentRow>>();
  const expiries = new Statement<ExpiryRow>(db, LOOKUP_SQL.expiries);

  function lookUp(sql: string): Statement<InstrumentRow> {
    const known = lookUps.get(sql) ?? new Statement<InstrumentRow>(db, sql);
    lookUps.set(sql, known);
    return known;
  }

  return {
    /**
     * Replaces everything by a list in memory, or nothing when it cannot be read to its end. For a list of a few thousand
     * rows; the broker's is staged and compared.
     *
     * @returns how many rows were read
     * @throws {RowError} INSTRUMENTS_EMPTY: an empty file is a failed download, not a market without instruments
     */
    replaceInstruments(rows: Iterable<InstrumentToWrite>): number {
      return db.transaction(() => {
        clear.run();
        let read = 0;
        for (const row of rows) {
          insert.run(...bind(COLUMNS.instruments, row));
          read += 1;
        }
        if (read > 0) return read;
        throw new RowError(
          'INSTRUMENTS_EMPTY',
          'the list of instruments has no row; run "dhancopy instruments sync" again',
        );
      });
    },

    get(exchangeSegment: string, securityId: string): InstrumentRow | undefined {
      return lookUp(LOOKUP_SQL.byKey).get(securityId, exchangeSegment);
    },

    /** The same id in every segment that has it. */
    withId(securityId: string, limit: number): InstrumentRow[] {
      return lookUp(LOOKUP_SQL.byId).all(securityId, limit);
    },

    byTradingSymbol(exchangeSegment: string, tradingSymbol: string): InstrumentRow | undefined {
      return lookUp(LOOKUP_SQL.byTradingSymbol).get(tradingSymbol, exchangeSegment);
    },

    /** In every segment; a share may have a row per series. */
    withTradingSymbol(tradingSymbol: string, limit: number): InstrumentRow[] {
      return lookUp(LOOKUP_SQL.withTradingSymbol).all(tradingSymbol, limit);
    },

    /** Shares and indices; with a segment, the contracts of that symbol too. */
    bySymbol(symbol: string, limit: number, exchangeSegment?: string): InstrumentRow[] {
      if (exchangeSegment === undefined) return lookUp(LOOKUP_SQL.bySymbol).all(symbol, limit);
      return lookUp(LOOKUP_SQL.bySymbolAndSegment).all(symbol, exchangeSegment, limit);
    },

    byIsin(isin: string, limit: number): InstrumentRow[] {
      return lookUp(LOOKUP_SQL.byIsin).all(isin, limit);
    },

    /** The futures and options on an underlying, by expiry and strike. */
    byUnderlying(exchangeSegment: string, underlyingSecurityId: string): InstrumentRow[] {
      return lookUp(LOOKUP_SQL.byUnderlying).all(underlyingSecurityId, exchangeSegment);
    },

    /** The contracts on a symbol, by expiry, strike and type. */
    chain(filter: ChainFilter, limit: number): InstrumentRow[] {
      const { symbol, expiryDate, strikePrice, optionType, exchangeSegment } = filter;
      const type = optionType === 'FUT' ? undefined : optionType;
      const values = [symbol, expiryDate, strikePrice, type, exchangeSegment].filter((value) => value !== undefined);
      return lookUp(chainSql(filter)).all(...values, limit);
    },

    /** The expiries of a symbol, soonest first. */
    expiries(symbol: string): ExpiryRow[] {
      return expiries.all(symbol);
    },

    /** Shares and indices whose symbol begins so. */
    beginning(symbol: string, limit: number): InstrumentRow[] {
      return lookUp(LOOKUP_SQL.beginning).all(symbol, limit);
    },

    /** Shares and indices with the words in their name, in any case. */
    named(words: string, limit: number): InstrumentRow[] {
      const pattern = words.replaceAll(/[\\%_]/g, '\\$&');
      return named.all(`%${pattern}%`, limit);
    },

    isEmpty(): boolean {
      return any.get() === undefined;
    },

    /** Reads them all: some 10 ms for the whole market. */
    count(): number {
      return count.get()?.n ?? 0;
    },
  };
}
