import { setTimeout as sleep } from 'node:timers/promises';
import type { AppOrder } from '@dhancopy/emulator/control/app-order';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import { onTick } from '@dhancopy/simulation/instruments';
import type { Traded } from '@dhancopy/simulation/instruments';
import type { RemoteEmulator } from '../kit/remote-emulator.ts';

/** What all leaders have done. Only `orders` counts for the rate. */
export interface Counts {
  orders: number;
  edits: number;
  cancels: number;
}

/** What is traded, with its price, which does not move. */
export interface Priced {
  readonly on: Traded;
  readonly rupees: number;
}

/** The step of a play; `places` when it is a new order. */
interface Step {
  readonly places: boolean;
  do(): Promise<void>;
}

const LEAST = 10;
const MOST_TIMES = 5;
/** An order that was just placed is not at the exchange yet, and cannot be changed, ms. */
const SETTLED_MS = 200;
/** A limit order that rests, and one that fills at once, by this part of the price. */
const AWAY = 0.005;

/**
 * A leader who plays short pieces one after the other: bought and sold at the market; in two halves; a limit that is edited and cancelled; a
 * limit that is edited into the market. After each of them the leader is flat, with nothing at rest.
 */
export class SoakLeader {
  readonly id: string;
  readonly #emulator: RemoteEmulator;
  readonly #chance: Prng;
  readonly #traded: readonly Priced[];
  readonly #counts: Counts;
  #steps: Step[] = [];
  #last: Promise<void> = Promise.resolve();

  constructor(id: string, emulator: RemoteEmulator, chance: Prng, traded: readonly Priced[], counts: Counts) {
    this.id = id;
    this.#emulator = emulator;
    this.#chance = chance;
    this.#traded = traded;
    this.#counts = counts;
  }

  /** Does the steps up to and including the next new order, after those that are under way. Edits and cancels come on top of it. */
  placeNext(): Promise<void> {
    this.#last = this.#last.then(async () => {
      for (;;) {
        if (this.#steps.length === 0) this.#steps = this.#draw();
        const step = this.#steps.shift();
        await step?.do();
        if (step?.places === true) return;
      }
    });
    return this.#last;
  }

  /** Ends the piece. */
  async finish(): Promise<void> {
    await this.#last;
    for (const step of this.#steps.splice(0)) {
      await step.do();
      await sleep(SETTLED_MS);
    }
  }

  #draw(): Step[] {
    const { on, rupees } = this.#traded[Math.floor(this.#chance.next() * this.#traded.length)] ?? this.#nothing();
    const quantity = 2 * LEAST * (1 + Math.floor(this.#chance.next() * MOST_TIMES));
    const [open, close] = this.#chance.next() < 0.7 ? (['BUY', 'SELL'] as const) : (['SELL', 'BUY'] as const);
    const away = (part: number): number => onTick(on, rupees * (1 - (open === 'BUY' ? part : -part)));
    const market = (transactionType: 'BUY' | 'SELL', units: number): Step =>
      this.#place({ ...this.#usual(on), transactionType, quantity: units });
    const dice = this.#chance.next();
    if (dice < 0.5) return [market(open, quantity), market(close, quantity)];
    if (dice < 0.7) {
      const half = quantity / 2;
      return [market(open, half), market(open, half), market(close, half), market(close, half)];
    }
    let resting = '';
    const limit = this.#place(
      { ...this.#usual(on), transactionType: open, orderType: 'LIMIT', quantity, price: away(AWAY) },
      (orderId) => (resting = orderId),
    );
    const edit = (part: number): Step => ({
      places: false,
      do: async () => {
        this.#counts.edits += 1;
        await this.#emulator.modifyAppOrder(this.id, resting, { price: away(part) });
      },
    });
    const cancel: Step = {
      places: false,
      do: async () => {
        this.#counts.cancels += 1;
        await this.#emulator.cancelAppOrder(this.id, resting);
      },
    };
    // A round trip in between, so that the limit rests for a while.
    const between = [market(open, LEAST), market(close, LEAST)];
    if (dice < 0.85) return [limit, ...between, edit(AWAY * 0.8), market(open, LEAST), cancel, market(close, LEAST)];
    return [limit, ...between, edit(-AWAY), market(close, quantity)];
  }

  #usual(on: Traded): Pick<AppOrder, 'exchangeSegment' | 'securityId' | 'productType' | 'orderType'> {
    const { exchangeSegment, securityId } = on;
    return { exchangeSegment, securityId, productType: 'INTRADAY', orderType: 'MARKET' };
  }

  #place(order: AppOrder, placed: (orderId: string) => void = () => undefined): Step {
    return {
      places: true,
      do: async () => {
        this.#counts.orders += 1;
        placed(await this.#emulator.placeAppOrder(this.id, order));
      },
    };
  }

  #nothing(): never {
    throw new Error('nothing to trade');
  }
}
