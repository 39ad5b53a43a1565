import { describe, expect, it } from 'vitest';
import type { Asset } from '@dhancopy/domain/asset';
import { accountId, linkId, mirrorId, venueOrderId } from '@dhancopy/domain/ids';
import type { ClientOrderId, MirrorId } from '@dhancopy/domain/ids';
import { instrumentId } from '@dhancopy/domain/instrument';
import { DEFAULT_LINK_SETTINGS } from '@dhancopy/domain/link';
import type { OrderReport, OrderStatus, OrderTerms } from '@dhancopy/domain/order';
import { NO_PRICE, paise } from '@dhancopy/domain/price';
import { ONE } from '@dhancopy/domain/ratio';
import type { CopyOrder } from '../order/copy-order.ts';
import { foldReport } from '../order/known-order.ts';
import { createState, orderKey } from '../state.ts';
import { bareReport } from '../testing/bare-report.ts';
import type { EngineState } from '../state.ts';
import type { Copy } from './copy.ts';
import type { CopyPosition } from './copy-position.ts';
import type { LogEntry } from './log.ts';
import { emptyPosition } from './create.ts';
import { folded } from './fold.ts';
import { pictureOf } from './lines.ts';

const LEADER = accountId('L');
const INSTRUMENT = instrumentId('NSE_EQ', '1333');
const LINK = {
  id: linkId(1),
  leaderId: LEADER,
  followerId: accountId('F'),
  state: 'ACTIVE',
  settings: { ...DEFAULT_LINK_SETTINGS, sizing: 'fixed_ratio', ratio: ONE },
} as const;
const TERMS: OrderTerms = {
  orderType: 'LIMIT',
  timeInForce: 'DAY',
  quantity: 0,
  price: paise(160_000),
  triggerPrice: NO_PRICE,
  disclosedQty: 0,
};

/** One leader order and its copy, one to one. */
interface Order {
  readonly name: string;
  readonly side: 'BUY' | 'SELL';
  /** Units of the leader's order; what of it traded is said by the fills. */
  readonly of: number;
  /** His order is over, whatever it filled. */
  readonly isOver?: true;
  readonly has?: number;
  readonly working?: number;
  /** The row says what became of it. */
  readonly isSaid?: true;
  /** Refused for want of data that may arrive. */
  readonly unknown?: true;
}

interface Row {
  readonly when: string;
  readonly orders: readonly Order[];
  /** The leader's fills in their order: `A 100`; one whose place in the order is not certain yet: `A 100 recent`. */
  readonly fills: readonly (`${string} ${number}` | `${string} ${number} recent`)[];
  readonly base?: number;
  readonly holds: number;
  /** Afterwards. */
  readonly baseAfter: number;
  /** Fills that are still kept. */
  readonly kept: number;
  readonly active: readonly string[];
}

const idOf = (name: string): MirrorId => mirrorId(LINK.id, venueOrderId(name));

function copyOf(order: Order, seq: number, leaderFilled: number): Copy {
  const { name, side } = order;
  const share = { strategy: 'fixed_ratio', factors: [ONE], lotSize: 1, belowOneLot: 'skip' } as const;
  const refusal = order.unknown ? { reason: 'UNKNOWN_INSTRUMENT' as const, detail: '' } : null;
  return {
    id: idOf(name),
    linkId: LINK.id,
    leaderId: LEADER,
    followerId: LINK.followerId,
    leaderOrderId: venueOrderId(name),
    instrumentId: INSTRUMENT,
    asset: INSTRUMENT as string as Asset,
    leaderProduct: 'INTRADAY',
    product: 'INTRADAY',
    side,
    share: refusal ? null : share,
    slices: { of: idOf(name), before: 0 },
    createdMs: 0,
    seq,
    leaderQty: order.of,
    leaderFilled,
    leaderOpened: leaderFilled,
    intent: order.of,
    folded: { leaderEntry: 0, exit: 0, entry: 0 },
    writtenOff: 0,
    releasedAhead: [],
    entryMost: null,
    givenUp: refusal,
    detached: null,
    orders: ordersOf(order),
    desired: { ...TERMS, revision: 0, exitQty: 0, entryQty: 0, afterMarket: false, amoTime: null },
    lagSinceMs: null,
    chase: 0,
    asRegular: false,
    waiting: null,
    breached: [],
    outcome: refusal ? { ...refusal, atMs: 0 } : order.isSaid ? { reason: 'FILLED', detail: '', atMs: 0 } : null,
  };
}

function ordersOf({ name, side, has = 0, working = 0 }: Order): CopyOrder[] {
  if (has + working === 0) return [];
  const venue = { venueOrderId: venueOrderId(`9${name}`), filledQty: has };
  const ended = { state: 'closed', how: 'FILLED', byUs: false, timeInForce: 'DAY', text: '', ...venue } as const;
  const rests = {
    state: 'open',
    terms: { ...TERMS, quantity: has + working },
    termsSinceMs: 0,
    earlierTerms: [],
    status: 'ACCEPTED',
    modifications: 0,
    chased: 0,
    cancelSent: false,
    suspect: false,
    ...venue,
  } as const;
  const order: CopyOrder = {
    slice: 0,
    generation: 0,
    clientOrderId: `dc_1_${name}_00` as ClientOrderId,
    side,
    actual: working > 0 ? rests : ended,
    inFlight: null,
    earlier: [],
    refusals: 0,
    notBeforeMs: 0,
    failure: null,
  };
  return [order];
}

function reportOf({ name, side, of, isOver }: Order, filledQty: number): OrderReport {
  const status: OrderStatus = filledQty === of ? 'FILLED' : isOver ? 'CANCELED' : 'ACCEPTED';
  return bareReport({
    ...TERMS,
    accountId: LEADER,
    venueOrderId: venueOrderId(name),
    side,
    quantity: of,
    filledQty,
    status,
    statusText: status,
  });
}

function positionOf(row: Row): { state: EngineState; position: CopyPosition; copies: Copy[] } {
  const state = createState();
  const asset = INSTRUMENT as string as Asset;
  let leader = row.base ?? 0;
  const filled = new Map<string, number>();
  const log: LogEntry[] = row.fills.map((fill) => {
    const [name = '', text = '', recent] = fill.split(' ');
    const units = Number(text);
    const sign = row.orders.find((order) => order.name === name)?.side === 'BUY' ? 1 : -1;
    const of = Math.max(0, -sign * leader);
    const exit = Math.min(units, of);
    leader += sign * units;
    filled.set(name, (filled.get(name) ?? 0) + units);
    return { copy: idOf(name), exit, of, entry: units - exit, heardMs: recent ? 0 : null };
  });
  state.leaders.opening.set(`${LEADER}|${asset}|INTRADAY`, leader);
  const copies = row.orders.map((order, at) => copyOf(order, at, filled.get(order.name) ?? 0));
  for (const order of row.orders) {
    const report = reportOf(order, filled.get(order.name) ?? 0);
    const known = foldReport(undefined, report, { receivedMs: 0, askedMs: null }).order;
    state.orders.set(orderKey(LEADER, report.venueOrderId), known);
  }
  const bare = emptyPosition(LINK, asset, 'INTRADAY', 'INTRADAY', { instrumentId: INSTRUMENT }, null, 0, null);
  const active = copies.map(({ id }) => id);
  return { state, copies, position: { ...bare, base: row.base ?? 0, held: row.holds, log, active } };
}

interface FoldedOnce {
  readonly position: CopyPosition;
  readonly copies: readonly Copy[];
  /** What should be held, before and after. */
  readonly targets: readonly [number, number];
  /** What each copy should still have at the broker, where it is anything. */
  readonly owed: readonly number[];
}

function foldOnce(row: Row): FoldedOnce {
  const { state, position, copies } = positionOf(row);
  const before = pictureOf(state, position, copies, 'accepted', 1);
  const next = folded(position, before);
  const left = next.copies.filter(({ id }) => next.position.active.includes(id));
  const after = pictureOf(state, next.position, left, 'accepted', 1);
  const owed = after.worked.map(({ leaves }) => leaves.quantity).filter((units) => units > 0);
  return { ...next, targets: [before.target.target, after.target.target], owed };
}

function check(row: Row): void {
  const { position, targets } = foldOnce(row);
  expect({
    baseAfter: position.base,
    kept: position.log.length,
    active: position.active,
  }).toEqual({ baseAfter: row.baseAfter, kept: row.kept, active: row.active.map(idOf) });
  // What should be held is the same before and after.
  expect(targets[1]).toBe(targets[0]);
}

describe('1. a fill is folded away when its copy has filled that far', () => {
  it.each<Row>([
    {
      when: 'he bought 100 and the copy has them: one number is left',
      orders: [{ name: 'A', side: 'BUY', of: 100, has: 100, isSaid: true }],
      fills: ['A 100'],
      holds: 100,
      baseAfter: 100,
      kept: 0,
      active: [],
    },
    {
      when: 'the copy has 40 of 100: the fill is kept',
      orders: [{ name: 'A', side: 'BUY', of: 100, has: 40, working: 60 }],
      fills: ['A 100'],
      holds: 40,
      baseAfter: 0,
      kept: 1,
      active: ['A'],
    },
    {
      when: 'his order rests with 100 of 200 and the copy has 40 of its 100: the fill is kept',
      orders: [{ name: 'A', side: 'BUY', of: 200, has: 40, working: 160 }],
      fills: ['A 100'],
      holds: 40,
      baseAfter: 0,
      kept: 1,
      active: ['A'],
    },
    {
      when: 'his order rests with 100 of 200 and the copy has its 100: the fill goes, the copy stays',
      orders: [{ name: 'A', side: 'BUY', of: 200, has: 100, working: 100 }],
      fills: ['A 100'],
      holds: 100,
      baseAfter: 100,
      kept: 0,
      active: ['A'],
    },
    {
      when: 'a round trip that is through leaves nothing',
      orders: [
        { name: 'A', side: 'BUY', of: 100, has: 100, isSaid: true },
        { name: 'B', side: 'SELL', of: 100, has: 100, isSaid: true },
      ],
      fills: ['A 100', 'B 100'],
      holds: 0,
      baseAfter: 0,
      kept: 0,
      active: [],
    },
    {
      when: 'a round trip while a part-filled order rests since the morning, its copy part-filled as well',
      orders: [
        { name: 'M', side: 'BUY', of: 500, has: 200, working: 300 },
        { name: 'A', side: 'BUY', of: 100, has: 100, isSaid: true },
        { name: 'B', side: 'SELL', of: 100, has: 100, isSaid: true },
      ],
      fills: ['M 200', 'A 100', 'B 100'],
      holds: 200,
      baseAfter: 200,
      kept: 0,
      active: ['M'],
    },
    {
      when: 'the exit lags: the entry before it goes, the exit is kept',
      orders: [
        { name: 'A', side: 'BUY', of: 100, has: 100, isSaid: true },
        { name: 'B', side: 'SELL', of: 100, has: 30, working: 70 },
      ],
      fills: ['A 100', 'B 100'],
      holds: 70,
      baseAfter: 100,
      kept: 1,
      active: ['B'],
    },
    {
      when: 'the entry lags: what came after it is kept with it',
      orders: [
        { name: 'A', side: 'BUY', of: 100, working: 100 },
        { name: 'B', side: 'BUY', of: 50, has: 50, isSaid: true },
      ],
      fills: ['A 100', 'B 50'],
      holds: 50,
      baseAfter: 0,
      kept: 2,
      active: ['A', 'B'],
    },
    {
      when: 'an entry and an exit were cut together: all is calm, and both go',
      orders: [
        { name: 'A', side: 'BUY', of: 100, isSaid: true },
        { name: 'B', side: 'SELL', of: 100, isSaid: true },
      ],
      fills: ['A 100', 'B 100'],
      holds: 0,
      baseAfter: 0,
      kept: 0,
      active: [],
    },
  ])('$when', check);
});

describe('3. a copy stays active while something of it may change', () => {
  it.each<Row>([
    {
      when: 'his order has ended and its row does not say yet what became of it',
      orders: [{ name: 'A', side: 'BUY', of: 100, has: 100 }],
      fills: ['A 100'],
      holds: 100,
      baseAfter: 100,
      kept: 0,
      active: ['A'],
    },
    {
      when: 'its row is said, and his order rests',
      orders: [{ name: 'A', side: 'BUY', of: 200, has: 100, isSaid: true }],
      fills: ['A 100'],
      holds: 100,
      baseAfter: 100,
      kept: 0,
      active: ['A'],
    },
    {
      when: 'he cancelled, and the copy still has units at the broker',
      orders: [{ name: 'A', side: 'BUY', of: 200, isOver: true, has: 100, working: 50, isSaid: true }],
      fills: ['A 100'],
      holds: 100,
      baseAfter: 0,
      kept: 1,
      active: ['A'],
    },
    {
      when: 'cut together with an exit, and not written off while a later fill may still move before them: brought back, it would buy',
      orders: [
        { name: 'A', side: 'BUY', of: 100, isSaid: true },
        { name: 'B', side: 'SELL', of: 100, isSaid: true },
        { name: 'C', side: 'BUY', of: 5, has: 5, isSaid: true },
      ],
      fills: ['A 100', 'B 100', 'C 5 recent'],
      holds: 5,
      baseAfter: 0,
      kept: 1,
      active: ['A', 'B', 'C'],
    },
    {
      when: 'refused for want of data while his order rests: its fills are kept until the data comes',
      orders: [{ name: 'A', side: 'BUY', of: 200, unknown: true }],
      fills: ['A 100'],
      holds: 0,
      baseAfter: 0,
      kept: 1,
      active: ['A'],
    },
    {
      when: 'refused for want of data and his order is over',
      orders: [{ name: 'A', side: 'BUY', of: 200, unknown: true, isOver: true }],
      fills: ['A 100'],
      holds: 0,
      baseAfter: 0,
      kept: 0,
      active: [],
    },
  ])('$when', check);
});

describe('2. an exit that may still widen carries its fraction along', () => {
  it('10 of 100 sold and folded: the exit remembers that it is 10 of 100', () => {
    const { position } = foldOnce({
      when: '',
      orders: [
        { name: 'A', side: 'BUY', of: 100, has: 100, isSaid: true },
        { name: 'B', side: 'SELL', of: 60, has: 10, working: 50 },
      ],
      fills: ['A 100', 'B 10'],
      holds: 90,
      baseAfter: 90,
      kept: 0,
      active: ['B'],
    });
    expect(position.run).toEqual({ of: idOf('B'), before: 100, exit: 10, held: 100, taken: 10 });
  });

  it('another entry after it ends that', () => {
    const { position } = foldOnce({
      when: '',
      orders: [
        { name: 'A', side: 'BUY', of: 100, has: 100, isSaid: true },
        { name: 'B', side: 'SELL', of: 60, has: 10, working: 50 },
        { name: 'C', side: 'BUY', of: 5, has: 5, isSaid: true },
      ],
      fills: ['A 100', 'B 10', 'C 5'],
      holds: 95,
      baseAfter: 95,
      kept: 0,
      active: ['B'],
    });
    expect(position.run).toBeNull();
  });
});

describe('the log is bounded', () => {
  it.each([
    { fills: 60, kept: 60, base: 0 },
    { fills: 64, kept: 64, base: 0 },
    { fills: 65, kept: 0, base: 65 },
  ])('$fills fills, the oldest lags: $kept are kept, and what it owes stays owed', ({ fills, kept, base }) => {
    const orders = Array.from({ length: fills }, (_, at): Order => {
      return at === 0
        ? { name: '0', side: 'BUY', of: 1, working: 1 }
        : { name: String(at), side: 'BUY', of: 1, has: 1, isSaid: true };
    });
    const row: Row = {
      when: '',
      orders,
      fills: orders.map(({ name }) => `${name} 1` as const),
      holds: fills - 1,
      baseAfter: base,
      kept,
      active: [],
    };
    const { position, targets, owed } = foldOnce(row);
    expect({ base: position.base, kept: position.log.length, owed }).toEqual({ base, kept, owed: [1] });
    expect(targets[1]).toBe(targets[0]);
  });
});

describe('what was cut together with an order of the other side is settled for good', () => {
  it('a copy that never bought its 100 does not owe them afterwards', () => {
    const { copies } = foldOnce({
      when: '',
      orders: [
        { name: 'A', side: 'BUY', of: 100, has: 40, isSaid: true },
        { name: 'B', side: 'SELL', of: 100, has: 40, isSaid: true },
      ],
      fills: ['A 100', 'B 100'],
      holds: 0,
      baseAfter: 0,
      kept: 0,
      active: [],
    });
    expect(copies.map(({ writtenOff }) => writtenOff)).toEqual([60, 60]);
  });
});
