import { istToMs } from '@dhancopy/domain/indian-time';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import type { Instrument, InstrumentId } from '@dhancopy/domain/instrument';
import { paise } from '@dhancopy/domain/price';
import type { InstrumentRow } from '../store/instruments/instruments.ts';
import type { Store } from '../store/store.ts';
import { readMeta } from './instruments/rows.ts';

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

  /** After rows of the table changed, in the same turn: a lot size must never be an old one. */
  forget(): void {
    this.#known.clear();
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
