import { istToMs } from '@dhancopy/domain/indian-time';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import type { Instrument, InstrumentId } from '@dhancopy/domain/instrument';
import { paise } from '@dhancopy/domain/price';
import type { InstrumentRow } from '../store/instruments/instruments.ts';
import type { Store } from '../store/store.ts';
import { contractColumns } from './contract-columns.ts';
import type { ContractColumns } from './contract-columns.ts';
import { readMeta } from './instruments/rows.ts';

/** Looks contracts up in the database, each once: a few hundred of two hundred thousand are ever traded. */
export class InstrumentTable {
  readonly #store: Store;
  readonly #known = new Map<InstrumentId, Instrument | undefined>();
  readonly #columns = new Map<InstrumentId, ContractColumns>();

  constructor(store: Store) {
    this.#store = store;
  }

  get(id: InstrumentId): Instrument | undefined {
    const known = this.#known.get(id);
    if (known) return known;
    const row = this.#row(id);
    const instrument = row && fromRow(id, row);
    if (instrument) this.#known.set(id, instrument);
    return instrument;
  }

  /** What the record says of a contract; undefined for one that the list does not have. */
  columns(id: InstrumentId): ContractColumns | undefined {
    const known = this.#columns.get(id);
    if (known) return known;
    const row = this.#row(id);
    const columns = row && contractColumns(row);
    if (columns) this.#columns.set(id, columns);
    return columns;
  }

  #row(id: InstrumentId): InstrumentRow | undefined {
    const { segment, securityId } = splitInstrumentId(id);
    return this.#store.instruments.get(segment, securityId);
  }

  /** After rows of the table changed, in the same turn: a lot size must never be an old one. */
  forget(): void {
    this.#known.clear();
    this.#columns.clear();
  }
}

function fromRow(id: InstrumentId, row: InstrumentRow): Instrument {
  return {
    id,
    tradingSymbol: row.trading_symbol ?? row.symbol,
    kind: row.instrument_type ?? '',
    lotSize: row.lot_size,
    tickSize: paise(Math.round(row.tick_size * 100)),
    freezeQty: readMeta(row.meta).freeze_qty ?? null,
    isin: row.isin,
    expiredFromMs: row.expiry_date === null ? null : dayAfter(row.expiry_date),
  };
}

/** Start of the Indian day after a date of the list; null when it is not one. */
function dayAfter(date: string): number | null {
  const startMs = istToMs(date.slice(0, 10));
  return startMs === null ? null : startMs + 86_400_000;
}
