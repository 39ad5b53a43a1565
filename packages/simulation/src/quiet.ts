import type { Control } from '@dhancopy/emulator/control/control';
import { isOpen } from './books.ts';
import type { Records } from './records.ts';
import { within } from './within.ts';

const LOOK_EVERY_MS = 200;
/** Longer than two reads of the books. Changes that a stream did not deliver are known after this time. */
const STILL_POLLS = 2.5;

/**
 * Reasons for which a copy may wait as long as the leader's orders rest. Everything else that a copy waits for happens without the
 * leader.
 */
export const WAITS_FOR_LEADER = /^waiting( for the leader)?: /;

export interface QuietOptions {
  readonly control: Control;
  readonly leader: string;
  readonly records: Records;
  /** How often the product reads each book. */
  readonly pollMs: number;
  /** Many times the ten seconds after which a lost answer is resolved, and the few seconds after which an entry is chased. */
  readonly giveUpMs: number;
}

/**
 * Waits until the product is idle and nothing has changed for a while. A lost request is looked up for longer than that, and nothing
 * changes during the look-up. Its copy reports that it waits. A correction has no record of its own: it is in the copy position.
 *
 * @returns the items that were still in progress at the timeout; empty when all is quiet. It never throws: the checks then report what
 * is out of step
 */
export async function untilQuiet(options: QuietOptions): Promise<readonly string[]> {
  let before = '';
  let stillSince = Date.now();
  let work: readonly string[] = [];
  const isStill = (): boolean => {
    const now = fingerprint(options);
    work = openWork(options);
    if (now !== before || work.length > 0) stillSince = Date.now();
    before = now;
    return Date.now() - stillSince >= STILL_POLLS * options.pollMs;
  };
  if (await within(options.giveUpMs, isStill, LOOK_EVERY_MS)) return [];
  return work.length > 0 ? work : ['orders keep changing'];
}

/**
 * Copies in progress although the leader's order has ended, or that wait for an event that comes without the leader; leader orders
 * without a record; corrections.
 */
function openWork({ control, leader, records }: QuietOptions): string[] {
  const { orders } = control.book(leader);
  const resting = new Set(orders.filter(isOpen).map(({ orderId }) => orderId));
  const mappings = records.mappings();
  const working = mappings
    .filter((row) => row.is_open === 1)
    .filter(({ leader_order_id: id, error_message: why, status }) => {
      if (!resting.has(id)) return true;
      return why === null ? status === 'pending' : !WAITS_FOR_LEADER.test(why);
    })
    .map((row) => `the copy of ${row.leader_order_id} for ${row.account_id ?? '?'} is ${row.status}`);
  const recorded = Map.groupBy(mappings, (row) => row.leader_order_id);
  const links = records.links().length;
  const unseen = orders
    .filter(({ orderId, status }) => status !== 'REJECTED' && (recorded.get(orderId)?.length ?? 0) < links)
    .map(({ orderId }) => `leader order ${orderId} is not recorded for every follower`);
  const corrections = records.corrections();
  return [...working, ...unseen, ...(corrections > 0 ? [`${corrections} corrections are under way`] : [])];
}

function fingerprint({ control, records }: QuietOptions): string {
  const orders = control
    .books()
    .flatMap((book) => book.orders.map((each) => `${each.orderId}${each.status}${each.filledQuantity}`));
  const rows = records.mappings().map((row) => `${row.id}${row.status}${row.reason_code ?? ''}${row.is_open}`);
  return [...orders, ...rows].join(' ');
}
