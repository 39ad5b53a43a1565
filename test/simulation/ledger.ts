import type { AccountBook } from '@dhancopy/emulator/control/books';
import { isMarked } from '@dhancopy/simulation/proof/mark';

/** Whose units are where, by the broker's trades alone: those of orders with a mark were copied, all others are the account owner's. */
export interface Units {
  copied: number;
  own: number;
}

/**
 * The rule of ownership, written from the promise and without any code of the product: a trade without a mark first closes what is the
 * owner's own, then copied units as long as the account is on that side; the rest is the owner's own.
 */
export class Ledger {
  readonly #units = new Map<string, Units>();
  readonly #taken = new Set<string>();

  /** Takes in what was traded since the last call. */
  read(books: readonly AccountBook[]): void {
    for (const book of books) {
      const orders = new Map(book.orders.map((order) => [order.orderId, order]));
      for (const trade of book.trades) {
        const key = `${book.dhanClientId} ${trade.orderId} ${trade.exchangeTradeId}`;
        const order = orders.get(trade.orderId);
        if (this.#taken.has(key) || !order) continue;
        this.#taken.add(key);
        const units = this.of(book.dhanClientId, order.securityId, order.productType);
        const signed = order.transactionType === 'BUY' ? trade.quantity : -trade.quantity;
        if (isMarked(order)) units.copied += signed;
        else byHand(units, signed);
      }
    }
  }

  of(account: string, securityId: string, product: string): Units {
    const key = `${account} ${securityId} ${product}`;
    const known = this.#units.get(key) ?? { copied: 0, own: 0 };
    this.#units.set(key, known);
    return known;
  }

  /** The broker's day has ended: positions of the day are over. */
  endDay(): void {
    for (const [key, units] of this.#units) if (key.endsWith(' INTRADAY')) Object.assign(units, { copied: 0, own: 0 });
  }

  *[Symbol.iterator](): IterableIterator<{ readonly account: string; readonly what: string; readonly units: Units }> {
    for (const [key, units] of this.#units) {
      const [account = '', ...what] = key.split(' ');
      yield { account, what: what.join(' '), units };
    }
  }
}

function byHand(units: Units, signed: number): void {
  const side = Math.sign(signed);
  const closesOwn = Math.min(Math.abs(signed), Math.max(0, -side * units.own));
  const left = Math.abs(signed) - closesOwn;
  const net = Math.max(0, -side * (units.own + units.copied) - closesOwn);
  const closesCopied = Math.min(left, net, Math.max(0, -side * units.copied));
  units.copied += side * closesCopied;
  units.own += signed - side * closesCopied;
}
