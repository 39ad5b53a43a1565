import type { AppOrder } from '@dhancopy/emulator/control/app-order';
import type { BookOrder } from '@dhancopy/emulator/control/books';
import { isOpen } from '@dhancopy/simulation/books';
import type { Where } from '@dhancopy/simulation/instruments';
import { differencesOf } from '@dhancopy/simulation/proof/differences';
import { Trader } from '@dhancopy/simulation/trader';
import { HDFC, LEADER, Rig } from '../kit/rig.ts';
import type { FollowerSpec, RigOptions } from '../kit/rig.ts';

export const HALF = '2000000001';
export const SAME = '2000000002';
export const DOUBLE = '2000000003';

/** Half, the same and double: every row is played for a follower below, at and above the leader's size. */
export const THREE: readonly FollowerSpec[] = [
  { id: HALF, ratio: '0.5' },
  { id: SAME, sizing: 'same_quantity' },
  { id: DOUBLE, ratio: '2' },
];
const SHARE: Readonly<Record<string, number>> = { [HALF]: 0.5, [SAME]: 1, [DOUBLE]: 2 };

/** The expected end state of a follower, at the broker and in the record. A field that is left out is not checked. */
export interface Shown {
  /** Net units of the instrument, over all products. */
  readonly net?: number;
  /** The resting orders, each with at least these properties; an empty list when none may rest. */
  readonly resting?: readonly Partial<BookOrder>[];
  /** How many of our orders the broker has received, whatever their outcome. */
  readonly orders?: number;
  /** Reason code of the leader order that the row returned, or null for a copy that is still open. */
  readonly reason?: string | null;
  readonly status?: 'pending' | 'placed' | 'failed' | 'cancelled';
  /** Text that the mapping row's message must contain. */
  readonly words?: RegExp;
}

/** One behaviour of a leader, and the expected result for every follower. */
export interface Scenario {
  readonly name: string;
  readonly rig?: RigOptions;
  /** Plays it. @returns the leader order whose mapping rows are checked */
  readonly leader: (stage: Stage) => string | Promise<string>;
  /** `q` is a leader quantity in the follower's size. */
  readonly every: (q: (leaderQuantity: number) => number, follower: string) => Shown;
  /** The instrument whose net position is checked; HDFCBANK by default. */
  readonly instrument?: Where;
}

/** The actions of the leader, and of the market. */
export class Stage extends Trader {
  readonly rig: Rig;

  constructor(rig: Rig) {
    super(rig.emulator.control, LEADER);
    this.rig = rig;
  }

  /** A limit order away from the market, so that it rests. */
  restingBuy(quantity: number, price = 1600, order: Partial<AppOrder> = {}): string {
    return this.buy(quantity, { orderType: 'LIMIT', price, ...order });
  }

  price(rupees: number, where: Where = HDFC): void {
    this.control.setPrice(where.exchangeSegment, where.securityId, rupees);
  }

  halt(on = true, where: Where = HDFC): void {
    this.control.haltMatching(where.exchangeSegment, where.securityId, on);
  }

  /** Fills a leader order after it has reached the exchange. */
  async leaderFills(orderId: string, quantity: number): Promise<void> {
    await this.rig.until('the exchange to have it', () => this.rig.order(LEADER, orderId).status !== 'TRANSIT');
    this.fill(orderId, quantity);
  }

  followers(): readonly string[] {
    return this.control
      .books()
      .map(({ dhanClientId }) => dhanClientId)
      .filter((id) => id.startsWith('2'));
  }

  /** Orders that still rest at a follower. */
  resting(follower: string): readonly BookOrder[] {
    return this.rig.orders(follower).filter(isOpen);
  }

  async restingEverywhere(count = 1): Promise<void> {
    await this.rig.until(`${count} resting at every follower`, () =>
      this.followers().every(
        (follower) => this.resting(follower).length === count && this.resting(follower).every(isAccepted),
      ),
    );
  }

  async netEverywhere(leaderQuantity: number, where: Where = HDFC): Promise<void> {
    await this.rig.until(`net ${leaderQuantity} in proportion at every follower`, () =>
      this.followers().every((follower) => this.rig.net(follower, where) === leaderQuantity * shareOf(follower)),
    );
  }

  /** Lets everything in transit arrive. Only for events that must *not* happen; the others are waited for. */
  async calm(ms = 250): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
}

function isAccepted(order: BookOrder): boolean {
  return order.status !== 'TRANSIT';
}

export function shareOf(follower: string): number {
  return SHARE[follower] ?? 1;
}

/** The differences between a follower's state and the expected one, as text; empty when there are none. */
export function differences(stage: Stage, scenario: Scenario, leaderOrderId: string, follower: string): string[] {
  const shown = scenario.every((quantity) => quantity * shareOf(follower), follower);
  const resting = stage.resting(follower);
  const found = differencesOf(
    ['net', shown.net, stage.rig.net(follower, scenario.instrument ?? HDFC)],
    ['orders', shown.orders, stage.rig.orders(follower).length],
    ['resting orders', shown.resting?.length, resting.length],
    ...(shown.resting ?? []).flatMap((wanted, index) =>
      Object.entries(wanted).map(([key, value]) => [key, value, resting[index]?.[key as keyof BookOrder]] as const),
    ),
  );
  if (shown.reason === undefined && shown.status === undefined && shown.words === undefined) return found;
  const row = stage.rig.mapping(leaderOrderId, follower);
  if (!row) return [...found, `no mapping row of ${leaderOrderId}`];
  found.push(...differencesOf(['reason', shown.reason, row.reason_code], ['status', shown.status, row.status]));
  if (shown.words && !shown.words.test(row.error_message ?? '')) {
    found.push(`message: expected ${String(shown.words)}, found ${JSON.stringify(row.error_message)}`);
  }
  return found;
}
