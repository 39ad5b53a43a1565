import type { Account } from '../accounts/account.ts';
import { realisedPaise, unrealisedPaise } from '../accounts/position.ts';
import type { OrderObserver } from '../order-entry/order-observer.ts';
import type { OrderEntry } from '../order-entry/order-entry.ts';
import { hasOpenPosition, openOrders, squareOff } from '../order-entry/square-off.ts';
import type { Instrument } from '../instruments/instrument.ts';
import type { Order, Product } from '../orders/order.ts';
import { istDate } from '@dhancopy/domain/indian-time';
import type { Timers } from '../time/timers.ts';

export const PNL_PRODUCTS = ['INTRADAY', 'DELIVERY'] as const;

/** Source: https://dhanhq.co/docs/v2/traders-control/#p-l-based-exit ; amounts in paise, both positive, 0 for none. */
export interface PnlExit {
  readonly account: Account;
  readonly profitPaise: number;
  readonly lossPaise: number;
  readonly products: readonly (typeof PNL_PRODUCTS)[number][];
  readonly enableKillSwitch: boolean;
  /** Indian date. The rule ends with the session. */
  readonly day: string;
  /** The limit was reached. Only the kill switch may still be pending. */
  fired: boolean;
}

/**
 * Checks the profit of accounts with such a rule, and exits them. It uses the profit of the whole account, as documented, and closes
 * the products that the rule names.
 */
export class PnlExits implements OrderObserver {
  readonly #orderEntry: OrderEntry;
  readonly #timers: Timers;
  readonly #rules = new Map<string, PnlExit>();

  constructor(orderEntry: OrderEntry, timers: Timers) {
    this.#orderEntry = orderEntry;
    this.#timers = timers;
    orderEntry.observe(this);
  }

  /** Fires at once when the limit is already reached. The page warns of it. */
  set(rule: PnlExit): void {
    this.#rules.set(rule.account.dhanClientId, rule);
    this.#check(rule);
  }

  /** The rule in force today, fired ones excluded. */
  active(dhanClientId: string): PnlExit | undefined {
    const rule = this.#rules.get(dhanClientId);
    return rule !== undefined && !rule.fired && rule.day === this.#today() ? rule : undefined;
  }

  remove(dhanClientId: string): void {
    this.#rules.delete(dhanClientId);
  }

  all(): IterableIterator<PnlExit> {
    return this.#rules.values();
  }

  reset(): void {
    this.#rules.clear();
  }

  priceChanged(instrument: Instrument): void {
    for (const rule of this.#rules.values()) {
      if (!rule.fired && holds(rule.account, instrument)) this.#check(rule);
    }
  }

  orderChanged({ dhanClientId }: Order): void {
    const rule = this.#rules.get(dhanClientId);
    if (rule?.fired === true) this.#finish(rule);
    // A fill realises profit without a new price. Not at once: the fill is still being matched.
    else if (rule !== undefined) this.#timers.after(0, () => this.#check(rule));
  }

  #check(rule: PnlExit): void {
    if (this.active(rule.account.dhanClientId) !== rule) return;
    const profit = this.#profitPaise(rule.account);
    const reached =
      (rule.profitPaise > 0 && profit >= rule.profitPaise) || (rule.lossPaise > 0 && profit <= -rule.lossPaise);
    if (!reached) return;
    rule.fired = true;
    squareOff(this.#orderEntry, rule.account, (product) => rule.products.includes(kindOf(product)));
    this.#finish(rule);
  }

  /** The kill switch requires a flat account, so it follows after the exits. */
  #finish({ account, enableKillSwitch }: PnlExit): void {
    if (!enableKillSwitch || hasOpenPosition(account) || openOrders(account).length > 0) return;
    account.killSwitchDay = this.#today();
    this.#rules.delete(account.dhanClientId);
  }

  #profitPaise(account: Account): number {
    let sum = 0;
    for (const position of account.positions.values()) {
      sum += realisedPaise(position) + unrealisedPaise(position, this.#orderEntry.market.ltpPaise(position.instrument));
    }
    return sum;
  }

  #today(): string {
    return istDate(this.#timers.now());
  }
}

/** The rule has only two kinds of product. Everything that may stay overnight counts as delivery. */
function kindOf(product: Product): (typeof PNL_PRODUCTS)[number] {
  return product === 'INTRADAY' || product === 'CO' || product === 'BO' ? 'INTRADAY' : 'DELIVERY';
}

function holds(account: Account, instrument: Instrument): boolean {
  return [...account.positions.values()].some((position) => position.instrument === instrument);
}
