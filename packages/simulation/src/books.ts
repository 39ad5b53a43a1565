import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import { isSame } from './instruments.ts';
import type { Where } from './instruments.ts';

const OPEN: ReadonlySet<string> = new Set(['TRANSIT', 'PENDING', 'PART_TRADED']);

/** True until the order has ended. */
export function isOpen({ status }: Pick<BookOrder, 'status'>): boolean {
  return OPEN.has(status);
}

/** @throws when the broker has no such account */
export function bookOf(books: readonly AccountBook[], account: string): AccountBook {
  const book = books.find(({ dhanClientId }) => dhanClientId === account);
  if (!book) throw new Error(`the broker has no book of ${account}`);
  return book;
}

/** An order as text, for the investigation of a failure. */
export function wordsOf(order: BookOrder): string {
  const { orderId, correlationId, transactionType, quantity, orderType, priceRupees, status } = order;
  const terms = `${transactionType} ${quantity} ${orderType} ${priceRupees}`;
  return `${orderId} ${correlationId ?? '-'} ${terms} ${status} filled ${order.filledQuantity} ${order.reason}`;
}

/** Net units of an instrument, over all products. */
export function netOf({ positions }: Pick<AccountBook, 'positions'>, where: Where): number {
  return positions.filter((each) => isSame(each, where)).reduce((sum, each) => sum + each.netQuantity, 0);
}
