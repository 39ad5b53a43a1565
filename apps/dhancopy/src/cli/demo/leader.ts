import { setTimeout as sleep } from 'node:timers/promises';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import type { AppOrder, AppOrderChanges } from '@dhancopy/emulator/control/app-order';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import type { Control } from '@dhancopy/emulator/control/control';
import { ControlError } from '@dhancopy/emulator/control/control-error';
import { LEADER } from './cast.ts';
import type { Traded } from './instruments.ts';
import type { Moment } from './moment.ts';

type Terms = Omit<AppOrder, 'exchangeSegment' | 'securityId' | 'validity'> & { readonly validity?: 'DAY' | 'IOC' };

export interface LeaderOptions {
  readonly control: Control;
  readonly chance: Prng;
  /** Average time between two actions, ms. */
  readonly paceMs: number;
  readonly onMoment: (moment: Moment) => void;
}

/** The leader at the broker's app, and the market around him. Counts what he does. */
export class Leader {
  readonly control: Control;
  readonly chance: Prng;
  readonly #options: LeaderOptions;
  #actions = 0;

  constructor(options: LeaderOptions) {
    this.#options = options;
    this.control = options.control;
    this.chance = options.chance;
  }

  get actions(): number {
    return this.#actions;
  }

  /** A person's pause, some longer and some shorter; `factor` 0 for none. */
  async pause(factor = 1): Promise<void> {
    await sleep(this.#options.paceMs * factor * (0.6 + 0.8 * this.chance.next()));
  }

  place(on: Traded, terms: Terms): string {
    const { exchangeSegment, securityId } = on;
    const id = this.control.placeAppOrder(LEADER.id, { validity: 'DAY', ...terms, exchangeSegment, securityId });
    this.#acted(`${wordsOf(terms)} ${on.symbol} ${terms.productType}`);
    return id;
  }

  /** @returns false when it came too late: an order may fill while a person types */
  modify(on: Traded, id: string, changes: AppOrderChanges): boolean {
    return this.#try(`modify ${on.symbol} ${changeWords(changes)}`, () =>
      this.control.modifyAppOrder(LEADER.id, id, changes),
    );
  }

  cancel(on: Traded, id: string): boolean {
    return this.#try(`cancel ${on.symbol}`, () => this.control.cancelAppOrder(LEADER.id, id));
  }

  order(id: string): BookOrder | undefined {
    return this.control.book(LEADER.id).orders.find((each) => each.orderId === id);
  }

  /** Last price moved by `percent`, on the tick. */
  price(on: Traded, percent = 0): number {
    const last = this.control.price(on.exchangeSegment, on.securityId) * (1 + percent / 100);
    return Number((Math.round(last / on.tickRupees) * on.tickRupees).toFixed(2));
  }

  /** The market comes to this price. */
  market(on: Traded, rupees: number): void {
    this.control.setPrice(on.exchangeSegment, on.securityId, rupees);
    this.tell('market', `${on.symbol} trades at ${rupees.toFixed(2)}`);
  }

  liquidity(on: Traded, units: number | null): void {
    this.control.setLiquidity(on.exchangeSegment, on.securityId, units);
    this.tell('market', `${on.symbol} ${units === null ? 'is liquid again' : `offers ${units} at a time`}`);
  }

  tell(kind: Moment['kind'], text: string): void {
    this.#options.onMoment({ kind, text, atMs: Date.now() });
  }

  #try(text: string, act: () => void): boolean {
    try {
      act();
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      this.tell('market', `${text}: too late (${error.message})`);
      return false;
    }
    this.#acted(text);
    return true;
  }

  #acted(text: string): void {
    this.#actions += 1;
    this.tell('leader', text);
  }
}

function wordsOf({ transactionType, quantity, orderType, price, triggerPrice, validity, ...rest }: Terms): string {
  return [
    rest.afterMarketOrder ? 'AMO ' : '',
    `${transactionType} ${quantity} ${orderType}`,
    validity === 'IOC' ? ' IOC' : '',
    price ? ` ${price.toFixed(2)}` : '',
    triggerPrice ? ` trigger ${triggerPrice.toFixed(2)}` : '',
    rest.disclosedQuantity ? ` disclosed ${rest.disclosedQuantity}` : '',
  ].join('');
}

function changeWords(changes: AppOrderChanges): string {
  return Object.entries(changes)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
