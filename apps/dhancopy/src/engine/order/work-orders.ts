import type { OrderReport, OrderTerms } from '@dhancopy/domain/order';
import type { OrderRequest } from '@dhancopy/domain/request';
import type { CopyRef, Priority } from '../commands.ts';
import type { Turn } from '../decision.ts';
import { orphansOf } from '../orphans.ts';
import type { Permission } from '../risk/permission.ts';
import { askPermit } from '../risk/permitted.ts';
import type { Permitted } from '../risk/permitted.ts';
import type { Cause } from './cause.ts';
import { clientOrderId } from './client-order-id.ts';
import { filledOf, replacement } from './copy-order.ts';
import type { CopyOrder } from './copy-order.ts';
import { observe, wouldProveAbsence } from './observe.ts';
import { reconcile } from './reconcile.ts';
import type { Action, Want } from './reconcile.ts';

/** What the orders of a cause should be. */
export interface Wanted {
  /** Units by slice, over all generations. */
  readonly targets: ReadonlyMap<number, number>;
  readonly terms: OrderTerms;
  readonly chase: number;
  readonly goOn: boolean;
  readonly inTime: boolean;
  readonly priority: (action: Action['do']) => Priority;
  readonly permission: Permission;
  /** What the leader did to his order: each change or fill of it may replace an order of ours. */
  readonly causes: number;
}

/** Orders of one slice beyond what the leader's changes and fills explain: so many are an endless row, and it stops. */
const REPLACED_MAX = 40;
/** The correlation id has two digits in base 36 for it. */
const GENERATIONS_MAX = 36 * 36 - 1;

export interface Worked {
  readonly orders: readonly CopyOrder[];
  /** When to look again, ms; 0 for as soon as there is budget. */
  readonly wakes: readonly number[];
  readonly waiting: string | null;
  readonly sent: number;
}

/** Moves each order of a cause one step nearer to what it should be, and writes the commands for it. */
export function workOrders(turn: Turn, cause: Cause, orders: readonly CopyOrder[], wanted: Wanted): Worked {
  const wakes: number[] = [];
  let waiting: string | null = null;
  const before = turn.decision.commands.length;
  const moved = withSlices(turn, cause, orders, wanted.targets).map((order) => {
    const want = wantOf(order, wanted);
    const action = reconcile(order, want, turn.ctx.nowMs);
    switch (action.do) {
      case 'nothing':
        return order;
      case 'fail':
        return { ...order, failure: { reason: action.reason, detail: action.detail } };
      case 'wait':
        wakes.push(action.untilMs);
        waiting = action.why;
        return order;
      default: {
        if (action.do === 'place' && action.nextGeneration && isEndless(order, wanted)) {
          const detail = `${order.generation + 1} orders for one slice`;
          return { ...order, failure: { reason: 'REPLACED_TOO_OFTEN' as const, detail } };
        }
        if (action.do === 'lookup') return lookUp(turn, cause, order, want);
        const priority = wanted.priority(action.do);
        const asked = askPermit(wanted.permission, () => turn.ctx.takeBudget(cause.followerId, priority));
        if (asked.why === null) return send(turn, cause, order, want, action, priority, asked.permit);
        wakes.push(0);
        waiting = asked.why;
        return order;
      }
    }
  });
  return { orders: moved, wakes, waiting, sent: turn.decision.commands.length - before };
}

/** The last defence against a rule that is wrong: without it the rate budget alone would end a row of orders. */
function isEndless({ generation }: CopyOrder, { causes }: Wanted): boolean {
  return generation + 1 > Math.min(GENERATIONS_MAX, REPLACED_MAX + causes);
}

function wantOf(order: CopyOrder, { targets, terms, chase, goOn, inTime }: Wanted): Want {
  const quantity = targets.get(order.slice) ?? filledOf(order);
  return { quantity, terms: { ...terms, quantity }, chase, goOn, inTime };
}

function withSlices(
  turn: Turn,
  cause: Cause,
  orders: readonly CopyOrder[],
  targets: ReadonlyMap<number, number>,
): readonly CopyOrder[] {
  const known = new Set(orders.map(({ slice }) => slice));
  const added = [...targets.keys()].filter((slice) => !known.has(slice));
  if (added.length === 0) return orders;
  const fresh = added.map((slice) => adopted(turn, newOrder(cause, slice)));
  return [...orders, ...fresh].sort((a, b) => a.slice - b.slice);
}

function newOrder({ linkId, cause, side }: Cause, slice: number): CopyOrder {
  return {
    slice,
    generation: 0,
    clientOrderId: clientOrderId(linkId, cause, slice, 0),
    side,
    actual: { state: 'none' },
    inFlight: null,
    earlier: [],
    refusals: 0,
    notBeforeMs: 0,
    failure: null,
  };
}

/** The id is computed from the cause, so the orders that this cause led to before are found by it and not placed again. */
function adopted(turn: Turn, order: CopyOrder): CopyOrder {
  let seen = order;
  const placedBefore: readonly { generation: number; report: OrderReport }[] = orphansOf(
    turn.state,
    order.clientOrderId,
  );
  for (const { generation, report } of placedBefore) {
    while (seen.generation < generation) seen = replacement(seen);
    seen = observe(seen, report, turn.ctx.nowMs);
  }
  return seen;
}

type Permitting = <T extends object>(asked: T) => Permitted<T>;

/** Marks the command as on its way and writes it out. */
function send(
  turn: Turn,
  cause: Cause,
  order: CopyOrder,
  want: Want,
  action: Extract<Action, { do: 'place' | 'modify' | 'cancel' }>,
  priority: Priority,
  permit: Permitting,
): CopyOrder {
  const { commands } = turn.decision;
  const sinceMs = turn.ctx.nowMs;
  const accountId = cause.followerId;
  const { chase } = want;
  if (action.do === 'place') {
    const next = action.nextGeneration ? replacement(order) : order;
    const request: OrderRequest = {
      ...action.terms,
      accountId,
      clientOrderId: next.clientOrderId,
      instrumentId: cause.instrumentId,
      side: cause.side,
      product: cause.product,
      afterMarket: cause.afterMarket,
      amoTime: cause.amoTime,
    };
    commands.push({ type: 'place', priority, request: permit(request), ...refOf(cause, next) });
    return { ...next, inFlight: { kind: 'place', sinceMs, terms: action.terms, chase } };
  }
  if (order.actual.state !== 'open') return order;
  const { venueOrderId, terms: previous } = order.actual;
  const ref = refOf(cause, order);
  if (action.do === 'modify') {
    const terms = permit(action.terms);
    commands.push({ type: 'modify', priority, accountId, venueOrderId, terms, previous, ...ref });
    return { ...order, inFlight: { kind: 'modify', sinceMs, terms: action.terms, chase } };
  }
  commands.push({ type: 'cancel', priority, accountId, venueOrderId, ...ref });
  return { ...order, inFlight: { kind: 'cancel', sinceMs, terms: null, chase } };
}

/** A read, which needs no permit. */
function lookUp(turn: Turn, cause: Cause, order: CopyOrder, want: Want): CopyOrder {
  const sinceMs = turn.ctx.nowMs;
  const isWanted = want.quantity > filledOf(order);
  const isProof = isWanted && wouldProveAbsence(order, turn.ctx.absence, sinceMs);
  const { clientOrderId: id, actual } = order;
  const venueOrderId = actual.state === 'open' ? actual.venueOrderId : null;
  const accountId = cause.followerId;
  turn.decision.commands.push({
    type: 'lookup',
    accountId,
    clientOrderId: id,
    venueOrderId,
    isProof,
    ...refOf(cause, order),
  });
  return { ...order, inFlight: { kind: 'lookup', sinceMs, terms: null, chase: want.chase } };
}

function refOf({ id }: Cause, { slice, generation }: CopyOrder): CopyRef {
  return { mirrorId: id, slice, generation };
}
