import { setTimeout as sleep } from 'node:timers/promises';
import { LEADER } from '../kit/rig.ts';
import type { Rig } from '../kit/rig.ts';

/** Longer than two polls of the books: what a stream has not told is known by then. */
const STILL_MS = 9_000;
/** A lost request is given up after ten seconds, a rest is chased after five; this is many of both, for a busy machine. */
const GIVE_UP_MS = 150_000;

const OPEN: ReadonlySet<string> = new Set(['TRANSIT', 'PENDING', 'PART_TRADED']);

/** Why a copy may wait for as long as the leader's orders rest; everything else that one waits for comes by itself. */
export const WAITS_FOR_LEADER = 'waiting: an order that this one must close';

/**
 * Waits until no copy and no correction is worked on any more and nothing has changed for a while, or gives up: the checks then
 * say what is not in step. A request that was lost is looked up for longer than that while, and nothing changes meanwhile: its
 * copy says that it waits, and a correction, which has no record of its own, is in the copy position.
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
  const rows = rig.mappings().filter((row) => row.is_open === 1);
  const waits = rows.some(({ error_message: why, status }) =>
    why === null ? status === 'pending' : !why.startsWith(WAITS_FOR_LEADER),
  );
  return isCorrecting(rig) || waits || rows.some((row) => !open.has(row.leader_order_id));
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
