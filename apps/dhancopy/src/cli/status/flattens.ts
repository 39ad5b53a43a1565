import { linkId } from '@dhancopy/domain/ids';
import type { LinkId } from '@dhancopy/domain/ids';
import { isUnderWay, venueOrderOf } from '../../engine/readings.ts';
import type { Copy, CopyPosition } from '../../engine/readings.ts';
import { flattenRequests } from '../../runtime/flatten-requests.ts';
import { heldWords } from '../../runtime/link-positions.ts';
import type { CopyPositionRow } from '../../store/copies/copy-positions.ts';
import type { Store } from '../../store/store.ts';
import { unlinkedStage } from '../copies/unlinked.ts';
import { formatTime } from '../format/time.ts';

/** A link that the engine is to close, and has not closed yet. */
export interface FlattenStand {
  readonly leaderId: string;
  readonly followerId: string;
  readonly askedMs: number;
  readonly left: readonly LeftToClose[];
}

export interface LeftToClose {
  /** `5 INTRADAY of RELIANCE`; null for an order that rests where nothing is held. */
  readonly held: string | null;
  /** Where the closing order stands, in words. */
  readonly order: string;
}

type Order = Copy['orders'][number];

/** A link that was removed has nothing to close any more. */
export function flattensOf(store: Store): FlattenStand[] {
  const links = new Map(store.links.list().map((link) => [link.id, link]));
  return flattenRequests(store).flatMap(({ link: id, askedMs }) => {
    const link = links.get(id);
    if (!link) return [];
    const { leader_account_id: leaderId, follower_account_id: followerId } = link;
    return [{ leaderId, followerId, askedMs, left: leftOf(store, id) }];
  });
}

/** A closing order of a link that failed, and that is tried again. */
export interface OwedExit extends LeftToClose {
  readonly leaderId: string;
  readonly followerId: string;
}

/** Copied units that are still held because the order that should close them fails. A flatten names its own. */
export function owedExitsOf(store: Store, flattens: readonly FlattenStand[]): OwedExit[] {
  const links = new Map(store.links.list().map((link) => [link.id, link]));
  return store.copyPositions.list().flatMap((row) => {
    const link = links.get(linkId(row.link_id));
    const position = JSON.parse(row.state) as Partial<CopyPosition>;
    if (!link || row.held_qty === 0 || position.correction?.closes !== true || position.correction.failures === 0)
      return [];
    const { leader_account_id: leaderId, follower_account_id: followerId } = link;
    const isFlattened = flattens.some((each) => each.leaderId === leaderId && each.followerId === followerId);
    return isFlattened ? [] : [{ leaderId, followerId, ...leftOfPosition(store, row, position) }];
  });
}

function leftOf(store: Store, link: LinkId): LeftToClose[] {
  const positions = store.copyPositions.list().filter((row) => row.link_id === link);
  const closing = positions.flatMap((row) => {
    const position = JSON.parse(row.state) as Partial<CopyPosition>;
    const isWorked = position.correction?.orders.some(isUnderWay) ?? false;
    return row.held_qty === 0 && !isWorked ? [] : [leftOfPosition(store, row, position)];
  });
  const resting = store.copyList.open().flatMap((row) => {
    if (row.link_id !== link || row.state === null) return [];
    const { orders = [] } = JSON.parse(row.state) as Partial<Copy>;
    const order = orders.find(isUnderWay);
    return order
      ? [{ held: null, order: `a copy of order ${row.leader_order_id}: ${underWayWords(store, order)}` }]
      : [];
  });
  return [...closing, ...resting];
}

function leftOfPosition(
  store: Store,
  row: CopyPositionRow,
  { correction, past = [] }: Partial<CopyPosition>,
): LeftToClose {
  const held = row.held_qty === 0 ? null : heldWords(store, [row]);
  const order = correction?.orders.find(isUnderWay);
  if (order) return { held, order: `closing order ${underWayWords(store, order)}` };
  if (!correction || correction.failures === 0) return { held, order: 'no closing order is at the broker' };
  const times = correction.failures === 1 ? '' : ` ${correction.failures} times in a row`;
  const why = refusalOf(past.at(-1)?.orders ?? []);
  return {
    held,
    order: `the closing order failed${times}${why && `: ${why}`}; the next try is at ${formatTime(correction.notBeforeMs)}`,
  };
}

function underWayWords(store: Store, order: Order): string {
  const id = venueOrderOf(order);
  if (order.actual.state === 'unknown') return 'has no answer yet, and the broker is being asked';
  if (id === null) return 'is on its way to the broker';
  const row = store.unlinkedOrders.get(id);
  const stage = row ? unlinkedStage(row) : 'resting';
  return `${id} ${stage === 'part filled' ? 'has filled in part, and the rest rests' : 'rests'} at the broker`;
}

/** What the broker said; "" where it said nothing. */
function refusalOf(orders: readonly Order[]): string {
  for (const { failure, actual } of orders) {
    if (actual.state === 'closed' && actual.text !== '') return actual.text;
    if (failure !== null && failure.detail !== '') return failure.detail;
  }
  return '';
}
