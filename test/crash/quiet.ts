import { setTimeout as sleep } from 'node:timers/promises';
import type { Rig } from '../kit/rig.ts';

/** Longer than two polls of the books: what a stream has not told is known by then. */
const STILL_MS = 9_000;
/** A lost request is given up after ten seconds, a rest is chased after five; this is several of both. */
const GIVE_UP_MS = 60_000;

/** Waits until no order and no record has changed for a while, or gives up: the checks then say what is not in step. */
export async function untilQuiet(rig: Rig): Promise<void> {
  const end = Date.now() + GIVE_UP_MS;
  let before = '';
  let stillSince = Date.now();
  while (Date.now() < end && Date.now() - stillSince < STILL_MS) {
    const now = fingerprint(rig);
    if (now !== before) stillSince = Date.now();
    before = now;
    await sleep(250);
  }
}

function fingerprint(rig: Rig): string {
  const orders = rig.emulator.control
    .books()
    .flatMap((book) => book.orders.map((each) => `${each.orderId}${each.status}${each.filledQuantity}`));
  const rows = rig.mappings().map((row) => `${row.id}${row.status}${row.reason_code ?? ''}${row.is_open}`);
  return [...orders, ...rows].join(' ');
}
