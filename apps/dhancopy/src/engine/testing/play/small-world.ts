import { accountId, linkId } from '@dhancopy/domain/ids';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import { NO_PRICE } from '@dhancopy/domain/price';
import { ONE } from '@dhancopy/domain/ratio';
import { send } from './act.ts';
import { INDEX, venue } from './contracts.ts';
import { endSession } from './ending.ts';
import { isOpen } from './order.ts';
import type { BrokerOrder } from './order.ts';
import type { Plan } from './plan.ts';
import { Session } from './session.ts';
import { apart } from './turns.ts';
import { Wrong } from './wrong.ts';

/**
 * A world so small that every order of its events can be played: a leader with two orders and an exit, one follower one to one, a
 * contract whose freeze quantity is two lots, and a market in which nothing fills unless an event says so.
 */
export interface SmallWorld {
  /** Lots of the leader's first order, a BUY, and of his second. */
  readonly first: number;
  readonly second: number;
  readonly secondSide: 'BUY' | 'SELL';
}

export const SMALL_WORLDS: readonly SmallWorld[] = [1, 2, 3].flatMap((first) =>
  [1, 2, 3].flatMap((second) => (['BUY', 'SELL'] as const).map((secondSide) => ({ first, second, secondSide }))),
);

export const SMALL_EVENTS = [
  'the leader places his second order',
  'a lot of the first order fills',
  'a lot of the second order fills',
  'the leader cancels the first order',
  'the leader cancels the second order',
  'the leader closes what he holds',
  'the frames of the leader come in',
  'the frames of the follower come in',
  'the answers come in',
  'a lot of the oldest copy fills',
  'a lot of the newest copy fills',
  'the follower sells a lot by hand',
  'the next answer is lost',
] as const;
export type SmallEvent = (typeof SMALL_EVENTS)[number];

export interface SmallVerdict {
  readonly wrong: Wrong | null;
  /** What may happen next; empty when something was wrong before the end. */
  readonly next: readonly SmallEvent[];
  readonly story: readonly string[];
}

const LEADER = accountId('L1');
const FOLLOWER = accountId('F1');
const VENUE = venue(INDEX, 'MARGIN');

const PLAN: Plan = {
  leaders: [LEADER],
  followers: [FOLLOWER],
  links: [
    {
      id: linkId(1),
      leaderId: LEADER,
      followerId: FOLLOWER,
      state: 'ACTIVE',
      settings: { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ONE, fillPolicy: 'leave', lateEntryMs: 1e12 },
    },
  ],
  later: [],
  venues: [VENUE],
  openings: [],
  discipline: 'free',
  isLossless: true,
  bookLagMs: 0,
  unknown: null,
  isFlattened: false,
};

/** Plays the events, then the ending of every session. */
export function playSmall(world: SmallWorld, events: readonly SmallEvent[], withStory = false): SmallVerdict {
  const story: string[] = [];
  let next: SmallEvent[] = [];
  try {
    const session = new Session(PLAN, { isKept: false, story: withStory ? story : null });
    session.broker.isLiquid = false;
    const scene = new Scene(session, world);
    scene.place('BUY', world.first);
    for (const event of events) scene.do(event);
    next = SMALL_EVENTS.filter((event) => scene.may(event));
    endSession(session);
  } catch (error) {
    const wrong =
      error instanceof Wrong ? error : new Wrong('threw', error instanceof Error ? error.message : String(error));
    return { wrong, next: [], story };
  }
  return { wrong: null, next, story };
}

class Scene {
  readonly #session: Session;
  readonly #world: SmallWorld;
  #orders: BrokerOrder[] = [];
  #exits = 0;
  #hands = 0;
  #lost = 0;

  constructor(session: Session, world: SmallWorld) {
    this.#session = session;
    this.#world = world;
  }

  may(event: SmallEvent): boolean {
    const { broker, answers } = this.#session;
    const [first, second] = this.#orders;
    const copies = this.#copies();
    switch (event) {
      case 'the leader places his second order':
        return second === undefined;
      case 'a lot of the first order fills':
      case 'the leader cancels the first order':
        return first !== undefined && isOpen(first);
      case 'a lot of the second order fills':
      case 'the leader cancels the second order':
        return second !== undefined && isOpen(second);
      case 'the leader closes what he holds':
        return this.#exits === 0 && this.#net(LEADER) !== 0;
      case 'the frames of the leader come in':
        return (broker.frames.get(LEADER)?.length ?? 0) > 0;
      case 'the frames of the follower come in':
        return (broker.frames.get(FOLLOWER)?.length ?? 0) > 0;
      case 'the answers come in':
        return answers.length > 0;
      case 'a lot of the oldest copy fills':
        return copies.length > 0;
      case 'a lot of the newest copy fills':
        return copies.length > 1;
      case 'the follower sells a lot by hand':
        return this.#hands === 0;
      case 'the next answer is lost':
        return this.#lost === 0;
    }
  }

  do(event: SmallEvent): void {
    const session = this.#session;
    const { broker } = session;
    const [first, second] = this.#orders;
    const copies = this.#copies();
    switch (event) {
      case 'the leader places his second order':
        this.place(this.#world.secondSide, this.#world.second);
        return;
      case 'a lot of the first order fills':
        if (first) broker.fill(first, lots(1));
        return;
      case 'a lot of the second order fills':
        if (second) broker.fill(second, lots(1));
        return;
      case 'the leader cancels the first order':
        if (first) broker.cancel(first);
        return;
      case 'the leader cancels the second order':
        if (second) broker.cancel(second);
        return;
      case 'the leader closes what he holds':
        this.#exits += 1;
        this.#market(LEADER, this.#net(LEADER));
        return;
      case 'the frames of the leader come in':
        this.#deliver(LEADER);
        return;
      case 'the frames of the follower come in':
        this.#deliver(FOLLOWER);
        return;
      case 'the answers come in':
        for (let left = session.answers.length; left > 0; left -= 1) session.answer(0);
        return;
      case 'a lot of the oldest copy fills':
        if (copies[0]) broker.fill(copies[0], lots(1));
        return;
      case 'a lot of the newest copy fills': {
        const newest = copies.at(-1);
        if (newest) broker.fill(newest, lots(1));
        return;
      }
      case 'the follower sells a lot by hand': {
        this.#hands += 1;
        apart(session);
        this.#market(FOLLOWER, lots(1));
        for (const order of broker.of(FOLLOWER)) if (order.ticket.origin === 'hand') broker.fill(order, Infinity);
        apart(session);
        return;
      }
      case 'the next answer is lost':
        this.#lost += 1;
        session.faults.push('loseAnswer');
    }
  }

  place(side: 'BUY' | 'SELL', size: number): void {
    const { broker } = this.#session;
    // Above the freeze quantity the leader's app would cut it: here it is one order, as a broker's basket sends it.
    const order = broker.place({
      account: LEADER,
      origin: 'leader',
      venue: VENUE,
      side,
      terms: {
        orderType: 'LIMIT',
        timeInForce: 'DAY',
        quantity: lots(size),
        price: broker.price(VENUE),
        triggerPrice: NO_PRICE,
        disclosedQty: 0,
      },
      clientId: null,
      link: null,
      cause: null,
      askedAt: 0,
    });
    this.#orders.push(order);
  }

  #market(account: typeof LEADER, net: number): void {
    const side = net > 0 ? 'SELL' : 'BUY';
    const origin = account === LEADER ? 'leader' : 'hand';
    send(this.#session, { account, venue: VENUE, side, units: Math.abs(net), type: 'MARKET', away: 0 }, origin);
  }

  #deliver(account: typeof LEADER): void {
    const count = this.#session.broker.frames.get(account)?.length ?? 0;
    for (let left = count; left > 0; left -= 1) this.#session.deliver(account, 0, false);
  }

  #net(account: typeof LEADER): number {
    return this.#session.broker.books.net(account, VENUE);
  }

  #copies(): BrokerOrder[] {
    return this.#session.broker.of(FOLLOWER).filter((order) => order.ticket.link !== null && isOpen(order));
  }
}

function lots(count: number): number {
  return count * VENUE.instrument.lotSize;
}
