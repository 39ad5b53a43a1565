import type { MirrorId } from '../../domain/ids.ts';
import { signOf } from '../../domain/order.ts';
import { linkKey } from '../book/positions.ts';
import type { PositionKey } from '../book/positions.ts';
import type { Decision, Context } from '../decision.ts';
import { leaderPosition } from '../leader/position.ts';
import { permissionFor } from '../risk/permission.ts';
import { orderKey } from '../state.ts';
import type { EngineState } from '../state.ts';
import { drive } from './drive.ts';
import { evaluate, mayRevive } from './evaluate.ts';
import { copiedQtyOf, mayBeLive, netFilledOf } from './mirror.ts';
import type { CopyOrder, Mirror } from './mirror.ts';
import { giveBack, takeBack, undoTakeBack } from './take-back.ts';
import { lagOf } from './wanted.ts';
import type { Pair } from './wanted.ts';

/** Rounds of working out who wants what; roles settle in two, the bound only stops a mistake of ours from spinning. */
const ROUNDS_MAX = 6;

export function groupKeyOf(mirror: Mirror): PositionKey {
  return linkKey(mirror.linkId, mirror.instrumentId, mirror.leaderProduct);
}

/** Works out anew what every mirror of one link, instrument and product should be, then moves each one step. */
export function settleGroup(state: EngineState, key: PositionKey, ctx: Context, decision: Decision): void {
  const group = state.groups.get(key);
  if (!group) return;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    // Alone, a mirror has nobody to change its role: one round decides.
    if (!decideWants(state, group, ctx, decision) || group.size === 1) break;
  }
  for (const id of [...group]) driveOne(state, id, key, ctx, decision);
  if (!state.groups.has(key)) tellOrphan(state, group, key, decision);
}

/** Nothing is left to do, the leader is out, and the link still holds something: the worst that can happen is told at once. */
function tellOrphan(state: EngineState, group: ReadonlySet<MirrorId>, key: PositionKey, decision: Decision): void {
  const copied = state.copied.get(key);
  const settled = [...decision.mirrors]
    .map((id) => state.mirrors.get(id))
    .find((each) => each && groupKeyOf(each) === key);
  const order = settled && state.orders.get(orderKey(settled.leaderId, settled.leaderOrderId));
  if (group.size > 0 || copied === 0 || !settled || !order || leaderPosition(state, order.report) !== 0) return;
  decision.notices.push({
    severity: 'CRITICAL',
    code: 'ORPHAN_POSITION',
    text: `the leader is out of ${settled.instrumentId}, and this account still holds ${copied} units copied from him; close them by hand, or keep them knowingly`,
    accountId: settled.followerId,
    venueOrderId: settled.leaderOrderId,
  });
}

function decideWants(state: EngineState, group: ReadonlySet<MirrorId>, ctx: Context, decision: Decision): boolean {
  let changed = false;
  const put = (mirror: Mirror): void => {
    if (state.mirrors.get(mirror.id) === mirror) return;
    state.mirrors.set(mirror.id, mirror);
    decision.mirrors.add(mirror.id);
    changed = true;
  };
  for (const id of group) {
    const entry = state.mirrors.get(id);
    const given = entry && giveBack(entry);
    if (given) {
      put(given.mirror);
      for (const { by, quantity } of given.returned) {
        const exit = state.mirrors.get(by);
        if (exit) put({ ...exit, takenBack: exit.takenBack - quantity });
      }
    }
    const exit = state.mirrors.get(id);
    if (exit && exit.takenBack > 0) for (const each of undoTakeBack(exit, othersOf(state, group, id))) put(each);
    const pair = pairOf(state, id);
    const circumstances = pair && circumstancesOf(state, pair, group, ctx);
    if (!circumstances) continue;
    put(resetOnNewWish(pair.mirror, evaluate(pair.mirror, circumstances)));
    const now = pairOf(state, id);
    if (now && now.mirror.desired.exitQty > 0) for (const each of takeBack(now, othersOf(state, group, id))) put(each);
  }
  return changed;
}

/** A new wish of the leader is a new try: refusals of the old one do not count against it. */
function resetOnNewWish(before: Mirror, after: Mirror): Mirror {
  if (before.desired.revision === after.desired.revision) return after;
  const copies = after.copies.map((copy) => (copy.refusals === 0 ? copy : { ...copy, refusals: 0, notBeforeMs: 0 }));
  return { ...after, copies };
}

function pairOf(state: EngineState, id: MirrorId): Pair | null {
  const mirror = state.mirrors.get(id);
  const order = mirror && state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
  const link = mirror && state.links.get(mirror.linkId);
  return mirror && order && link ? { mirror, leader: order.report, copyOn: link.settings.copyOn } : null;
}

function othersOf(state: EngineState, group: ReadonlySet<MirrorId>, id: MirrorId): Pair[] {
  const others: Pair[] = [];
  if (group.size === 1) return others;
  for (const other of group) {
    const pair = other === id ? null : pairOf(state, other);
    if (pair) others.push(pair);
  }
  return others;
}

function circumstancesOf(
  state: EngineState,
  { mirror, leader }: Pair,
  group: ReadonlySet<MirrorId>,
  ctx: Context,
): Parameters<typeof evaluate>[1] | null {
  const order = state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
  const link = state.links.get(mirror.linkId);
  const instrument = ctx.instrument(mirror.instrumentId);
  if (!order || !link || !instrument) return null;
  return {
    leader: order,
    settings: link.settings,
    instrument,
    holdings: {
      leaderPosition: leaderPosition(state, leader),
      copied: state.copied.get(groupKeyOf(mirror)),
    },
    others: othersOf(state, group, mirror.id),
    permission: permissionFor(state, link),
    killSwitch: state.killSwitch,
    nextSeq: state.nextSeq,
    nowMs: ctx.nowMs,
  };
}

function driveOne(state: EngineState, id: MirrorId, key: PositionKey, ctx: Context, decision: Decision): void {
  const pair = pairOf(state, id);
  const order = pair && state.orders.get(orderKey(pair.mirror.leaderId, pair.mirror.leaderOrderId));
  const link = pair && state.links.get(pair.mirror.linkId);
  const instrument = pair && ctx.instrument(pair.mirror.instrumentId);
  if (!pair || !order || !link || !instrument) return;
  const group = state.groups.get(key) ?? new Set<MirrorId>();
  const others = othersOf(state, group, id);
  const { mirror } = pair;
  const driven = drive(mirror, {
    leader: order,
    settings: link.settings,
    instrument,
    permission: permissionFor(state, link),
    copied: state.copied.get(key),
    takingBack: others.some((other) => isBeingTakenBack(other.mirror, mirror)),
    mayGrow: others.some((other) => mayBringMore(other, mirror)),
    nowMs: ctx.nowMs,
    takeBudget: (priority) => ctx.takeBudget(mirror.followerId, priority),
    alreadyPlaced: (clientId) => {
      const known = state.orphans.get(clientId);
      return known && state.orders.get(known)?.report;
    },
  });
  // An adopted order brings its fills.
  const next = bookFills(state, mirror, driven.mirror, decision);
  if (next !== mirror) {
    state.mirrors.set(id, next);
    decision.mirrors.add(id);
  }
  for (const copy of next.copies) indexCopy(state, next, copy);
  decision.commands.push(...driven.commands);
  if (driven.wakeAtMs === null) state.wakes.delete(id);
  else state.wakes.set(id, driven.wakeAtMs);
  const { outcome } = driven.mirror;
  if (outcome && outcome !== mirror.outcome) noticeOutcome(driven.mirror, decision);
  if (outcome && !mayRevive(driven.mirror, order.report)) {
    group.delete(id);
    if (group.size === 0) state.groups.delete(key);
  }
}

/** True while an entry copy is to fill yet that this exit, not filled as far as it may be, is to sell. */
function mayBringMore(entry: Pair, exit: Mirror): boolean {
  const { exitQty, entryQty } = exit.desired;
  return entry.mirror.side !== exit.side && lagOf(entry) > 0 && exitQty > 0 && copiedQtyOf(exit) < exitQty + entryQty;
}

/**
 * Puts the new fills of a mirror into the link's sub-ledger.
 * @returns the mirror, with the part of them that closed what the link held
 */
export function bookFills(state: EngineState, before: Mirror, after: Mirror, decision: Decision): Mirror {
  const units = netFilledOf(after) - netFilledOf(before);
  if (units === 0) return after;
  const key = groupKeyOf(after);
  const sign = signOf(after.side);
  const closed = Math.min(units, Math.max(0, -sign * state.copied.get(key)));
  state.copied.add(key, sign * units);
  decision.copied.add(key);
  for (const id of state.groups.get(key) ?? []) {
    const other = state.mirrors.get(id);
    if (!other?.roles || other.outcome || after.seq < other.roles.beforeSeq) continue;
    state.mirrors.set(id, { ...other, laterFilled: other.laterFilled + sign * units });
    decision.mirrors.add(id);
  }
  return closed > 0 ? { ...after, exitFilled: after.exitFilled + closed } : after;
}

export function indexCopy(state: EngineState, mirror: Mirror, copy: CopyOrder): void {
  const ref = { mirrorId: mirror.id, slice: copy.slice, generation: copy.generation };
  state.copyByClientId.set(copy.clientOrderId, ref);
  state.orphans.delete(copy.clientOrderId);
  const { actual } = copy;
  const venueId = actual.state === 'open' || actual.state === 'closed' ? actual.venueOrderId : null;
  if (venueId !== null) state.copyByVenueId.set(orderKey(mirror.followerId, venueId), ref);
}

/** True while an entry of the other side that was cut still rests with more than is left to it. */
function isBeingTakenBack(entry: Mirror, exit: Mirror): boolean {
  if (entry.side === exit.side || entry.cuts.length === 0) return false;
  return entry.copies.some((copy) => mayBeLive(copy) && workingQty(copy) > entry.desired.quantity);
}

function workingQty(copy: Mirror['copies'][number]): number {
  const { actual } = copy;
  return actual.state === 'open' || actual.state === 'unknown'
    ? copy.earlierFilledQty + actual.terms.quantity
    : Infinity;
}

/** Failures are told at once; an exit that failed leaves a position open and is the loudest. */
function noticeOutcome(mirror: Mirror, decision: Decision): void {
  const { outcome } = mirror;
  const loud = new Set(['REJECTED', 'REFUSED', 'ABSENT', 'FOLLOWER_DETACHED', 'COPY_EXPIRED']);
  if (!outcome || !loud.has(outcome.reason)) return;
  const isExit = mirror.entryIntent === 0;
  decision.notices.push({
    severity: isExit ? 'CRITICAL' : 'ERROR',
    code: isExit ? `EXIT_${outcome.reason}` : outcome.reason,
    text: `${mirror.side} ${mirror.desired.quantity} of ${mirror.instrumentId} was not completed: ${outcome.detail || outcome.reason}`,
    accountId: mirror.followerId,
    venueOrderId: mirror.leaderOrderId,
  });
}

/** Registers a mirror with its group; the oldest leader order comes first because groups keep the order of arrival. */
export function joinGroup(state: EngineState, mirror: Mirror): void {
  const order = state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
  if (mirror.outcome && !(order && mayRevive(mirror, order.report))) return;
  const key = groupKeyOf(mirror);
  const group = state.groups.get(key);
  if (group) group.add(mirror.id);
  else state.groups.set(key, new Set([mirror.id]));
}
