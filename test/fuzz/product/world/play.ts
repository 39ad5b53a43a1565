import { Chance } from '../../chance.ts';
import { Finding } from '../../oracle.ts';
import { frameOf } from './broker.ts';
import type { Contract, WorldOrder, Write } from './broker.ts';
import { FOLLOWERS, LEADER, OPTION, SHARE, World } from './world.ts';

/** Different days of the leader. Each is played once without spoilt input, and its copies are what every other play of it must copy. */
const VARIANTS = 12;
/** Between two orders of the leader, ms. */
const BETWEEN_MS = 100;

/** What a target adds to a day. */
export interface Spoiling {
  /** A good frame was delivered to this account's stream. */
  readonly afterFrame?: (world: World, account: string, frame: object) => void;
  /** Between two orders of the leader. */
  readonly between?: (world: World) => Promise<void>;
  /** The day is over, and the copies were made. */
  readonly atEnd?: (world: World) => Promise<void>;
  /** The time that the day takes, which decides what is copied, too. */
  readonly pace?: Pace;
}

/** Both in ms. */
export interface Pace {
  /** More time after each frame of the leader, for polls of the books. */
  readonly pauseMs: number;
  /** At the end of the day. */
  readonly restMs: number;
}

const QUICK: Pace = { pauseMs: 0, restMs: 1_000 };

export function pickVariant(chance: Chance): number {
  return chance.below(VARIANTS);
}

/** Plays one day of the leader. The world is open until `atEnd` and `check` have ended. */
export async function playDay(
  variant: number,
  spoiling: Spoiling,
  check: (world: World) => void,
): Promise<readonly Write[]> {
  const world = await World.start();
  try {
    await play(world, variant, spoiling);
    check(world);
  } catch (error) {
    // The finding says more than what the stop says after it.
    await world.stop().catch(() => undefined);
    throw error;
  }
  await world.stop();
  return world.broker.writes;
}

async function play(world: World, variant: number, spoiling: Spoiling): Promise<void> {
  const { broker } = world;
  const { pauseMs, restMs } = spoiling.pace ?? QUICK;
  const deliver = (account: string, frame: object): void => {
    broker.frame(account, JSON.stringify(frame));
    spoiling.afterFrame?.(world, account, frame);
  };
  broker.onFollowerFrame = (account, frame) => deliver(account, frame as object);
  for (const order of ordersOf(variant)) {
    broker.orders.push(order);
    for (const status of order.states) {
      order.status = status;
      order.at = broker.now();
      if (status === 'TRADED') order.filled = order.quantity;
      deliver(LEADER, frameOf(order));
      await world.pass(BETWEEN_MS + pauseMs);
    }
    await spoiling.between?.(world);
  }
  await world.pass(restMs);
  await spoiling.atEnd?.(world);
  world.recorder.flush();
}

const baselines = new Map<string, readonly Write[]>();

/** What is copied of a day without spoilt input. */
export async function baselineOf(variant: number, pace = QUICK): Promise<readonly Write[]> {
  const key = `${variant} ${pace.pauseMs} ${pace.restMs}`;
  const known = baselines.get(key);
  if (known) return known;
  const writes = await playDay(variant, { pace }, () => undefined);
  baselines.set(key, writes);
  return writes;
}

/** @throws {Finding} when something else was copied */
export function sameCopies(expected: readonly Write[], found: readonly Write[]): void {
  for (const account of [LEADER, ...Object.keys(FOLLOWERS)]) {
    const of = (writes: readonly Write[]): string[] =>
      writes.filter((write) => write.account === account).map((write) => JSON.stringify(write));
    const [should, did] = [of(expected), of(found)];
    const at = should.findIndex((write, index) => did[index] !== write);
    const first = at >= 0 ? at : should.length;
    if (at >= 0 || did.length > should.length)
      throw new Finding(
        `other copies: expected ${should[first] ?? 'nothing more'}, found ${did[first] ?? 'nothing more'}`,
      );
  }
}

interface ScriptedOrder extends WorldOrder {
  readonly states: readonly WorldOrder['status'][];
}

function ordersOf(variant: number): ScriptedOrder[] {
  const chance = new Chance(1, variant);
  const lots = 1 + chance.below(3);
  const units = 10 + chance.below(20);
  let number = 0;
  const order = (
    contract: Contract,
    side: 'BUY' | 'SELL',
    quantity: number,
    product: string,
    states: ScriptedOrder['states'],
  ): ScriptedOrder => {
    number += 1;
    return {
      account: LEADER,
      orderId: `1${String(number).padStart(11, '0')}`,
      contract,
      side,
      product,
      orderType: 'LIMIT',
      correlationId: '',
      quantity,
      price: contract.price,
      filled: 0,
      at: '',
      status: 'PENDING',
      states,
    };
  };
  const isShort = chance.percent(30);
  const [first, second] = isShort ? (['SELL', 'BUY'] as const) : (['BUY', 'SELL'] as const);
  const filled = ['TRANSIT', 'PENDING', 'TRADED'] as const;
  return [
    order(OPTION, first, 65 * lots, 'MARGIN', filled),
    order(SHARE, 'BUY', units, chance.pick(['INTRADAY', 'CNC']), ['PENDING', 'TRADED']),
    order(OPTION, second, 65 * lots, 'MARGIN', chance.percent(50) ? ['TRADED'] : filled),
    order(SHARE, 'BUY', units, 'INTRADAY', ['PENDING', 'CANCELLED']),
  ];
}
