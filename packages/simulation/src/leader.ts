import { setTimeout as sleep } from 'node:timers/promises';
import type { Prng } from '@dhancopy/emulator/chance/prng';
import type { AppOrder, AppOrderChanges } from '@dhancopy/emulator/control/app-order';
import type { Control } from '@dhancopy/emulator/control/control';
import { ControlError } from '@dhancopy/emulator/control/control-error';
import { onTick } from './instruments.ts';
import type { Traded } from './instruments.ts';
import type { ForeverOrder, LeaderApi, SuperOrder } from './leader-api.ts';
import { Trader } from './trader.ts';

type Terms = Omit<AppOrder, 'exchangeSegment' | 'securityId' | 'validity'> & { readonly validity?: 'DAY' | 'IOC' };

/** One event in a scene, for an observer. */
export interface Moment {
  readonly kind: 'leader' | 'market' | 'fault';
  readonly text: string;
  readonly atMs: number;
}

export interface LeaderOptions {
  readonly control: Control;
  readonly api: LeaderApi;
  readonly account: { readonly id: string; readonly name: string };
  readonly chance: Prng;
  /** Average time between two actions, ms. */
  readonly paceMs: number;
  readonly onMoment: (moment: Moment) => void;
}

/**
 * The leader of the scenes, and the market around the leader. The leader trades at a human pace. Each step is reported as text and
 * counted.
 */
export class Leader {
  readonly id: string;
  readonly name: string;
  readonly control: Control;
  readonly chance: Prng;
  readonly #options: LeaderOptions;
  readonly #trader: Trader;
  #actions = 0;

  constructor(options: LeaderOptions) {
    this.#options = options;
    this.id = options.account.id;
    this.name = options.account.name;
    this.control = options.control;
    this.chance = options.chance;
    this.#trader = new Trader(this.control, this.id);
  }

  get actions(): number {
    return this.#actions;
  }

  /** A human pause of varying length; `factor` 0 for none. */
  async pause(factor = 1): Promise<void> {
    await sleep(this.#options.paceMs * factor * (0.6 + 0.8 * this.chance.next()));
  }

  place(on: Traded, terms: Terms): string {
    const { exchangeSegment, securityId } = on;
    const id = this.#trader.place({ ...terms, exchangeSegment, securityId });
    this.#acted(`${wordsOf(terms)} ${on.symbol} ${terms.productType}`);
    return id;
  }

  async placeSuper(on: Traded, terms: SuperOrder): Promise<void> {
    await this.#options.api.placeSuper(on, terms);
    const { transactionType, quantity, targetPrice, stopLossPrice } = terms;
    const exits = `target ${targetPrice.toFixed(2)} stop ${stopLossPrice.toFixed(2)}`;
    this.#acted(`super order ${transactionType} ${quantity} ${on.symbol} ${exits}`);
  }

  async placeForever(on: Traded, terms: ForeverOrder): Promise<void> {
    await this.#options.api.placeForever(on, terms);
    const { transactionType, quantity, triggerPrice } = terms;
    this.#acted(`forever order ${transactionType} ${quantity} ${on.symbol} at ${triggerPrice.toFixed(2)}`);
  }

  /** The change may come too late: the order may fill first. */
  modify(on: Traded, id: string, changes: AppOrderChanges): void {
    this.#try(`modify ${on.symbol} ${changeWords(changes)}`, () => this.#trader.modify(id, changes));
  }

  /** The cancellation may come too late, as a change may. */
  cancel(on: Traded, id: string): void {
    this.#try(`cancel ${on.symbol}`, () => this.#trader.cancel(id));
  }

  /** The last price moved by `percent`, rounded to the tick. */
  price(on: Traded, percent = 0): number {
    return onTick(on, this.control.price(on.exchangeSegment, on.securityId) * (1 + percent / 100));
  }

  /** Moves the market to this price. */
  market(on: Traded, rupees: number): void {
    this.control.setPrice(on.exchangeSegment, on.securityId, rupees);
    this.report('market', `${on.symbol} trades at ${rupees.toFixed(2)}`);
  }

  liquidity(on: Traded, units: number | null): void {
    this.control.setLiquidity(on.exchangeSegment, on.securityId, units);
    this.report('market', `${on.symbol} ${units === null ? 'is liquid again' : `offers ${units} at a time`}`);
  }

  report(kind: Moment['kind'], text: string): void {
    this.#options.onMoment({ kind, text, atMs: Date.now() });
  }

  #try(text: string, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof ControlError)) throw error;
      this.report('market', `${text}: too late (${error.message})`);
      return;
    }
    this.#acted(text);
  }

  #acted(text: string): void {
    this.#actions += 1;
    this.report('leader', text);
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
