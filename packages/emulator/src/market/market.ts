import { instrumentKey, type Catalogue } from '../instruments/catalogue.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { Side } from '../orders/order.ts';
import { InstrumentMarket, type MatchListener } from './instrument-market.ts';

/** The part of a market that is saved over a restart. Resting orders are restored one by one. */
export interface MarketState {
  readonly instrument: Instrument;
  readonly ltpPaise: number;
  readonly unitsPerEvent: number;
  readonly unitsLeft: Readonly<Record<Side, number>>;
  readonly halted: boolean;
}

/** The markets of all instruments. Each is made when it is first needed. */
export class Market {
  readonly #catalogue: Catalogue;
  readonly #listener: MatchListener;
  readonly #markets = new Map<string, InstrumentMarket>();

  constructor(catalogue: Catalogue, listener: MatchListener) {
    this.#catalogue = catalogue;
    this.#listener = listener;
  }

  of(instrument: Instrument): InstrumentMarket {
    const key = instrumentKey(instrument.exchangeSegment, instrument.securityId);
    let market = this.#markets.get(key);
    if (market === undefined) {
      market = new InstrumentMarket(instrument, this.#listener);
      this.#markets.set(key, market);
    }
    return market;
  }

  /** Replaces the market of an instrument whose terms have changed. The old market must have no resting orders. */
  replace(instrument: Instrument, ltpPaise: number, like: Instrument = instrument): void {
    const state = this.of(like).state();
    const market = new InstrumentMarket(instrument, this.#listener);
    market.restore({ ...state, ltpPaise });
    this.#markets.set(instrumentKey(instrument.exchangeSegment, instrument.securityId), market);
  }

  ltpPaise(instrument: Instrument): number {
    return this.of(instrument).ltpPaise;
  }

  /** The markets whose prices move in a walk. Generated extras do not move, because 200,000 of them would tick. */
  moving(): InstrumentMarket[] {
    return Array.from(this.#catalogue.listed(), (instrument) => this.of(instrument));
  }

  states(): MarketState[] {
    return Array.from(this.#markets.values(), (market) => ({ instrument: market.instrument, ...market.state() }));
  }

  restore({ instrument, ...state }: MarketState): void {
    this.of(instrument).restore(state);
  }

  /** Removes prices, liquidity and resting orders. */
  reset(): void {
    this.#markets.clear();
  }
}
