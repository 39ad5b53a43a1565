import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import type { Evidence } from './evidence.ts';
import { readCopy } from './mark.ts';

/** Ways in which the test of the proof damages a copy of the broker's books. */
export const BREAKS = ['duplicate', 'missing', 'drift'] as const;
export type Break = (typeof BREAKS)[number];

/** Damages a copy of the books. A proof that cannot fail proves nothing. */
export function tamper<E extends Evidence>(evidence: E, how: Break): E {
  const follower = evidence.links[0]?.follower;
  const books = evidence.books.map((book) => (book.dhanClientId === follower ? damaged(book, how) : book));
  return { ...evidence, books };
}

function damaged(book: AccountBook, how: Break): AccountBook {
  const victim = book.orders.find((order) => readCopy(order) !== null && order.status === 'TRADED');
  if (!victim) throw new Error(`there is no filled copy to tamper with at ${book.dhanClientId}`);
  switch (how) {
    case 'duplicate':
      return { ...book, orders: [...book.orders, { ...victim, orderId: `${victim.orderId}9` }] };
    case 'missing':
      return { ...book, orders: book.orders.filter((order) => !isSameCause(order, victim)) };
    case 'drift':
      return {
        ...book,
        positions: book.positions.map((each, index) =>
          index === 0 ? { ...each, netQuantity: each.netQuantity + 1 } : each,
        ),
      };
  }
}

function isSameCause(order: BookOrder, other: BookOrder): boolean {
  return readCopy(order)?.cause === readCopy(other)?.cause;
}
