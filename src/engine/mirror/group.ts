import type { ClientOrderId, MirrorId } from '../../domain/ids.ts';
import { isFinal, signOf } from '../../domain/order.ts';
import type { OrderReport } from '../../domain/order.ts';
import { linkKey } from '../book/positions.ts';
import type { PositionKey } from '../book/positions.ts';
import type { Decision, Context } from '../decision.ts';
import { leaderPosition } from '../leader/position.ts';
import { entryBreach } from '../risk/entry-breach.ts';
import type { Breach } from '../risk/limits.ts';
import { permissionFor } from '../risk/permission.ts';
import { orderKey } from '../state.ts';
import type { EngineState, OrderKey } from '../state.ts';
import { clientOrderId, parseClientOrderId } from './client-order-id.ts';
import { drive } from './drive.ts';
import { evaluate, mayRevive } from './evaluate.ts';
import type { Circumstances } from './evaluate.ts';
import { copiedQtyOf, earlierFilledOf, mayBeLive, netFilledOf } from './mirror.ts';
import type { CopyOrder, Mirror } from './mirror.ts';
import {
  aheadOf,
  dueOf,
  gapOf,
  heldFor,
  isLastExit,
  lagOf,
  lastSeq,
  planOf,
  settledOf,
  sparedBy,
  takenBackOf,
} from './plan.ts';
import type { Plan } from './plan.ts';

/** Rounds of working out who wants what; roles settle in two, the bound only stops a mistake of ours from spinning. */
const ROUNDS_MAX = 6;

export function groupKeyOf(mirror: Mirror): PositionKey {
  return linkKey(mirror.linkId, mirror.instrumentId, mirror.leaderProduct);
}

/** Works out anew what every mirror of one link, instrument and product should be, and sends nothing. */
export function decideGroup(state: EngineState, key: PositionKey, ctx: Context, decision: Decision): void {
  const group = state.groups.get(key);
  if (!group) return;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    // Alone, a mirror has nobody to change its role: one round decides.
    if (!decideWants(state, key, group, ctx, decision) || group.size === 1) break;
  }
}

/** Works out what every mirror of a group should be, then moves each one step. */
export function settleGroup(state: EngineState, key: PositionKey, ctx: Context, decision: Decision): void {
  const group = state.groups.get(key);
  if (!group) return;
  // What one mirror ends with may be what another has waited for; who still waits when nobody else ends is judged by the position.
  for (let left = 2 * group.size; left > 0; left -= 1) {
    decideGroup(state, key, ctx, decision);
    let ended = false;
    for (const id of [...group]) ended = driveOne(state, id, key, false, ctx, decision) || ended;
    ended ||= [...group].some((id) => driveOne(state, id, key, true, ctx, decision));
    if (!ended) break;
  }
  prune(state, key);
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

function decideWants(
  state: EngineState,
  key: PositionKey,
  group: ReadonlySet<MirrorId>,
  ctx: Context,
  decision: Decision,
): boolean {
  let changed = false;
  let plan = planFor(state, key);
  for (const id of group) {
    const mirror = state.mirrors.get(id);
    if (!mirror || isEnded(state, mirror)) continue;
    const circumstances = circumstancesOf(state, mirror, plan, ctx);
    if (!circumstances) continue;
    const evaluated = evaluate(mirror, circumstances);
    const next = withBreach(resetOnNewWish(mirror, evaluated.mirror), evaluated.breach, decision);
    if (next === mirror) continue;
    state.mirrors.set(id, next);
    decision.mirrors.add(id);
    changed = true;
    plan = planFor(state, key);
  }
  return changed;
}

function planFor(state: EngineState, key: PositionKey): Plan {
  const mirrors = mirrorsOf(state, state.groups.get(key) ?? new Set());
  const resting = mirrors.filter(({ outcome, leaderId, leaderOrderId }) => {
    const order = state.orders.get(orderKey(leaderId, leaderOrderId));
    return outcome === null && order !== undefined && !isFinal(order.report.status);
  });
  return planOf(mirrors, state.copied.get(key), new Set(resting.map(({ id }) => id)));
}

function mirrorsOf(state: EngineState, group: ReadonlySet<MirrorId>): Mirror[] {
  return [...group].flatMap((id) => state.mirrors.get(id) ?? []);
}

/** A new wish of the leader is a new try: refusals of the old one do not count against it. */
function resetOnNewWish(before: Mirror, after: Mirror): Mirror {
  if (before.desired.revision === after.desired.revision) return after;
  const copies = after.copies.map((copy) => (copy.refusals === 0 ? copy : { ...copy, refusals: 0, notBeforeMs: 0 }));
  return { ...after, copies };
}

function circumstancesOf(state: EngineState, mirror: Mirror, plan: Plan, ctx: Context): Circumstances | null {
  const order = state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
  const link = state.links.get(mirror.linkId);
  const instrument = ctx.instrument(mirror.instrumentId);
  if (!order || !link || !instrument) return null;
  return {
    leader: order,
    settings: link.settings,
    instrument,
    holdings: { leaderPosition: leaderPosition(state, order.report), plan },
    permission: permissionFor(state, link),
    killSwitch: state.killSwitch,
    breach: (entryQty) => entryBreach(state, mirror, order.report, entryQty, ctx.nowMs),
    nowMs: ctx.nowMs,
  };
}

/** A limit is told once for each order that it stops. */
function withBreach(mirror: Mirror, breach: Breach | null, decision: Decision): Mirror {
  const before = mirror.breached ?? [];
  if (breach === null || before.includes(breach.type)) return mirror;
  const { followerId: accountId, leaderOrderId, instrumentId } = mirror;
  decision.violations.push({ accountId, breach, leaderOrderId, instrumentId });
  return { ...mirror, breached: [...before, breach.type] };
}

/**
 * @param byPosition - nobody else in the group ends: an exit that waits is judged by the position, if all is still
 * @returns true when the mirror has ended by it
 */
function driveOne(
  state: EngineState,
  id: MirrorId,
  key: PositionKey,
  byPosition: boolean,
  ctx: Context,
  decision: Decision,
): boolean {
  const mirror = state.mirrors.get(id);
  if (mirror?.outcome !== null) return false;
  const order = state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
  const link = state.links.get(mirror.linkId);
  const instrument = ctx.instrument(mirror.instrumentId);
  if (!order || !link || !instrument) return false;
  if (byPosition && !isFinal(order.report.status)) return false;
  const plan = planFor(state, key);
  const takenBack = takenBackOf(plan, mirror);
  const gap = byPosition ? gapOf(plan) : null;
  if (byPosition && gap === null) return false;
  const isFlat = leaderPosition(state, order.report) === 0 && isLastExit(plan, mirror);
  const driven = drive(mirror, {
    leader: order,
    settings: link.settings,
    instrument,
    permission: permissionFor(state, link),
    takenBack: mirror.spared + takenBack.exit + takenBack.entry,
    takingBack: plan.mirrors.some((other) => isBeingTakenBack(other, mirror, plan)),
    excess: excessOf(plan, mirror, gap, isFlat),
    depends:
      gap === null && (isUnsettled(plan, mirror) || (isFlat && plan.mirrors.some((other) => lagOf(plan, other) > 0))),
    nowMs: ctx.nowMs,
    absence: ctx.absence,
    takeBudget: (priority) => ctx.takeBudget(mirror.followerId, priority),
    alreadyPlaced: (clientId) => orphansOf(state, clientId),
  });
  // An adopted order brings its fills.
  const next = driven.mirror;
  bookFills(state, mirror, next, decision);
  if (next !== mirror) {
    state.mirrors.set(id, next);
    decision.mirrors.add(id);
  }
  for (const copy of next.copies) indexCopy(state, next, copy);
  decision.commands.push(...driven.commands);
  if (driven.wakeAtMs === null) state.wakes.delete(id);
  else state.wakes.set(id, driven.wakeAtMs);
  if (next.outcome === null) return false;
  noticeOutcome(next, decision);
  fixTakenBack(state, next, plan, decision);
  return true;
}

/** A mirror has ended: what was taken back with it is settled, and exits that were spared have that much less to sell for good. */
function fixTakenBack(state: EngineState, ended: Mirror, plan: Plan, decision: Decision): void {
  for (const { entry, exit, quantity } of sparedBy(plan, ended)) {
    const [from, to] = [state.mirrors.get(entry), state.mirrors.get(exit)];
    if (!from || !to) continue;
    state.mirrors.set(entry, { ...from, letGo: from.letGo + quantity });
    state.mirrors.set(exit, { ...to, spared: to.spared + quantity });
    decision.mirrors.add(entry).add(exit);
  }
}

/** Mirrors that have ended and that no open one still depends on leave the group. */
function prune(state: EngineState, key: PositionKey): void {
  const group = state.groups.get(key);
  if (!group) return;
  const settled = settledOf(mirrorsOf(state, group), (mirror) => isEnded(state, mirror));
  for (const { id } of settled) group.delete(id);
  if (group.size === 0) state.groups.delete(key);
}

/** Ended for good: nothing that the leader does can bring it back. */
function isEnded(state: EngineState, mirror: Mirror): boolean {
  const order = state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
  return mirror.outcome !== null && !(order && mayRevive(mirror, order.report));
}

/**
 * True for an exit of which it is open yet what it is to trade: not enough is there, or it has traded more than was asked or than
 * is there for it, because an entry before it is still being worked.
 */
function isUnsettled(plan: Plan, mirror: Mirror): boolean {
  const { exitQty, entryQty } = mirror.desired;
  if (Math.max(exitQty, dueOf(plan, mirror, 'exit')) === 0) return false;
  const isCovered = copiedQtyOf(mirror) >= exitQty + entryQty && takenBackOf(plan, mirror).exit === 0;
  const isAhead = aheadOf(plan, mirror) > 0 || copiedQtyOf(mirror) - entryQty > heldFor(plan, mirror, false);
  return !isCovered || isAhead;
}

/**
 * What an exit traded too many when all is still, as far as that is what is missing to the target; where the leader is out, all
 * that the last exit has gone past flat.
 */
function excessOf(plan: Plan, mirror: Mirror, gap: number | null, isFlat: boolean): number {
  if (gap === null || dueOf(plan, mirror, 'exit') + aheadOf(plan, mirror) === 0) return 0;
  if (isFlat) return Math.max(0, signOf(mirror.side) * plan.copied);
  return Math.min(aheadOf(plan, mirror), Math.max(0, -signOf(mirror.side) * gap));
}

/** Puts the new fills of a mirror into the link's sub-ledger. */
export function bookFills(state: EngineState, before: Mirror, after: Mirror, decision: Decision): void {
  const units = netFilledOf(after) - netFilledOf(before);
  if (units === 0) return;
  const key = groupKeyOf(after);
  state.copied.add(key, signOf(after.side) * units);
  decision.copied.add(key);
}

export function indexCopy(state: EngineState, mirror: Mirror, copy: CopyOrder): void {
  const ref = { mirrorId: mirror.id, slice: copy.slice, generation: copy.generation };
  if (!state.copyByClientId.has(copy.clientOrderId)) indexEarlier(state, mirror, copy);
  state.copyByClientId.set(copy.clientOrderId, ref);
  if (state.orphans.size > 0) state.orphans.delete(parseClientOrderId(copy.clientOrderId)?.cause ?? '');
  const { actual } = copy;
  const venueId = actual.state === 'open' || actual.state === 'closed' ? actual.venueOrderId : null;
  if (venueId !== null) state.copyByVenueId.set(orderKey(mirror.followerId, venueId), ref);
}

/** The orders that carry the mark of the same cause and that no mirror knows, the oldest generation first. */
function orphansOf(state: EngineState, clientId: ClientOrderId): { generation: number; report: OrderReport }[] {
  if (state.orphans.size === 0) return [];
  const orphans = state.orphans.get(parseClientOrderId(clientId)?.cause ?? '') ?? new Map<number, OrderKey>();
  return [...orphans]
    .flatMap(([generation, key]) => {
      const report = state.orders.get(key)?.report;
      return report ? [{ generation, report }] : [];
    })
    .sort((a, b) => a.generation - b.generation);
}

/** The orders that this copy has replaced: they may still tell of fills, or turn up after all. */
function indexEarlier(state: EngineState, mirror: Mirror, copy: CopyOrder): void {
  copy.earlier.forEach((_, generation) => {
    const id = clientOrderId(mirror.linkId, mirror.leaderOrderId, copy.slice, generation);
    state.copyByClientId.set(id, { mirrorId: mirror.id, slice: copy.slice, generation });
  });
}

/** True while an entry of the other side that lets go of units still rests with more than is left to it. */
function isBeingTakenBack(entry: Mirror, exit: Mirror, plan: Plan): boolean {
  if (entry.side === exit.side || entry.outcome !== null || takenBackOf(plan, entry).entry === 0) return false;
  return entry.copies.some((copy) => mayBeLive(copy) && workingQty(copy) > entry.desired.quantity);
}

function workingQty(copy: Mirror['copies'][number]): number {
  const { actual } = copy;
  return actual.state === 'open' || actual.state === 'unknown'
    ? earlierFilledOf(copy) + actual.terms.quantity
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
  const key = groupKeyOf(mirror);
  const group = state.groups.get(key);
  if (group) group.add(mirror.id);
  else state.groups.set(key, new Set([mirror.id]));
}

/** Groups as they were, from all mirrors that are known. */
export function regroup(state: EngineState): void {
  for (const mirror of state.mirrors.values()) joinGroup(state, mirror);
  for (const key of [...state.groups.keys()]) prune(state, key);
}

/** The place of the leader's latest fill in the row of a group; -1 when there is none. */
export function newestSeq(state: EngineState, key: PositionKey): number {
  return mirrorsOf(state, state.groups.get(key) ?? new Set()).reduce((seq, each) => Math.max(seq, lastSeq(each)), -1);
}
