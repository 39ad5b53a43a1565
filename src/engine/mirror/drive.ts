import type { Instrument } from '../../domain/instrument.ts';
import type { LinkSettings } from '../../domain/link.ts';
import type { ClientOrderId } from '../../domain/ids.ts';
import { isFinal, isStop, opposite } from '../../domain/order.ts';
import type { OrderReport, OrderTerms } from '../../domain/order.ts';
import type { OrderRequest } from '../../domain/request.ts';
import type { ReasonCode } from '../../domain/reason.ts';
import type { Command, CopyRef, Priority } from '../commands.ts';
import type { Permission } from '../risk/permission.ts';
import { clientOrderId, MAX_SLICES, UNWIND_SLICE } from './client-order-id.ts';
import { isLeaderDone, surplusOf } from './evaluate.ts';
import type { KnownOrder } from '../orders/known-order.ts';
import { copiedQtyOf, earlierFilledOf, filledOf, mayBeLive, netFilledOf, workedQty } from './mirror.ts';
import type { CopyOrder, Mirror, Outcome } from './mirror.ts';
import { observe, wouldProveAbsence } from './observe.ts';
import type { AbsenceRule } from './observe.ts';
import { reconcile } from './reconcile.ts';
import type { Action, Want } from './reconcile.ts';
import { MARKET_TERMS } from './terms.ts';

/** An exit waits this long at most for a resting entry to be taken back before it sells what is held, ms. */
export const TAKE_BACK_HOLD_MS = 2_000;

export interface DriveContext {
  readonly leader: KnownOrder;
  readonly settings: LinkSettings;
  readonly instrument: Instrument;
  readonly permission: Permission;
  /** Units that this mirror need not trade, see {@link Plan.takenBack}. */
  readonly takenBack: number;
  /** A resting entry of the same instrument is being taken back. */
  readonly takingBack: boolean;
  /** Units that this exit has traded too many, now that all is still: to be given back. */
  readonly excess: number;
  /** Other copies decide what becomes of this one: an exit waits for the entry copies that it is to sell. */
  readonly depends: boolean;
  readonly nowMs: number;
  readonly absence: AbsenceRule;
  readonly takeBudget: (priority: Priority) => boolean;
  /** What the follower's book already shows under an id of ours: placed before, and forgotten by this database. */
  readonly alreadyPlaced: (id: ClientOrderId) => readonly { generation: number; report: OrderReport }[];
}

export interface Driven {
  readonly mirror: Mirror;
  readonly commands: readonly Command[];
  /** When to look again, ms; 0 for as soon as there is budget; null for on the next event only. */
  readonly wakeAtMs: number | null;
}

/** Brings every order of a mirror one step nearer to what is desired, and settles the mirror when nothing is left to do. */
export function drive(start: Mirror, at: DriveContext): Driven {
  if (start.outcome !== null) return { mirror: start, commands: [], wakeAtMs: null };
  let mirror = withLagClock(withSlices(start, at), at);
  mirror = withUnwind(mirror, at);
  const commands: Command[] = [];
  const wakes: number[] = [];
  const waits: string[] = [];

  const copies = mirror.copies.map((copy) => {
    const action = reconcile(copy, wantOf(mirror, copy, at), at.nowMs);
    if (action.do === 'nothing') return copy;
    if (action.do === 'fail') {
      return { ...copy, failure: { reason: action.reason, detail: action.detail } };
    }
    if (action.do === 'wait') {
      wakes.push(action.untilMs);
      waits.push(action.why);
      return copy;
    }
    const blocked = action.do === 'lookup' ? null : whyBlocked(mirror, copy, action, at);
    if (blocked !== null) {
      wakes.push(0);
      waits.push(blocked);
      return copy;
    }
    return send(mirror, copy, action, at, commands);
  });
  mirror = { ...mirror, copies, waiting: waits.at(-1) ?? whyDependent(at) };
  const lagWakeMs = lagWake(mirror, at);
  if (lagWakeMs !== null) wakes.push(lagWakeMs);

  const outcome = commands.length === 0 ? outcomeOf(mirror, at) : null;
  if (outcome) mirror = { ...mirror, outcome, waiting: null };
  const wakeAtMs = outcome || wakes.length === 0 ? null : Math.min(...wakes);
  return { mirror: sameMirror(start, mirror) ? start : mirror, commands, wakeAtMs };
}

function whyDependent(at: DriveContext): string | null {
  if (!at.depends || !isFinal(at.leader.report.status)) return null;
  return 'waiting for other copies in this instrument: what it is to close is not settled yet';
}

function sameMirror(a: Mirror, b: Mirror): boolean {
  return (
    a.desired === b.desired &&
    a.outcome === b.outcome &&
    a.stop === b.stop &&
    a.waiting === b.waiting &&
    a.lagSinceMs === b.lagSinceMs &&
    a.chase === b.chase &&
    a.copies.length === b.copies.length &&
    a.copies.every((copy, index) => copy === b.copies[index])
  );
}

/** Largest order in units that the exchange takes for the contract; quantities above it are split for the follower. */
function sliceMax(instrument: Instrument): number {
  if (instrument.freezeQty === null || instrument.freezeQty < instrument.lotSize) return Number.MAX_SAFE_INTEGER;
  return Math.floor(instrument.freezeQty / instrument.lotSize) * instrument.lotSize;
}

function withSlices(mirror: Mirror, at: DriveContext): Mirror {
  const needed = Math.ceil(mirror.desired.quantity / sliceMax(at.instrument));
  const known = mirror.copies.filter((copy) => copy.slice < UNWIND_SLICE).length;
  if (needed <= known) return mirror;
  if (needed > MAX_SLICES) {
    const detail = `${needed} orders of at most ${sliceMax(at.instrument)} units, ${MAX_SLICES} allowed`;
    return known > 0 ? mirror : { ...mirror, outcome: { reason: 'TOO_MANY_SLICES', detail, atMs: at.nowMs } };
  }
  const added = Array.from({ length: needed - known }, (_, index) =>
    adopted(mirror, newCopy(mirror, known + index), at),
  );
  return { ...mirror, copies: [...mirror.copies, ...added].sort((a, b) => a.slice - b.slice) };
}

/** The id is computed from the cause, so the orders that this cause led to before are found by it and not placed again. */
function adopted(mirror: Mirror, copy: CopyOrder, at: DriveContext): CopyOrder {
  let seen = copy;
  for (const { generation, report } of at.alreadyPlaced(copy.clientOrderId)) {
    while (seen.generation < generation) seen = nextGeneration(mirror, seen);
    seen = observe(seen, report, at.nowMs);
  }
  return seen;
}

function newCopy(mirror: Mirror, slice: number): CopyOrder {
  return {
    slice,
    generation: 0,
    clientOrderId: clientOrderId(mirror.linkId, mirror.leaderOrderId, slice, 0),
    side: slice === UNWIND_SLICE ? opposite(mirror.side) : mirror.side,
    actual: { state: 'none' },
    inFlight: null,
    earlier: [],
    refusals: 0,
    notBeforeMs: 0,
    failure: null,
  };
}

/** Once the leader's order and all copies have ended, what was copied too much is given back. */
function withUnwind(mirror: Mirror, at: DriveContext): Mirror {
  if (mirror.copies.some((copy) => copy.slice === UNWIND_SLICE)) return mirror;
  const ended = isFinal(at.leader.report.status) && !mirror.copies.some(mayBeLive);
  const surplus = ended ? Math.max(surplusOf(mirror, at.settings), at.excess) : 0;
  return surplus < at.instrument.lotSize
    ? mirror
    : { ...mirror, copies: [...mirror.copies, newCopy(mirror, UNWIND_SLICE)] };
}

function closes(mirror: Mirror): boolean {
  return mirror.desired.exitQty > 0 || mirror.entryIntent === 0;
}

/** Runs while the leader is done and a copy still rests, and works the remainder by the link's policy. */
function withLagClock(mirror: Mirror, at: DriveContext): Mirror {
  const behind =
    isLeaderDone(at.leader.report, at.settings) &&
    mirror.copies.some((copy) => copy.actual.state === 'open' && isOwed(mirror, copy));
  if (!behind) return mirror.lagSinceMs === null ? mirror : { ...mirror, lagSinceMs: null };
  if (mirror.lagSinceMs === null) return { ...mirror, lagSinceMs: at.nowMs };
  if (at.nowMs < mirror.lagSinceMs + at.settings.fillTimeoutMs) return mirror;
  const chased = { ...mirror, lagSinceMs: at.nowMs, chase: mirror.chase + 1 };
  // Exits and the sale of a surplus must go through; only an entry may be given up.
  if (closes(mirror) || isUnwinding(mirror)) return chased;
  const policy = at.settings.fillPolicy;
  if (policy === 'leave') return mirror;
  if (policy === 'chase' && mirror.chase === 0) return chased;
  const seconds = ((mirror.chase + 1) * at.settings.fillTimeoutMs) / 1000;
  return { ...mirror, stop: { reason: 'FILL_TIMEOUT', detail: `after ${seconds} s` } };
}

function isOwed(mirror: Mirror, copy: CopyOrder): boolean {
  return copy.slice === UNWIND_SLICE || netFilledOf(mirror) < mirror.desired.quantity;
}

function isUnwinding(mirror: Mirror): boolean {
  return mirror.copies.some((copy) => copy.slice === UNWIND_SLICE && mayBeLive(copy));
}

function lagWake(mirror: Mirror, at: DriveContext): number | null {
  if (mirror.lagSinceMs === null) return null;
  if (!closes(mirror) && !isUnwinding(mirror) && at.settings.fillPolicy === 'leave') return null;
  return mirror.lagSinceMs + at.settings.fillTimeoutMs;
}

function wantOf(mirror: Mirror, copy: CopyOrder, at: DriveContext): Want {
  const { desired } = mirror;
  const isUnwind = copy.slice === UNWIND_SLICE;
  const max = sliceMax(at.instrument);
  const total = isUnwind
    ? Math.max(surplusOf(mirror, at.settings), workedQty(copy) + at.excess)
    : mirror.stop && !closes(mirror)
      ? Math.min(desired.quantity, copiedQtyOf(mirror))
      : desired.quantity;
  const quantity = isUnwind ? Math.min(total, max) : Math.min(max, Math.max(0, total - copy.slice * max));
  const terms: OrderTerms = isUnwind
    ? { ...MARKET_TERMS, quantity, disclosedQty: 0 }
    : {
        orderType: desired.orderType,
        timeInForce: desired.timeInForce,
        price: desired.price,
        triggerPrice: desired.triggerPrice,
        disclosedQty: desired.quantity <= max ? desired.disclosedQty : 0,
        quantity,
      };
  return {
    quantity,
    terms,
    chase: mirror.chase,
    goOn: isUnwind || closes(mirror),
    inTime: !isFinal(at.leader.report.status) || at.nowMs - (at.leader.lastFillMs ?? 0) <= at.settings.lateEntryMs,
    holdUntilMs: at.takingBack && closes(mirror) ? (at.leader.lastFillMs ?? mirror.createdMs) + TAKE_BACK_HOLD_MS : 0,
  };
}

function whyBlocked(mirror: Mirror, copy: CopyOrder, action: Action, at: DriveContext): string | null {
  const { halted, notReady } = at.permission;
  if (halted) return halted.reason;
  if (notReady !== null) return notReady;
  const priority = priorityOf(mirror, copy, action);
  return at.takeBudget(priority) ? null : "waiting for room in the account's rate budget";
}

function priorityOf(mirror: Mirror, copy: CopyOrder, action: Action): Priority {
  if (action.do === 'cancel' || copy.slice === UNWIND_SLICE) return 'EXIT';
  if (!closes(mirror)) return 'ENTRY';
  return action.do === 'modify' && isStop(mirror.desired.orderType) ? 'STOP_MOVE' : 'EXIT';
}

/** Marks the command as on its way and writes it out. */
function send(mirror: Mirror, copy: CopyOrder, action: Action, at: DriveContext, commands: Command[]): CopyOrder {
  const sinceMs = at.nowMs;
  const priority = priorityOf(mirror, copy, action);
  const ref = (of: CopyOrder): CopyRef => ({ mirrorId: mirror.id, slice: of.slice, generation: of.generation });
  const accountId = mirror.followerId;
  const venueOrderId = copy.actual.state === 'open' ? copy.actual.venueOrderId : null;
  const flown = (kind: 'modify' | 'cancel' | 'lookup', terms: OrderTerms | null): CopyOrder => ({
    ...copy,
    inFlight: { kind, sinceMs, terms, chase: mirror.chase },
  });
  if (action.do === 'place') {
    const next = action.nextGeneration ? nextGeneration(mirror, copy) : copy;
    const sent: CopyOrder = {
      ...next,
      inFlight: { kind: 'place', sinceMs, terms: action.terms, chase: mirror.chase },
    };
    const request: OrderRequest = {
      ...action.terms,
      accountId,
      clientOrderId: next.clientOrderId,
      instrumentId: mirror.instrumentId,
      side: copy.side,
      product: mirror.product,
      afterMarket: copy.slice !== UNWIND_SLICE && mirror.desired.afterMarket,
      amoTime: copy.slice !== UNWIND_SLICE && mirror.desired.afterMarket ? mirror.desired.amoTime : null,
    };
    commands.push({ type: 'place', priority, request, ...ref(sent) });
    return sent;
  }
  if (action.do === 'lookup') {
    const isWanted = wantOf(mirror, copy, at).quantity > filledOf(copy);
    const isProof = isWanted && wouldProveAbsence(copy, at.absence, at.nowMs);
    commands.push({
      type: 'lookup',
      accountId,
      clientOrderId: copy.clientOrderId,
      venueOrderId,
      isProof,
      ...ref(copy),
    });
    return flown('lookup', null);
  }
  if (copy.actual.state !== 'open' || venueOrderId === null) return copy;
  if (action.do === 'modify') {
    const previous = copy.actual.terms;
    commands.push({ type: 'modify', priority, accountId, venueOrderId, terms: action.terms, previous, ...ref(copy) });
    return flown('modify', action.terms);
  }
  commands.push({ type: 'cancel', priority, accountId, venueOrderId, ...ref(copy) });
  return flown('cancel', null);
}

function nextGeneration(mirror: Mirror, copy: CopyOrder): CopyOrder {
  const generation = copy.generation + 1;
  const isAbsent = copy.actual.state === 'closed' && copy.actual.how === 'ABSENT';
  return {
    ...copy,
    generation,
    clientOrderId: clientOrderId(mirror.linkId, mirror.leaderOrderId, copy.slice, generation),
    earlier: [...copy.earlier, { filledQty: filledOf(copy) - earlierFilledOf(copy), isAbsent }],
    actual: { state: 'none' },
    refusals: 0,
    notBeforeMs: 0,
  };
}

/** Set when nothing is left to do: the leader is done (or the copy has failed) and no order of ours is open. */
function outcomeOf(mirror: Mirror, at: DriveContext): Outcome | null {
  if (mirror.outcome) return mirror.outcome;
  const failed = mirror.copies.find((copy) => copy.failure !== null);
  const busy = mirror.copies.some((copy) => copy.inFlight !== null || (mayBeLive(copy) && copy.failure === null));
  if (busy) return null;
  const missing = mirror.copies.some(
    (copy) => copy.failure === null && wantOf(mirror, copy, at).quantity > filledOf(copy),
  );
  if (missing) return null;
  const leader = at.leader.report;
  const done = (reason: ReasonCode, detail = ''): Outcome => ({ reason, detail, atMs: at.nowMs });
  if (failed?.failure) return done(failed.failure.reason, failed.failure.detail);
  // Also an entry that is worked no further may have an exit in it, which waits for what it is to close.
  if (at.depends || at.takingBack) return null;
  if (mirror.stop) return done(mirror.stop.reason, mirror.stop.detail);
  if (!isFinal(leader.status)) return null;

  const filled = copiedQtyOf(mirror);
  const surplus = filled - (mirror.desired.exitQty + mirror.desired.entryQty);
  if (surplus > 0 && mirror.entryIntent > 0 && at.settings.surplus === 'keep')
    return done('SURPLUS_KEPT', `${surplus} units`);
  if (filled === 0 && at.takenBack > 0) return done('TAKEN_BACK');
  if (leader.filledQty > 0 && filled === 0) return done(closes(mirror) ? 'EXITED_AHEAD' : 'BELOW_ONE_LOT');
  if (leader.status === 'FILLED') return done('FILLED');
  if (leader.status === 'REJECTED') return done('LEADER_REJECTED', leader.text);
  const wasSent = mirror.copies.some((copy) => copy.actual.state !== 'none');
  if (leader.status === 'EXPIRED' && !wasSent) return done('LEADER_EXPIRED');
  return done(wasSent ? 'CANCELED_WITH_LEADER' : 'LEADER_CANCELED');
}
