import { formatCount } from '@dhancopy/domain/rupees';
import { tradingDay } from '@dhancopy/domain/trading-day';
import type { Turn } from '../decision.ts';
import { putPosition } from '../position/books.ts';
import type { CopyPosition, PositionKey } from '../position/copy-position.ts';
import type { Recent } from '../position/recent-fills.ts';
import { ownOf, positionsIn, putOwn } from './own-book.ts';
import { noticeOwnPosition } from './own-position-opened.ts';
import type { HandTrade, OwnUnits, Released } from './own-units.ts';
import { aimedAfter, aimedOn, leave, shares } from './release.ts';
import { nameOf } from '../instrument-name.ts';

type Where = Pick<OwnUnits, 'accountId' | 'asset' | 'product'>;

/** One trade in the account: of ours, with its position, or by the follower's hand. */
type Traded =
  | { readonly atMs: number; readonly heard: number; readonly key: PositionKey; readonly units: number }
  | { readonly atMs: number; readonly heard: number; readonly hand: HandTrade };

/** His trade and our exit within this time are taken for the same wish to close, ms. */
export const SAME_MOMENT_MS = 10_000;

/** What a link held, and what it should have held, at one moment of the play. Signed units; `aimed` on the side of the trade. */
interface Lane {
  readonly position: CopyPosition;
  held: number;
  /** Units that should be held on each side; worked out when a trade first needs it. */
  readonly aimed: Map<number, number>;
}

/**
 * Whose units the latest trades of a follower's account were, by the order in which the exchange made them. They are played again from
 * where the first of them began, whenever one is heard of; what comes out otherwise than before is moved.
 *
 * 1. A hand trade closes his own units first, then copied ones as long as the account's net is on their side; the rest is his own.
 * 2. Released units leave what is held and what should be held together, in proportion where an exit owes units.
 * 3. The order in which the trades are heard of does not matter, as far as they are remembered.
 * Source: copy positions, "the account is the truth".
 * @param byFill - the newest is a fill of ours
 * @param without - a trade that turned out to be counted already
 * @returns the positions of which units moved
 */
export function attribute(turn: Turn, where: Where, byFill: boolean, without?: HandTrade): PositionKey[] {
  const own = ownOf(turn.state, where.accountId, where.asset, where.product);
  const positions = positionsIn(turn.state, where.accountId, where.asset, where.product);
  const here = new Set(positions.map(({ key }) => key));
  const known = own.recent.filter(({ released }) => released.every(({ key }) => here.has(key)));
  const lanes = new Map(positions.map((position) => [position.key, laneOf(position, known)]));
  let units = own.units ?? 0;
  for (const hand of known) units -= hand.units + sumOf(hand.released);

  const played = new Map<HandTrade, HandTrade>();
  for (const trade of inOrder(positions, known)) {
    if ('key' in trade) {
      const lane = lanes.get(trade.key);
      if (lane) lane.held += trade.units;
      continue;
    }
    const isOut = trade.hand.heard === without?.heard;
    const next = playHand(turn, lanes, known, units, isOut ? { ...trade.hand, units: 0 } : trade.hand);
    units += next.units + sumOf(next.released);
    played.set(trade.hand, next);
  }
  const recent = own.recent.map((hand) => played.get(hand) ?? hand);
  putOwn(turn, { ...own, units, recent });
  return [...lanes.keys()].filter((key) => {
    const before = own.recent.flatMap((hand) => hand.released.filter((part) => part.key === key));
    const after = recent.flatMap((hand) => hand.released.filter((part) => part.key === key));
    const latest = own.recent.at(-1);
    return [1, -1].map((side) => move(turn, key, side, before, after, latest, byFill)).includes(true);
  });
}

/** The account agrees with all that was heard of until then: whose units those trades were is certain. */
export function forgetTrades(turn: Turn, { accountId, asset, product }: OwnUnits, askedMs: number): void {
  const isOpen = ({ heardMs }: Recent): boolean => heardMs > askedMs - SAME_MOMENT_MS;
  const own = ownOf(turn.state, accountId, asset, product);
  if (!own.recent.every(isOpen)) putOwn(turn, { ...own, recent: own.recent.filter(isOpen) });
  for (const position of positionsIn(turn.state, accountId, asset, product)) {
    if (position.recentFills.every(isOpen)) continue;
    putPosition(turn, { ...position, recentFills: position.recentFills.filter(isOpen) });
  }
}

/** A fill of ours that was heard of after a trade of his, though by the exchange's time it was first. @returns the positions of which units moved */
export function attributeFill(turn: Turn, { accountId, asset, product }: Where, tsMs: number): PositionKey[] {
  const own = ownOf(turn.state, accountId, asset, product);
  return isCrossed(own, tsMs) ? attribute(turn, own, true) : [];
}

/** True when a fill of ours may come before a trade of his that was heard of already. */
export function isCrossed({ recent }: OwnUnits, atMs: number): boolean {
  return recent.some((hand) => timeOf(hand) > atMs);
}

/** On the broker's clock, if it gave a time: see `HandTrade`. */
export function timeOf({ tsMs, afterMs, heardMs }: Recent & Pick<HandTrade, 'afterMs'>): number {
  return tsMs ?? afterMs ?? heardMs;
}

/** As it was before the first of the remembered trades. */
function laneOf(position: CopyPosition, hands: readonly HandTrade[]): Lane {
  let held = position.held;
  for (const fill of position.recentFills) held -= fill.units;
  for (const { released } of hands) for (const part of released) if (part.key === position.key) held += part.units;
  return { position, held, aimed: new Map() };
}

function inOrder(positions: readonly CopyPosition[], hands: readonly HandTrade[]): Traded[] {
  const fills = positions.flatMap(({ key, recentFills }) =>
    recentFills.map((fill) => ({ atMs: timeOf(fill), heard: fill.heard, key, units: fill.units })),
  );
  const traded: Traded[] = [...fills, ...hands.map((hand) => ({ atMs: timeOf(hand), heard: hand.heard, hand }))];
  return traded.sort((a, b) => a.atMs - b.atMs || a.heard - b.heard);
}

function playHand(
  turn: Turn,
  lanes: ReadonlyMap<PositionKey, Lane>,
  hands: readonly HandTrade[],
  before: number,
  hand: HandTrade,
): HandTrade {
  const sign = Math.sign(hand.units);
  const size = Math.abs(hand.units);
  const ownClosed = sign * before < 0 ? Math.min(size, Math.abs(before)) : 0;
  let net = before + sign * ownClosed;
  for (const { held } of lanes.values()) net += held;
  const against = [...lanes.values()].filter(({ held }) => sign * held < 0);
  const copied = against.reduce((sum, { held }) => sum + Math.abs(held), 0);
  const gone = Math.min(size - ownClosed, copied, Math.max(0, -sign * net));
  const released = (gone > 0 ? shares(turn, against, gone) : []).map(({ holder: lane, units }): Released => {
    const part = { key: lane.position.key, units: -sign * units, of: lane.held };
    // What the leader did since counts for it only where it comes out otherwise than before.
    const before = hand.released.find(
      (each) => each.key === part.key && each.units === part.units && each.of === part.of,
    );
    const lowered = before?.lowered ?? lower(turn, lane, hands, -sign, units);
    lane.held += sign * units;
    return { ...part, lowered };
  });
  return { ...hand, released, opened: size - gone - ownClosed };
}

/** Units by which what should be held goes down when so many of those held are released. */
function lower(turn: Turn, lane: Lane, hands: readonly HandTrade[], side: number, units: number): number {
  const aimed = lane.aimed.get(side) ?? aimedAtFirst(turn, lane.position, hands, side);
  const left = aimedAfter(turn, lane.position, aimed, Math.abs(lane.held), units);
  lane.aimed.set(side, left);
  return aimed - left;
}

/** Units that should be held on a side if he had released nothing. */
function aimedAtFirst(turn: Turn, position: CopyPosition, hands: readonly HandTrade[], side: number): number {
  let aimed = aimedOn(turn, position, side);
  for (const { released } of hands) {
    for (const part of released) if (part.key === position.key && part.units * side > 0) aimed += part.lowered;
  }
  return aimed;
}

/** @returns true when what a link holds or should hold on a side has changed */
function move(
  turn: Turn,
  key: PositionKey,
  side: number,
  before: readonly Released[],
  after: readonly Released[],
  latest: HandTrade | undefined,
  byFill: boolean,
): boolean {
  const on = (parts: readonly Released[]): Released[] => parts.filter(({ units }) => units * side > 0);
  const units = side * (sumOf(on(after)) - sumOf(on(before)));
  const lowered = loweredOf(on(after)) - loweredOf(on(before));
  const position = turn.state.positions.get(key);
  if (!position || (units === 0 && lowered === 0)) return false;
  const there = Math.min(units, Math.max(0, side * position.held));
  const reason = byFill ? 'CLOSED_BY_HAND' : (latest?.reason ?? 'CLOSED_BY_HAND');
  const price = byFill ? position.price : (latest?.price ?? null);
  leave(turn, position, { side, units: there, lowered, reason, price });
  const crossed = units - there;
  if (crossed > 0) cross(turn, key, side, crossed);
  if (units < 0 && byFill) noticeOwnPosition(turn, position, -units);
  return true;
}

/** Our exit has sold meanwhile what he had closed: it counts as traded past what was held, and a correction brings it back. */
function cross(turn: Turn, key: PositionKey, side: number, units: number): void {
  const position = turn.state.positions.get(key);
  if (!position) return;
  putPosition(turn, { ...position, held: position.held - side * units, released: true });
  turn.decision.notices.push({
    severity: 'WARNING',
    code: 'CROSSED',
    text: `the follower closed ${formatCount(units)} copied units of ${nameOf(turn, position.instrumentId)} just before the copied exit did. The exit of these units is reversed`,
    accountId: position.followerId,
    venueOrderId: null,
  });
}

/** What his trades of a day released of a position, as far as they are remembered. @param dayMs - start of the Indian day */
export function releasedSince({ recent }: OwnUnits, key: PositionKey, dayMs: number): Released[] {
  const today = recent.filter(({ tsMs }) => isOfDay(tsMs, dayMs));
  return today.flatMap(({ released }) => released.filter((part) => part.key === key));
}

/** @param tsMs - by the broker, whole seconds; null: not known, then it counts as earlier */
export function isOfDay(tsMs: number | null, dayMs: number): boolean {
  return tsMs !== null && tradingDay(tsMs) >= dayMs;
}

export function sumOf(parts: readonly Released[]): number {
  return parts.reduce((sum, { units }) => sum + units, 0);
}

export function loweredOf(parts: readonly Released[]): number {
  return parts.reduce((sum, { lowered }) => sum + lowered, 0);
}
