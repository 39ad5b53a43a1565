import { builtInInstruments } from './built-in.ts';
import { extraInstrument, extraIndex } from './extra.ts';
import { defineInstrument, type Instrument, type InstrumentSpec } from './instrument.ts';

/** Key of an instrument: an id is unique only together with its segment. */
export function instrumentKey(exchangeSegment: string, securityId: string): string {
  return `${exchangeSegment}:${securityId}`;
}

/**
 * Every instrument of one emulator. The generated extras exist as numbers until somebody asks for one, so that a
 * file of 200,000 rows costs nothing to hold.
 */
export class Catalogue {
  readonly #listed = new Map<string, Instrument>();
  readonly #extras = new Map<number, Instrument>();
  readonly #byIsin = new Map<string, Instrument[]>();
  readonly #extraCount: number;

  constructor(nowMs: number, own: readonly InstrumentSpec[], extraCount: number) {
    this.#extraCount = extraCount;
    for (const spec of [...builtInInstruments(nowMs), ...own]) {
      const instrument = defineInstrument(spec);
      // A later instrument with the same key replaces the earlier one: own instruments win over built-in ones.
      this.#listed.set(instrumentKey(instrument.exchangeSegment, instrument.securityId), instrument);
    }
    for (const instrument of this.#listed.values()) {
      if (instrument.isin === 'NA') continue;
      this.#byIsin.set(instrument.isin, [...(this.#byIsin.get(instrument.isin) ?? []), instrument]);
    }
  }

  find(exchangeSegment: string, securityId: string): Instrument | undefined {
    const listed = this.#listed.get(instrumentKey(exchangeSegment, securityId));
    if (listed !== undefined) return listed;
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

  /** All but the generated extras. */
  listed(): IterableIterator<Instrument> {
    return this.#listed.values();
  }

  /** Every row of the scrip master, extras included, each built when it is reached. */
  *rows(): Generator<Instrument> {
    yield* this.#listed.values();
    for (let index = 0; index < this.#extraCount; index += 1) yield extraInstrument(index);
  }
}
