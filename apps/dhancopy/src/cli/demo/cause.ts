import type { BookOrder } from '@dhancopy/emulator/control/books';
import { linkId, venueOrderId } from '@dhancopy/domain/ids';
import { clientOrderId } from '../../engine/index.ts';

/** A follower's order read by the mark it carries: `dc_<link>_<leader order>_<slice><generation>`. */
export interface Copy {
  /** `dc_<link>_<leader order>_`: what all orders of one cause share. */
  readonly cause: string;
  readonly slice: string;
  readonly generation: number;
  readonly order: BookOrder;
}

/** @returns null for an order that does not carry our mark */
export function readCopy(order: BookOrder): Copy | null {
  const match = /^(dc_[0-9a-z]+_[0-9a-z]+_)([0-9a-z])([0-9a-z]{1,2})$/.exec(order.correlationId ?? '');
  if (!match) return null;
  return { cause: match[1] ?? '', slice: match[2] ?? '', generation: parseInt(match[3] ?? '0', 36), order };
}

/** The mark that every copy of this leader order carries on this link. */
export function causeOf(link: number, leaderOrderId: string): string {
  return clientOrderId(linkId(link), venueOrderId(leaderOrderId), 0, 0).slice(0, -2);
}

/** The surplus sale of a copy; it trades against the copy. */
export const UNWIND = 'u';
