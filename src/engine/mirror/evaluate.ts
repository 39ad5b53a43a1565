import type { Instrument } from '../../domain/instrument.ts';
import type { LinkSettings } from '../../domain/link.ts';
import { isFinal, sameTerms } from '../../domain/order.ts';
import type { OrderReport } from '../../domain/order.ts';
import type { Refusal } from '../risk/gate.ts';
import type { Breach } from '../risk/limits.ts';
import type { Permission } from '../risk/permission.ts';
import type { KnownOrder } from '../orders/known-order.ts';
import { copiedQtyOf, earlierFilledOf, filledOf, mayBeLive } from './mirror.ts';
import type { Desired, Mirror } from './mirror.ts';
import { copyTerms, disclosedShare, MARKET_TERMS, withinBand } from './terms.ts';
import type { TermsWithoutQuantity } from './terms.ts';
import { leaderQtyOf, wantedOf } from './wanted.ts';
import type { Holdings, Wanted } from './wanted.ts';

/** A leader order that filled longer ago than this before its copy was sent is copied as a late one, ms. */
const LATE_AFTER_MS = 2_000;

/** Refusals that a change of the leader's order or of what is held may lift while his order is open. */
const LIFTED_BY_CHANGE: ReadonlySet<string> = new Set([
  'BELOW_ONE_LOT',
  'NOTHING_COPIED',
  'RISK_ORDER_VALUE',
  'RISK_POSITION_SIZE',
]);

export interface Circumstances {
  readonly leader: KnownOrder;
  readonly settings: LinkSettings;
  readonly instrument: Instrument;
  readonly holdings: Holdings;
  readonly permission: Permission;
  readonly killSwitch: boolean;
  /** The limit that an entry of so many units in all would break. */
  readonly breach: (entryQty: number) => Breach | null;
  readonly nowMs: number;
}

export interface Evaluated {
  readonly mirror: Mirror;
  /** The limit that stopped its entry, or its growth. */
  readonly breach: Breach | null;
}

/** The mirror with its desired order worked out anew. The same circumstances give the same mirror. */
export function evaluate(mirror: Mirror, at: Circumstances): Evaluated {
  const asItIs: Evaluated = { mirror, breach: null };
  if (mirror.outcome !== null && !mayRevive(mirror, at.leader.report)) return asItIs;
  if (mirror.share === null) return asItIs;
  const leader = at.leader.report;
  const wanted = wantedOf(mirror, leader, at.settings.copyOn, mirror.share, at.holdings);
  const stop = mirror.stop ?? stopFor(mirror, wanted, at);
  const allowed = stop || at.permission.reducing ? withoutNewEntries(mirror, wanted, stop !== null) : wanted;
  // What was decided stays: a price that moves while a copy is on its way must not take it back.
  const grown = mirror.desired.entryQty;
  const breach = allowed.entryQty > grown ? at.breach(allowed.entryQty) : null;
  const limited = breach ? withEntry(allowed, grown) : allowed;
  const refusal =
    limited.quantity > 0 || mirror.copies.length > 0 || wanted.spared + wanted.lettingGo > 0
      ? null
      : whyNothing(wanted, limited, stop ?? breach, at);
  const terms = termsFor(mirror, wanted, at);
  const next: Omit<Desired, 'revision'> = {
    ...terms,
    quantity: limited.quantity,
    exitQty: limited.exitQty,
    entryQty: limited.entryQty,
    disclosedQty: disclosedShare(leader, limited.quantity, mirror.share.lotSize),
    afterMarket: leader.afterMarket && leader.filledQty === 0 && !isFinal(leader.status),
    amoTime: leader.afterMarket ? (leader.amoTime ?? at.settings.amoTime) : null,
  };
  const desired = sameDesired(mirror.desired, next)
    ? mirror.desired
    : { ...next, revision: mirror.desired.revision + 1 };
  const outcome = refusal
    ? { reason: refusal.reason, detail: refusal.detail, atMs: mirror.outcome?.atMs ?? at.nowMs }
    : null;
  const keepsOutcome = outcome?.reason === mirror.outcome?.reason && outcome?.detail === mirror.outcome?.detail;
  const { lettingGo } = wanted;
  const same = desired === mirror.desired && stop === mirror.stop && lettingGo === mirror.lettingGo;
  if (same && keepsOutcome) return { mirror, breach };
  return { mirror: { ...mirror, desired, stop, lettingGo, outcome: keepsOutcome ? mirror.outcome : outcome }, breach };
}

export function mayRevive(mirror: Mirror, leader: OrderReport): boolean {
  return !isFinal(leader.status) && isLifted(mirror);
}

/** News of the leader's order, its end included, is judged anew where only its size was the reason to leave it. */
export function withNews(mirror: Mirror): Mirror {
  return isLifted(mirror) ? { ...mirror, outcome: null } : mirror;
}

function isLifted({ outcome }: Mirror): boolean {
  return outcome !== null && LIFTED_BY_CHANGE.has(outcome.reason);
}

/** True when the leader's order will not fill any further. */
export function isLeaderDone(leader: OrderReport, settings: LinkSettings): boolean {
  const quantity = leaderQtyOf(leader, settings.copyOn);
  return isFinal(leader.status) || (quantity > 0 && leader.filledQty >= quantity && settings.copyOn !== 'fill');
}

function nothingSent(mirror: Mirror): boolean {
  return mirror.copies.every(({ actual, inFlight }) => inFlight === null && actual.state === 'none');
}

/** True while the broker has nothing of this copy and never had, whatever was sent. */
function nothingThere(mirror: Mirror): boolean {
  return mirror.copies.every(
    ({ actual, inFlight }) =>
      inFlight === null && (actual.state === 'none' || (actual.state === 'closed' && actual.how === 'ABSENT')),
  );
}

function stopFor(mirror: Mirror, wanted: Wanted, at: Circumstances): Refusal | null {
  if (wanted.entryQty <= 0) return null;
  if (at.killSwitch && at.permission.reducing) return at.permission.reducing;
  const isDone = isLeaderDone(at.leader.report, at.settings);
  const lastFillMs = at.leader.lastFillMs;
  if (isDone && lastFillMs !== null && nothingSent(mirror)) {
    const ageMs = at.nowMs - lastFillMs;
    if (ageMs > at.settings.lateEntryMs) {
      return {
        reason: 'LATE_ENTRY',
        detail: `${Math.round(ageMs / 1000)} s ago, the link allows ${at.settings.lateEntryMs / 1000} s`,
      };
    }
  }
  return null;
}

/** Exits stay; entries keep what has filled, and unless stopped also what rests. */
function withoutNewEntries(mirror: Mirror, wanted: Wanted, stopped: boolean): Wanted {
  let kept = 0;
  for (const copy of mirror.copies) {
    if (copy.side !== mirror.side) continue;
    const { actual } = copy;
    const rests = !stopped && mayBeLive(copy) && (actual.state === 'open' || actual.state === 'unknown');
    kept += rests ? earlierFilledOf(copy) + actual.terms.quantity : filledOf(copy);
  }
  return withEntry(wanted, Math.max(0, kept - (wanted.quantity - wanted.entryQty)));
}

/** With an entry of at most so many units. */
function withEntry(wanted: Wanted, most: number): Wanted {
  const entryQty = Math.min(wanted.entryQty, most);
  return { ...wanted, entryQty, quantity: wanted.quantity - wanted.entryQty + entryQty };
}

/** The reason when there is nothing to place now and nothing was placed before; null while an exit waits for its copy to fill. */
function whyNothing(wanted: Wanted, limited: Wanted, stop: Refusal | null, at: Circumstances): Refusal | null {
  if (limited.exitQty > 0) return null;
  if (wanted.entryQty > 0) return stop ?? at.permission.reducing;
  const leader = at.leader.report;
  if (leaderQtyOf(leader, at.settings.copyOn) === 0) {
    if (leader.status === 'REJECTED') return { reason: 'LEADER_REJECTED', detail: leader.text };
    if (leader.status === 'EXPIRED') return { reason: 'LEADER_EXPIRED', detail: '' };
    return isFinal(leader.status) ? { reason: 'LEADER_CANCELED', detail: '' } : null;
  }
  if (wanted.leaderEntry > 0) return { reason: 'BELOW_ONE_LOT', detail: `of ${at.instrument.lotSize} units` };
  const held = Math.abs(at.holdings.plan.target);
  if (held > 0)
    return { reason: 'BELOW_ONE_LOT', detail: `a part of ${held} units held, lot ${at.instrument.lotSize}` };
  return { reason: 'NOTHING_COPIED', detail: '' };
}

/** The leader's terms, moved towards the market where the copy comes late or lags behind. */
function termsFor(mirror: Mirror, wanted: Wanted, at: Circumstances): TermsWithoutQuantity {
  const leader = at.leader.report;
  const plain = copyTerms(leader, at.instrument);
  if (!isLeaderDone(leader, at.settings) || leader.filledQty === 0) return plain;
  const closes = wanted.leaderExit > 0 || mirror.entryIntent === 0;
  const late = nothingThere(mirror) && at.nowMs - (at.leader.lastFillMs ?? at.nowMs) > LATE_AFTER_MS;
  const isStop = plain.orderType === 'STOP_LIMIT';
  if (closes) {
    const ended = mirror.copies.some((copy) => copy.actual.state === 'closed' && copy.actual.timeInForce === 'IOC');
    return mirror.chase > 0 || ended || (isStop && nothingSent(mirror)) ? MARKET_TERMS : plain;
  }
  const wantsBand = mirror.chase > 0 || (late && plain.orderType === 'MARKET') || (isStop && nothingSent(mirror));
  const limit = wantsBand ? withinBand(leader, at.settings, at.instrument) : null;
  return limit === null ? plain : { ...MARKET_TERMS, orderType: 'LIMIT', price: limit };
}

function sameDesired(a: Desired, b: Omit<Desired, 'revision'>): boolean {
  return (
    sameTerms(a, b) &&
    a.exitQty === b.exitQty &&
    a.entryQty === b.entryQty &&
    a.afterMarket === b.afterMarket &&
    a.amoTime === b.amoTime
  );
}

/** Units of an entry to give back in all, because it filled more than the leader's order called for in the end. */
export function surplusOf(mirror: Mirror, settings: LinkSettings): number {
  if (settings.surplus === 'keep' || mirror.entryIntent === 0) return 0;
  return Math.max(0, copiedQtyOf(mirror) - mirror.desired.exitQty - mirror.desired.entryQty);
}
