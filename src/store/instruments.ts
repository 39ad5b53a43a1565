import { bind, insertSql, type Writable } from './columns.ts';
import type { Connection } from './connection.ts';
import { RowError } from './errors.ts';
import { Statement } from './statement.ts';

/**
 * What can be traded. Strike and tick are rupees; `updated_at` is epoch seconds.
 *
 * Source: the seed's "Instruments & Market Data".
 */
export type InstrumentRow = {
  readonly security_id: string;
  readonly exchange_segment: string;
  readonly symbol: string;
  readonly trading_symbol: string | null;
  readonly name: string | null;
  readonly instrument_type: string | null;
  readonly expiry_date: string | null;
  readonly strike_price: number | null;
  readonly option_type: string | null;
  readonly lot_size: number;
  readonly tick_size: number;
  readonly underlying_security_id: string | null;
  readonly isin: string | null;
  readonly meta: string | null;
  readonly updated_at: number;
};

export type InstrumentToWrite = Writable<
  InstrumentRow,
  'security_id' | 'exchange_segment' | 'symbol' | 'lot_size' | 'tick_size' | 'updated_at'
>;

const COLUMNS = [
  'security_id',
  'exchange_segment',
  'symbol',
  'trading_symbol',
  'name',
  'instrument_type',
  'expiry_date',
  'strike_price',
  'option_type',
  'lot_size',
  'tick_size',
  'underlying_security_id',
  'isin',
  'meta',
  'updated_at',
] as const satisfies readonly (keyof InstrumentRow)[];

export type Instruments = ReturnType<typeof instruments>;

/** The broker's instruments: some hundred thousand rows that are replaced as a whole each morning. */
export function instruments(db: Connection) {
  const clear = new Statement(db, 'delete from instruments');
  const insert = new Statement(db, insertSql('instruments', COLUMNS).replace('insert into', 'insert or replace into'));
  const byKey = new Statement<InstrumentRow>(
    db,
    'select * from instruments where security_id = ? and exchange_segment = ?',
  );
  const byTradingSymbol = new Statement<InstrumentRow>(
    db,
    'select * from instruments where trading_symbol = ? and exchange_segment = ?',
  );
  const byUnderlying = new Statement<InstrumentRow>(
    db,
    `select * from instruments
     where underlying_security_id = ? and exchange_segment = ?
     order by expiry_date, strike_price, option_type`,
  );
  const count = new Statement<{ n: number }>(db, 'select count(*) as n from instruments');

  return {
    /**
     * Replaces everything, or nothing when the rows cannot be read to their end. Some 10 ms per 1,000 rows, 2 s for the
     * whole market, in which nothing else can be written: before trading, not while.
     *
     * @returns how many rows were read
     * @throws {RowError} INSTRUMENTS_EMPTY: an empty file is a failed download, not a market without instruments
     */
    replaceInstruments(rows: Iterable<InstrumentToWrite>): number {
      return db.transaction(() => {
        clear.run();
        let read = 0;
        for (const row of rows) {
          insert.run(...bind(COLUMNS, row));
          read += 1;
        }
        if (read > 0) return read;
        throw new RowError(
          'INSTRUMENTS_EMPTY',
          'expected the list of instruments, and found no row; download it again',
        );
      });
    },

    get(exchangeSegment: string, securityId: string): InstrumentRow | undefined {
      return byKey.get(securityId, exchangeSegment);
    },

    byTradingSymbol(exchangeSegment: string, tradingSymbol: string): InstrumentRow | undefined {
      return byTradingSymbol.get(tradingSymbol, exchangeSegment);
    },

    /** The futures and options on an underlying, by expiry and strike. */
    byUnderlying(exchangeSegment: string, underlyingSecurityId: string): InstrumentRow[] {
      return byUnderlying.all(underlyingSecurityId, exchangeSegment);
    },

    count(): number {
      return count.get()?.n ?? 0;
    },
  };
}
