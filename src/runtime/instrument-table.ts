import { splitInstrumentId } from '../domain/instrument.ts';
import type { Instrument, InstrumentId } from '../domain/instrument.ts';
import { paise } from '../domain/price.ts';
import { downloadCsv } from '../dhan/instruments/download.ts';
import { readScripMaster } from '../dhan/instruments/scrip-master.ts';
import type { ScripRow } from '../dhan/instruments/scrip-row.ts';
import type { InstrumentRow, InstrumentToWrite } from '../store/instruments.ts';
import type { Store } from '../store/store.ts';

/** The part of an instrument that the seed has no column for. */
interface Meta {
  readonly freeze_qty: number | null;
}

/** Looks contracts up in the database, each once: a few hundred of two hundred thousand are ever traded. */
export class InstrumentTable {
  readonly #store: Store;
  readonly #known = new Map<InstrumentId, Instrument | undefined>();

  constructor(store: Store) {
    this.#store = store;
  }

  get(id: InstrumentId): Instrument | undefined {
    const known = this.#known.get(id);
    if (known) return known;
    const { segment, securityId } = splitInstrumentId(id);
    const row = this.#store.instruments.get(segment, securityId);
    const instrument = row && fromRow(id, row);
    if (instrument) this.#known.set(id, instrument);
    return instrument;
  }

  /** After the table was replaced. */
  forget(): void {
    this.#known.clear();
  }
}

function fromRow(id: InstrumentId, row: InstrumentRow): Instrument {
  const meta = row.meta === null ? null : (JSON.parse(row.meta) as Partial<Meta>);
  return {
    id,
    tradingSymbol: row.trading_symbol ?? row.symbol,
    kind: row.instrument_type ?? '',
    lotSize: row.lot_size,
    tickSize: paise(Math.round(row.tick_size * 100)),
    freezeQty: meta?.freeze_qty ?? null,
  };
}

export interface SyncResult {
  readonly rows: number;
  readonly skipped: ReadonlyMap<string, number>;
}

/**
 * Downloads the scrip master and replaces the table, all or nothing: a broken download leaves the old one.
 * @param progress - called with the number of rows read so far
 * @throws {Error} when the file cannot be had or read
 */
export async function syncInstruments(
  store: Store,
  url: string,
  nowSec: number,
  progress: (rows: number) => void = () => undefined,
): Promise<SyncResult> {
  const source = readScripMaster(await downloadCsv(url, 'DHAN_INSTRUMENTS_URL'));
  const rows: InstrumentToWrite[] = [];
  for await (const row of source.rows) {
    rows.push(toRow(row, nowSec));
    if (rows.length % 50_000 === 0) progress(rows.length);
  }
  store.instruments.replaceInstruments(rows);
  return { rows: rows.length, skipped: source.skipped };
}

/** Tick sizes are paise in the file and rupees in the table. */
function toRow(row: ScripRow, nowSec: number): InstrumentToWrite {
  const meta: Meta = { freeze_qty: row.freezeQty };
  return {
    security_id: row.securityId,
    exchange_segment: row.exchangeSegment,
    symbol: row.symbol || row.tradingSymbol,
    trading_symbol: row.tradingSymbol,
    name: row.name,
    instrument_type: row.instrument,
    expiry_date: row.expiryDate,
    strike_price: row.strikePrice,
    option_type: row.optionType,
    lot_size: row.lotSize,
    tick_size: row.tickSizePaise / 100,
    underlying_security_id: row.underlyingSecurityId,
    isin: row.isin,
    meta: row.freezeQty === null ? null : JSON.stringify(meta),
    updated_at: nowSec,
  };
}
