import { builtInInstruments } from './built-in.ts';
import { extraInstrument, extraIndex } from './extra.ts';
import { defineInstrument, type Instrument, type InstrumentSpec } from './instrument.ts';

/** Key of an instrument: an id is unique only together with its segment. */
export function instrumentKey(exchangeSegment: string, securityId: string): string {
  return `${exchangeSegment}:${securityId}`;
}

/** An instrument that has changed since the start. */
export interface Listing {
  readonly instrument: Instrument;
  /** In the scrip master. */
  readonly isListed: boolean;
  /** The broker accepts orders in it. */
  readonly isTradable: boolean;
}

/**
 * Every instrument of one emulator. A generated extra is only a number until it is requested, so that a file of 200,000 rows needs no
 * memory.
 */
export class Catalogue {
  readonly #first = new Map<string, Instrument>();
  readonly #listed = new Map<string, Instrument>();
  readonly #changes = new Map<string, Listing>();
  readonly #extras = new Map<number, Instrument>();
  readonly #byIsin = new Map<string, Instrument[]>();
  readonly #extraCount: number;

  constructor(nowMs: number, own: readonly InstrumentSpec[], extraCount: number) {
    this.#extraCount = extraCount;
    for (const spec of [...builtInInstruments(nowMs), ...own]) {
      const instrument = defineInstrument(spec);
      // A later instrument with the same key replaces the earlier one: the caller's instruments replace built-in ones.
      this.#first.set(keyOf(instrument), instrument);
    }
    this.reset();
  }

  /** An instrument that can be traded. */
  find(exchangeSegment: string, securityId: string): Instrument | undefined {
    const key = instrumentKey(exchangeSegment, securityId);
    return this.#changes.get(key)?.isTradable === false ? undefined : this.known(exchangeSegment, securityId);
  }

  /** The instrument as it was at the start, whatever has changed since. */
  first(exchangeSegment: string, securityId: string): Instrument | undefined {
    return this.#first.get(instrumentKey(exchangeSegment, securityId)) ?? this.#extra(exchangeSegment, securityId);
  }

  /** Also finds an instrument that has expired or has another id now. Statements still name it. */
  known(exchangeSegment: string, securityId: string): Instrument | undefined {
    return this.#listed.get(instrumentKey(exchangeSegment, securityId)) ?? this.#extra(exchangeSegment, securityId);
  }

  #extra(exchangeSegment: string, securityId: string): Instrument | undefined {
    const index = extraIndex(exchangeSegment, securityId);
    if (index === undefined || index >= this.#extraCount) return undefined;
    // Kept once built: orders are matched by the identity of their instrument's market.
    const extra = this.#extras.get(index) ?? extraInstrument(index);
    this.#extras.set(index, extra);
    return extra;
  }

  /** The same share on every exchange, the given one included. */
  sameShare(instrument: Instrument): readonly Instrument[] {
    return this.#byIsin.get(instrument.isin) ?? [instrument];
  }

  /** All instruments that can be traded, except the generated extras. */
  listed(): Iterable<Instrument> {
    return [...this.#listed.values()].filter(
      (instrument) => this.#changes.get(keyOf(instrument))?.isTradable !== false,
    );
  }

  /** Every row of the scrip master, extras included. Each one is built when it is reached. */
  *rows(): Generator<Instrument> {
    for (const instrument of this.#listed.values()) if (this.isListed(instrument)) yield instrument;
    for (let index = 0; index < this.#extraCount; index += 1) yield extraInstrument(index);
  }

  isListed(instrument: Instrument): boolean {
    return this.#changes.get(keyOf(instrument))?.isListed ?? true;
  }

  /** Adds an instrument, replaces one with the same key, or removes one from the list or from trading. */
  change(listing: Listing): void {
    const key = keyOf(listing.instrument);
    this.#listed.set(key, listing.instrument);
    this.#changes.set(key, listing);
    this.#sortByIsin();
  }

  /** The changes since the start, for a saved state. */
  changes(): readonly Listing[] {
    return [...this.#changes.values()];
  }

  /** Returns to the list of the start. */
  reset(): void {
    this.#changes.clear();
    this.#listed.clear();
    for (const [key, instrument] of this.#first) this.#listed.set(key, instrument);
    this.#sortByIsin();
  }

  #sortByIsin(): void {
    this.#byIsin.clear();
    for (const instrument of this.#listed.values()) {
      if (instrument.isin === 'NA') continue;
      this.#byIsin.set(instrument.isin, [...(this.#byIsin.get(instrument.isin) ?? []), instrument]);
    }
  }
}

function keyOf({ exchangeSegment, securityId }: Instrument): string {
  return instrumentKey(exchangeSegment, securityId);
}
