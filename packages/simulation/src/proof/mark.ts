import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';

/** The mark of a follower's order: `dc_<link>_<leader order>_<slice><generation>`, the numbers in base 36. */
export interface Copy {
  /** `dc_<link>_<leader order>_`: the common prefix of all orders of one cause. */
  readonly cause: string;
  readonly slice: string;
  readonly order: BookOrder;
}

/** True for an order that dhancopy placed. */
export function isMarked(order: BookOrder): boolean {
  return order.correlationId?.startsWith('dc_') === true;
}

/** @returns null for an order without a mark, and for a correction, which belongs to no leader order */
export function readCopy(order: BookOrder): Copy | null {
  const match = /^(dc_[0-9a-z]+_[0-9a-z]+_)([0-9a-z])[0-9a-z]{1,2}$/.exec(order.correlationId ?? '');
  return match && { cause: match[1] ?? '', slice: match[2] ?? '', order };
}

/**
 * The mark that every copy of this leader order carries on this link. It is implemented a second time here because the proof uses no
 * code of the product.
 */
export function causeOf(link: number, leaderOrderId: string): string {
  return `dc_${link.toString(36)}_${Number(leaderOrderId).toString(36)}_`;
}

/** All orders of a follower that copy this leader order on this link. */
export function copiesOf(book: AccountBook, link: number, leaderOrderId: string): BookOrder[] {
  const cause = causeOf(link, leaderOrderId);
  return book.orders.filter(({ correlationId }) => correlationId?.startsWith(cause) === true);
}

/** The surplus sale of a copy. It trades against the copy. */
export const UNWIND = 'u';
