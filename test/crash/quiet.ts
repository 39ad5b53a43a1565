import { setTimeout as sleep } from 'node:timers/promises';
import { LEADER } from '../kit/rig.ts';
import type { Rig } from '../kit/rig.ts';

/** Longer than two polls of the books: what a stream has not told is known by then. */
const STILL_MS = 9_000;
/** A lost request is given up after ten seconds, a rest is chased after five; this is many of both, for a busy machine. */
const GIVE_UP_MS = 150_000;

const OPEN: ReadonlySet<string> = new Set(['TRANSIT', 'PENDING', 'PART_TRADED']);

/**
 * Waits until no copy of an order that has ended and no correction is worked on any more and nothing has changed for a while, or
 * gives up: the checks then say what is not in step. A correction has no record of its own, and one whose request was lost is
 * given up later than nothing has changed for that while.
 */
export async function untilQuiet(rig: Rig): Promise<void> {
  const end = Date.now() + GIVE_UP_MS;
  let before = '';
  let stillSince = Date.now();
  while (Date.now() < end && Date.now() - stillSince < STILL_MS) {
    const now = fingerprint(rig);
    if (now !== before || isWorking(rig)) stillSince = Date.now();
    before = now;
    await sleep(250);
  }
}

function isWorking(rig: Rig): boolean {
  const open = new Set(rig.orders(LEADER).flatMap((each) => (OPEN.has(each.status) ? [each.orderId] : [])));
  return isCorrecting(rig) || rig.mappings().some((row) => row.is_open === 1 && !open.has(row.leader_order_id));
}

function isCorrecting(rig: Rig): boolean {
  return rig.query(`select 1 from copy_positions where json_extract(state, '$.correction') is not null`).length > 0;
}

function fingerprint(rig: Rig): string {
  const orders = rig.emulator.control
    .books()
    .flatMap((book) => book.orders.map((each) => `${each.orderId}${each.status}${each.filledQuantity}`));
  const rows = rig.mappings().map((row) => `${row.id}${row.status}${row.reason_code ?? ''}${row.is_open}`);
  return [...orders, ...rows].join(' ');
}
