import type { AccountIdentity } from '@dhancopy/domain/account';
import { roundRupees } from '@dhancopy/domain/rupees';
import type { SuperOrder, SuperOrderLeg } from '@dhancopy/dhan/rest/super-orders/response';
import { normalStatus } from '@dhancopy/dhan/stream/words';
import type { BracketLegToWrite, LegType } from '../../../store/orders/bracket-legs.ts';
import type { OrderToWrite } from '../../../store/orders/orders.ts';

const LEG_TYPES: Readonly<Record<string, LegType>> = {
  ENTRY_LEG: 'ENTRY',
  TARGET_LEG: 'TARGET',
  STOP_LOSS_LEG: 'SL',
};

/**
 * The broker's words in those of `orders.status`. CLOSED: entry and one exit are done for the whole quantity. TRIGGERED is in none of
 * our lists; the remaining quantity shows which it is; see {@link legStatus}.
 */
const STATUS: Readonly<Record<string, OrderToWrite['status']>> = {
  TRANSIT: 'TRANSIT',
  PENDING: 'PENDING',
  PART_TRADED: 'PART_TRADED',
  TRADED: 'TRADED',
  CLOSED: 'TRADED',
  CANCELLED: 'CANCELLED',
  REJECTED: 'REJECTED',
  EXPIRED: 'EXPIRED',
};

export interface ReadLegs {
  readonly legs: readonly BracketLegToWrite[];
  /** Words that are not known, one text each. */
  readonly unknown: readonly string[];
}

/** The rows of one super order: its entry and what exits it. A word that is not known leaves the status of the row as it was. */
export function legRows(order: SuperOrder, account: AccountIdentity, nowSec: number): ReadLegs {
  const unknown: string[] = [];
  const head = {
    parent_order_id: order.orderId,
    account_type: account.role,
    account_id: account.id,
    created_at: order.createTimeMs === null ? nowSec : Math.floor(order.createTimeMs / 1000),
    updated_at: nowSec,
  } as const;
  const status = (word: string, remaining: number, name: string): OrderToWrite['status'] | null => {
    const known = legStatus(word, remaining);
    if (known === null) unknown.push(`super order ${order.orderId}, ${name}: unknown status ${JSON.stringify(word)}`);
    return known;
  };
  const entry: BracketLegToWrite = {
    ...head,
    leg_order_id: order.orderId,
    leg_type: 'ENTRY',
    status: status(order.orderStatus, order.remainingQuantity, 'ENTRY_LEG'),
    order_status: normalStatus(order.orderStatus),
    quantity: order.quantity,
    remaining_qty: order.remainingQuantity,
    price: order.price,
    trailing_jump: null,
    raw_response: JSON.stringify(order.raw),
  };
  const exits = order.legDetails.flatMap((leg): BracketLegToWrite[] => {
    const type = Object.hasOwn(LEG_TYPES, leg.legName) ? LEG_TYPES[leg.legName] : undefined;
    if (type === undefined) {
      unknown.push(`super order ${order.orderId}: unknown leg ${JSON.stringify(leg.legName)}`);
      return [];
    }
    return [
      {
        ...head,
        leg_order_id: legId(order, leg),
        leg_type: type,
        status: status(leg.orderStatus, leg.remainingQuantity, leg.legName),
        order_status: normalStatus(leg.orderStatus),
        // The wire leaves it out on targets. Every exit is for the quantity of its entry.
        quantity: leg.totalQuantity ?? order.quantity,
        remaining_qty: leg.remainingQuantity,
        price: leg.price,
        trailing_jump: leg.trailingJump,
        raw_response: JSON.stringify(leg),
      },
    ];
  });
  return { legs: [entry, ...exits], unknown };
}

/**
 * All legs have the number of their entry in the list. The leg's name distinguishes them until the order that it has placed is known:
 * see {@link ordersOfLegs}.
 */
function legId(order: SuperOrder, leg: SuperOrderLeg): string {
  return leg.orderId === order.orderId ? `${order.orderId}:${leg.legName}` : leg.orderId;
}

/**
 * The orders that stand for the legs, by the ids that the legs have without them. The broker names the entry as the parent of each exit on
 * the order stream only.
 * @param children - orders whose parent is the entry, the newest last
 */
export function ordersOfLegs(
  { orderId }: Pick<SuperOrder, 'orderId'>,
  children: readonly Pick<OrderToWrite, 'id' | 'leg_type'>[],
): ReadonlyMap<string, string> {
  const named = Object.entries(LEG_TYPES).flatMap(([name, type]) => {
    const child = children.findLast(({ leg_type }) => leg_type === type);
    return child && type !== 'ENTRY' ? [[`${orderId}:${name}`, child.id] as const] : [];
  });
  return new Map(named);
}

/** Null for a word that is not known. A fired leg is open until nothing remains of it. */
export function legStatus(word: string, remainingQty: number): OrderToWrite['status'] | null {
  if (word === 'TRIGGERED') return remainingQty > 0 ? 'OPEN' : 'TRADED';
  return (Object.hasOwn(STATUS, word) ? STATUS[word] : undefined) ?? null;
}

/**
 * What a super order adds to its row in `orders`: the distances of target and stop from the entry's price, in rupees, as the broker's
 * bracket orders had them.
 */
export function bracketValues(order: SuperOrder): Pick<OrderToWrite, 'bo_profit_value' | 'bo_stop_loss_value'> {
  const distance = (name: string): number | null => {
    const leg = order.legDetails.find(({ legName }) => legName === name);
    return leg === undefined || leg.price === 0 || order.price === 0
      ? null
      : roundRupees(Math.abs(leg.price - order.price));
  };
  return { bo_profit_value: distance('TARGET_LEG'), bo_stop_loss_value: distance('STOP_LOSS_LEG') };
}
