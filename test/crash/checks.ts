import type { AccountBook, BookOrder } from '@dhancopy/emulator/control/books';
import type { RequestRecord } from '@dhancopy/emulator/faults/request-log';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { bookOf, isOpen, wordsOf } from '@dhancopy/simulation/books';
import type { Difference, DriftRule } from '@dhancopy/simulation/proof/drift';
import { duplicatesIn } from '@dhancopy/simulation/proof/duplicates';
import { copiesOf } from '@dhancopy/simulation/proof/mark';
import { WAITS_FOR_LEADER } from '@dhancopy/simulation/quiet';
import type { CopyRecord } from '@dhancopy/simulation/records';
import type { Copy } from 'dhancopy/engine';
import type { MappingRow } from 'dhancopy/store/copies/mappings';
import { shareOf as shareOfThree } from '../scenarios/scenario.ts';

/** The permitted ends of a copy here. There are no hand trades and no refusals, so no other end is right. */
const GOOD_ENDS: ReadonlySet<string> = new Set<ReasonCode>([
  'FILLED',
  'CANCELED_WITH_LEADER',
  'LEADER_CANCELED',
  'TAKEN_BACK',
  'EXITED_AHEAD',
  'BELOW_ONE_LOT',
  'NOTHING_COPIED',
  'LATE_ENTRY',
  'ABSENT',
]);
/** Reasons for entries that the rules leave out. Orders that follow them are smaller than the leader's. */
const LEFT_OUT: ReadonlySet<string> = new Set<ReasonCode>(['LATE_ENTRY', 'ABSENT']);

/**
 * An entry without a price for a minute, because the process was killed repeatedly. The rules give it up as well. Prices stay inside
 * the band of the link, so an entry with a price does fill.
 */
function isOverdue({ reason_code, error_message }: CopyRecord): boolean {
  const seconds = /after (\d+) s/.exec(error_message ?? '')?.[1];
  return reason_code === 'FILL_TIMEOUT' && Number(seconds) >= 60;
}

/** No id of ours reached the broker twice, whatever the outcome of the requests. A refused one may be sent again. */
function sentTwice(requests: readonly RequestRecord[]): string[] {
  const places = requests.filter(
    ({ operation, correlationId, outcome }) => operation === 'place' && correlationId !== null && outcome !== 'refused',
  );
  const groups = Map.groupBy(places, (each) => `${each.dhanClientId ?? '?'} ${each.correlationId ?? ''}`);
  return [...groups]
    .filter(([, group]) => group.length > 1)
    .map(([id, group]) => `${id} was sent ${group.length} times`);
}

/** At any moment: no cause has two orders, and no id was sent twice. */
export function neverTwice(books: readonly AccountBook[], requests: readonly RequestRecord[]): string[] {
  return [...books.flatMap(duplicatesIn), ...sentTwice(requests)];
}

interface CopyingLink {
  readonly id: number;
  readonly leader: string;
  readonly follower: string;
}

/**
 * On each link, a leader order that has ended has a row with a reason.
 * @param mayRest - a copy may go on although the leader's order has ended
 */
export function withoutOutcome(
  links: readonly CopyingLink[],
  books: readonly AccountBook[],
  mappings: readonly MappingRow[],
  mayRest: (link: CopyingLink, leaderOrderId: string) => boolean = () => false,
): string[] {
  const rows = new Map(mappings.map((row) => [`${row.link_id} ${row.leader_order_id}`, row]));
  return links.flatMap((link) =>
    bookOf(books, link.leader).orders.flatMap((order) => {
      // Where fills are copied, an order that rests has none yet.
      if (isOpen(order)) return [];
      const row = rows.get(`${link.id} ${order.orderId}`);
      const words = `${link.follower}: ${wordsOf(order)}`;
      if (!row) return order.status === 'REJECTED' ? [] : [`${words}: no row`];
      if (row.is_open === 1 && mayRest(link, order.orderId)) return [];
      if (row.is_open === 1)
        return [`${words}: still open (${row.error_message ?? 'no words'}), and the leader's has ended`];
      return row.reason_code === null ? [`${words}: ended without a reason`] : [];
    }),
  );
}

/**
 * Every leader order has, for each follower, a record with an outcome, or a copy that rests while the leader's order rests.
 * @param books - of the leader, and of the followers that copy this leader only
 * @param beliefs - what the engine holds of each position, for the investigation of a failure
 */
export function missing(
  leaderId: string,
  books: readonly AccountBook[],
  rows: readonly MappingRow[],
  beliefs: readonly Belief[],
): string[] {
  const found: string[] = [];
  const leader = bookOf(books, leaderId);
  for (const order of leader.orders) {
    for (const book of books) {
      if (book === leader) continue;
      const row = rows.find((each) => each.leader_order_id === order.orderId && each.account_id === book.dhanClientId);
      const rests = leader.orders.some((each) => each.securityId === order.securityId && isOpen(each));
      const problem = row ? problemOf(order, row, book, rests) : 'no record';
      if (problem === null) continue;
      found.push(`${book.dhanClientId}: ${wordsOf(order)}: ${problem}\n${believedAround(book, order, rows, beliefs)}`);
    }
  }
  return found;
}

/** @param rests - the leader has an open order in the instrument: a copy of it that filled ahead may keep an exit waiting */
function problemOf(leader: BookOrder, row: MappingRow, book: AccountBook, rests: boolean): string | null {
  const copies = copiesOf(book, row.link_id, leader.orderId);
  const live = copies.filter(isOpen);
  if (!row.is_open) {
    if (row.reason_code === null || (!GOOD_ENDS.has(row.reason_code) && !isOverdue(row))) {
      return `ended as ${row.reason_code ?? 'nothing'}: ${row.error_message ?? ''}`;
    }
    if (live.length > 0) return `ended as ${row.reason_code}, and ${live.map(wordsOf).join()} still rests`;
    if (row.reason_code === 'ABSENT' && copies.some(({ correlationId }) => correlationId === row.correlation_id)) {
      return `ended as ABSENT, and the broker has ${row.correlation_id ?? ''}`;
    }
    return null;
  }
  const waits = live.length === 0 && WAITS_FOR_LEADER.test(row.error_message ?? '');
  if (!isOpen(leader) && rests && waits) return null;
  // What an exit would close is itself still an order: then there is nothing that could rest.
  if (isOpen(leader) && waits && hasOpposite(book, leader)) return null;
  if (!isOpen(leader)) return `still open (${row.error_message ?? 'no words'}) although the leader's has ended`;
  if (live.length === 0) return `open without a live copy: ${row.error_message ?? 'no words'}`;
  const off = live.find(({ priceRupees }) => priceRupees !== leader.priceRupees);
  return off ? `rests as ${wordsOf(off)}` : null;
}

function hasOpposite({ orders }: AccountBook, { securityId, transactionType }: BookOrder): boolean {
  return orders.some(
    (each) => each.securityId === securityId && each.transactionType !== transactionType && isOpen(each),
  );
}

/** The position of a follower in the instrument of an order, with all its open copies. */
function believedAround(
  { dhanClientId }: AccountBook,
  { securityId }: BookOrder,
  rows: readonly MappingRow[],
  beliefs: readonly Belief[],
): string {
  const position = beliefs.find((each) => each.account_id === dhanClientId && each.security_id === securityId);
  const open = rows.filter((row) => row.account_id === dhanClientId && row.is_open === 1).map(({ state }) => state);
  return `believed: ${position?.state ?? 'nothing'}; open copies: ${open.join(' ')}`;
}

/** Asks a database for the beliefs of its engine. */
export const BELIEFS =
  'select l.follower_account_id as account_id, p.security_id, p.state from copy_positions p join links l on l.id = p.link_id';

/** The engine's data of a copy position, for the investigation of a failure. */
export interface Belief {
  readonly account_id: string;
  readonly security_id: string;
  readonly state: string;
}

/** Signed units that copies of the leader's open orders have filled ahead of him: they rest at his price, and the market met theirs first. */
function unitsAhead(
  { orders, follower }: Difference,
  rows: readonly MappingRow[],
  shareOf: (follower: string) => number,
): number {
  return orders.filter(isOpen).reduce((sum, order) => {
    const row = rows.find(
      (each) => each.leader_order_id === order.orderId && each.account_id === follower.dhanClientId,
    );
    const copies = row ? copiesOf(follower, row.link_id, order.orderId) : [];
    const filled = copies.reduce((units, { filledQuantity }) => units + filledQuantity, 0);
    const ahead = filled - order.filledQuantity * shareOf(follower.dhanClientId);
    return sum + (order.transactionType === 'BUY' ? ahead : -ahead);
  }, 0);
}

/**
 * A position lies between flat and the leader's position in the follower's size, when the rules have left out an entry since the leader
 * was last flat; or it differs by exactly what copies of his open orders have filled ahead of him. No other difference is allowed here.
 */
export function onlyLeftOut(
  rows: readonly MappingRow[],
  beliefs: readonly Belief[],
  shareOf: (follower: string) => number = shareOfThree,
): DriftRule {
  return {
    excuses(difference) {
      const { place, expected, found, leader, records } = difference;
      if (found - expected === unitsAhead(difference, rows, shareOf)) return ['ahead of an open order'];
      const isLess = Math.abs(found) < Math.abs(expected) && (found === 0 || Math.sign(found) === Math.sign(expected));
      if (!isLess) return [];
      const since = ordersSinceFlat(leader, place.securityId);
      return records
        .filter((row) => since.has(row.leader_order_id) && (LEFT_OUT.has(row.reason_code ?? '') || isOverdue(row)))
        .map((row) => row.reason_code ?? row.status);
    },
    story(difference) {
      const { dhanClientId } = difference.follower;
      const { securityId } = difference.place;
      const believed = beliefs.find((each) => each.account_id === dhanClientId && each.security_id === securityId);
      return [...storyOf(difference, rows), `believed: ${believed?.state ?? 'nothing'}`];
    },
  };
}

/** All events of one follower in one instrument, for the investigation of a failure. */
function storyOf({ orders, follower }: Difference, rows: readonly MappingRow[]): string[] {
  return orders.map((order) => {
    const row = rows.find(
      (each) => each.leader_order_id === order.orderId && each.account_id === follower.dhanClientId,
    );
    const copies = row ? copiesOf(follower, row.link_id, order.orderId).map((copy) => `[${lifeOf(copy)}]`) : [];
    const end = row ? `${row.reason_code ?? 'open'} (${row.error_message ?? ''}) ${believedOf(row)}` : 'no record';
    return `${lifeOf(order)} → ${end} ${copies.join(' ')}`;
  });
}

/** The part of the engine's data of a copy that decides about the target. */
function believedOf({ state }: MappingRow): string {
  if (state === null) return '';
  const { entryMost, folded, writtenOff, givenUp, createdMs } = JSON.parse(state) as Copy;
  return JSON.stringify({ entryMost, folded, writtenOff, givenUp: givenUp?.reason, created: clock(createdMs) });
}

function lifeOf(order: BookOrder): string {
  const history = order.history.map(
    ({ atMs, event, quantity, priceRupees, filledQuantity }) =>
      `${clock(atMs)} ${event} ${quantity}@${priceRupees}/${filledQuantity}`,
  );
  return `${wordsOf(order)} {${history.join(', ')}}`;
}

function clock(atMs: number): string {
  return new Date(atMs).toISOString().slice(14, 23);
}

/** The leader orders that made the present position. */
function ordersSinceFlat({ orders, trades }: AccountBook, securityId: string): ReadonlySet<string> {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  let net = 0;
  let since = new Set<string>();
  for (const { orderId, quantity } of trades) {
    const order = byId.get(orderId);
    if (order?.securityId !== securityId) continue;
    const before = net;
    net += order.transactionType === 'BUY' ? quantity : -quantity;
    if (before === 0 || Math.sign(net) !== Math.sign(before)) since = new Set();
    since.add(orderId);
  }
  return since;
}
