import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountBook } from '@dhancopy/emulator/control/books';
import type { Control } from '@dhancopy/emulator/control/control';
import { LEADER } from './cast.ts';
import type { Rows } from './rows.ts';

/** Longer than a poll of the books: what a stream has not told is known by then. */
const STILL_MS = 2_500;
const LOOK_EVERY_MS = 200;
/** A lost answer is settled after ten seconds, a chase after a few; this is several of both. */
const GIVE_UP_MS = 45_000;

const OPEN: ReadonlySet<string> = new Set(['TRANSIT', 'PENDING', 'PART_TRADED']);

/** Waits until nothing moves any more. @returns what still moved when it gave up; empty when all is quiet */
export async function untilQuiet(control: Control, rows: Rows): Promise<readonly string[]> {
  const end = Date.now() + GIVE_UP_MS;
  let before = '';
  let stillSince = Date.now();
  for (;;) {
    const books = control.books();
    const restless = openWork(books, rows);
    const now = fingerprint(books, rows);
    if (now !== before) stillSince = Date.now();
    before = now;
    if (restless.length === 0 && Date.now() - stillSince > STILL_MS) return [];
    if (Date.now() > end) return restless.length > 0 ? restless : ['orders keep changing'];
    await sleep(LOOK_EVERY_MS);
  }
}

/** Copies that the engine still works on although the leader's order has ended, and leader orders without a record. */
function openWork(books: readonly AccountBook[], rows: Rows): string[] {
  const leader = books.find(({ dhanClientId }) => dhanClientId === LEADER.id)?.orders ?? [];
  const open = new Set(leader.filter(({ status }) => OPEN.has(status)).map(({ orderId }) => orderId));
  const mappings = rows.mappings();
  const working = mappings
    .filter((row) => row.is_open === 1 && !open.has(row.leader_order_id))
    .map((row) => `the copy of ${row.leader_order_id} for ${row.account_id ?? '?'} is ${row.status}`);
  const recorded = Map.groupBy(mappings, (row) => row.leader_order_id);
  const links = rows.links().length;
  const unseen = leader
    .filter(({ orderId, status }) => status !== 'REJECTED' && (recorded.get(orderId)?.length ?? 0) < links)
    .map(({ orderId }) => `leader order ${orderId} is not recorded for every follower`);
  return [...working, ...unseen];
}

function fingerprint(books: readonly AccountBook[], rows: Rows): string {
  const orders = books.flatMap((book) =>
    book.orders.map((each) => `${each.orderId}${each.status}${each.filledQuantity}`),
  );
  const mappings = rows.mappings().map((row) => `${row.id}${row.status}${row.reason_code ?? ''}`);
  return [...orders, ...mappings].join(' ');
}
