import { isFinished, type Order } from '../orders/order.ts';

/** One protective leg of a super order. */
export interface SuperLeg {
  readonly legName: 'STOP_LOSS_LEG' | 'TARGET_LEG';
  /** Absolute price at which it fires. */
  pricePaise: number;
  /** Its row in the order book, after the entry has been accepted. */
  order: Order | null;
  /** Cancelled by the account owner. It cannot be added again. */
  cancelled: boolean;
}

/** An entry with its exits. Source: https://dhanhq.co/docs/v2/super-order/ */
export interface SuperOrder {
  readonly entry: Order;
  readonly stop: SuperLeg | null;
  readonly target: SuperLeg | null;
  /** Step by which the stop follows the price; 0 for a fixed stop. */
  trailPaise: number;
  /** The price from which the next step is counted; 0 before the entry has filled. */
  trailFromPaise: number;
}

/** The leg still waits for its price. */
export function isWaiting(leg: SuperLeg | null): leg is SuperLeg & { order: Order } {
  return leg?.order?.parked === true;
}

/** Units of the entry that neither exit has closed. */
export function openUnits(order: SuperOrder): number {
  return (
    order.entry.filledQuantity - (order.stop?.order?.filledQuantity ?? 0) - (order.target?.order?.filledQuantity ?? 0)
  );
}

/** No part of it can change any more. */
export function isOver(order: SuperOrder): boolean {
  const legOver = (leg: SuperLeg | null): boolean => {
    const sent = leg?.order ?? null;
    return sent === null || isFinished(sent);
  };
  return isFinished(order.entry) && legOver(order.stop) && legOver(order.target);
}
