import type { BookOrder } from '@dhancopy/emulator/control/books';
import { bookOf } from '../books.ts';
import { symbolOf } from '../instruments.ts';
import type { Claim, Evidence } from './evidence.ts';
import { causeOf, readCopy } from './mark.ts';

/** Every leader order that the broker accepted has, for every follower, an order in the books or a recorded reason. */
export function proveNothingMissing(evidence: Evidence): Claim {
  const violations: string[] = [];
  const explained: string[] = [];
  let compared = 0;
  const accepted = bookOf(evidence.books, evidence.leader).orders.filter(wasAccepted);
  for (const { id, follower, followerName } of evidence.links) {
    const causes = new Set(bookOf(evidence.books, follower).orders.map((order) => readCopy(order)?.cause));
    for (const order of accepted) {
      compared += 1;
      if (causes.has(causeOf(id, order.orderId))) continue;
      const what = `${followerName}: no order for ${order.transactionType} ${order.quantity} ${symbolOf(order)} (${order.orderId})`;
      const row = evidence.mappings.find((each) => each.link_id === id && each.leader_order_id === order.orderId);
      // A record that names an order, or says "filled", does not explain why there is no order.
      const reason = row?.follower_order_id === null ? row.reason_code : null;
      if (reason !== null && reason !== 'FILLED') explained.push(`${what}: ${reason}`);
      else violations.push(`${what}, and ${row ? `the record says ${row.reason_code ?? row.status}` : 'no record'}`);
    }
  }
  return { claim: 'nothing missing: an order or a recorded reason for each', compared, violations, explained };
}

/** Every history begins with the receipt by the broker. An order that reached the exchange, or waits for it to open, was accepted. */
function wasAccepted({ history }: BookOrder): boolean {
  return history.some(({ status }) => status !== 'TRANSIT' && status !== 'REJECTED');
}
