import type { AppOrder } from '@dhancopy/emulator/control/app-order';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import { isOpen } from '@dhancopy/simulation/books';
import { differencesOf } from '@dhancopy/simulation/proof/differences';
import { isMarked } from '@dhancopy/simulation/proof/mark';
import type { Entered } from '@dhancopy/simulation/trader';
import { within } from '@dhancopy/simulation/within';
import type { NightOptions } from '@dhancopy/emulator/control/night';
import type { Notice } from 'dhancopy/engine';
import type { OperationInput } from 'dhancopy/runtime/operations';
import { HDFC, LEADER, Rig } from '../kit/rig.ts';
import type { RigOptions } from '../kit/rig.ts';

export const FOLLOWER = '2000000001';

/** An instrument by its key. */
export interface Where {
  readonly exchangeSegment: 'NSE_EQ' | 'BSE_EQ' | 'NSE_FNO';
  readonly securityId: string;
}

/** One share on two exchanges. */
export const RELIANCE = { exchangeSegment: 'NSE_EQ', securityId: '2885' } as const;
export const RELIANCE_BSE = { exchangeSegment: 'BSE_EQ', securityId: '500325' } as const;
export const RELIANCE_ISIN = 'INE002A01018';
/** A NIFTY call: lot 65, freeze quantity 1,800. */
export const CALL = { exchangeSegment: 'NSE_FNO', securityId: '52345' } as const;

type OrderParts = Omit<Entered, 'transactionType'>;

/** The expected end state. A field that is left out is not checked. */
export interface End {
  /** Units of the follower: net position and demat, own and copied units together. */
  readonly units?: number;
  /** Quantities of the orders that the product placed, oldest first, negative for sales. */
  readonly sent?: readonly number[];
  /** The product may have no resting order. */
  readonly resting?: 0;
}

/** A leader, a follower, the product between them, and controls for all other actors. */
export class Case {
  readonly rig: Rig;

  private constructor(rig: Rig) {
    this.rig = rig;
  }

  /** One follower at ratio 1 by default. */
  static async open(options: RigOptions = {}): Promise<Case> {
    return new Case(await Rig.create({ followers: [{ id: FOLLOWER, ratio: '1' }], ...options }));
  }

  get control(): Rig['emulator']['control'] {
    return this.rig.emulator.control;
  }

  /** The leader trades in the app, at the market by default. */
  leader(side: AppOrder['transactionType'], order: OrderParts): string {
    return this.rig.leaderPlaces({ ...order, transactionType: side });
  }

  /** The follower trades in the app. These orders carry no correlation id. */
  byHand(side: AppOrder['transactionType'], order: OrderParts): string {
    return this.rig.leaderPlaces({ ...order, transactionType: side }, FOLLOWER);
  }

  /** The units of an account in an instrument. For a share, the units of its ISIN in positions and in the demat account. */
  units(where: Where = HDFC, account = FOLLOWER): number {
    const { positions, holdings } = this.control.book(account);
    const isin = holdings.find((holding) => holding.securityId === where.securityId)?.isin ?? ISINS[where.securityId];
    const isSame = (one: { exchangeSegment: string; securityId: string; isin?: string }): boolean =>
      (one.exchangeSegment === where.exchangeSegment && one.securityId === where.securityId) ||
      (isin !== undefined && (one.isin ?? ISINS[one.securityId]) === isin);
    const open = positions.filter(isSame).reduce((sum, one) => sum + one.netQuantity, 0);
    return open + holdings.filter(isSame).reduce((sum, one) => sum + one.quantity, 0);
  }

  /** The product's orders of the day at the follower. */
  ours(): readonly BookOrder[] {
    return this.control.book(FOLLOWER).orders.filter(isMarked);
  }

  resting(): readonly BookOrder[] {
    return this.ours().filter(isOpen);
  }

  noticed(code: string, words = /./): readonly Notice[] {
    return this.rig.notices.filter((notice) => notice.code === code && words.test(notice.text));
  }

  /** Waits until the follower has this many units. */
  async has(units: number, where: Where = HDFC): Promise<void> {
    await this.rig.until(`the follower to have ${units}`, () => this.units(where) === units);
  }

  /** The leader trades, and the product records the fill of the copy. @returns the leader's order */
  async copied(side: AppOrder['transactionType'], order: OrderParts): Promise<string> {
    const orderId = this.leader(side, order);
    await this.rig.until('the copy to fill', () => this.rig.mapping(orderId)?.reason_code === 'FILLED');
    return orderId;
  }

  /** Changes the size of entries from now on. This shows an exit that is sized by the ratio and not by the held units. */
  async setRatio(ratio: string): Promise<void> {
    await this.do({ op: 'link.set', leader: LEADER, follower: FOLLOWER, ratio, yes: true });
  }

  /**
   * Waits for an event within its permitted time, and goes on without it. Use it only where a later check covers the event. The test
   * then shows the whole end state, and not only the timeout.
   */
  async allow(condition: () => boolean, ms = 3_000): Promise<void> {
    await within(ms, condition);
  }

  /** Waits for the end state, then a little longer, because a duplicate or surplus order would appear then. */
  async ends(end: End, where: Where = HDFC, timeoutMs = 8_000): Promise<void> {
    const wrong = (): string[] => this.#differences(end, where);
    await this.allow(() => wrong().length === 0, timeoutMs);
    if (wrong().length === 0) await pause(700);
    if (wrong().length > 0) throw new Error(`${wrong().join('\n')}\n${this.rig.describe()}`);
  }

  /** The product stops, the broker's night passes, and the product starts on the same data folder. */
  async night(overNight: () => void = () => undefined, night: NightOptions = {}): Promise<void> {
    await this.rig.stop();
    this.rig.ageByDay();
    this.control.nextDay(night);
    overNight();
    await this.rig.start();
    await this.ready();
  }

  /** The product listens to both accounts. */
  async ready(): Promise<void> {
    await this.rig.until('both streams', () =>
      [LEADER, FOLLOWER].every((account) => this.control.streamCount(account) > 0),
    );
  }

  /** An operation by its text, which the product's types may not include yet. */
  async do(operation: { readonly op: string; readonly [field: string]: unknown }): Promise<string> {
    return this.rig.do(operation as unknown as OperationInput);
  }

  #differences(end: End, where: Where): string[] {
    const sent = this.ours().map(({ transactionType, quantity }) => (transactionType === 'BUY' ? quantity : -quantity));
    return differencesOf(
      ['units of the follower', end.units, this.units(where)],
      ['orders sent', end.sent, sent],
      ['orders that rest', end.resting, this.resting().length],
    );
  }
}

/** The shares that a test trades on both exchanges. */
const ISINS: Readonly<Record<string, string>> = { '2885': RELIANCE_ISIN, '500325': RELIANCE_ISIN };

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
