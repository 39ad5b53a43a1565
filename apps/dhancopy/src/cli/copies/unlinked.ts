import { formatRupees } from '@dhancopy/domain/rupees';
import type { UnlinkedOrder } from '../../store/copies/unlinked-orders.ts';
import type { Store } from '../../store/store.ts';
import { quantityWords } from './words.ts';

/** What a follower's order without a leader order is: `correction 112…, which belongs to no leader order`. */
export function unlinkedWords(store: Store, order: UnlinkedOrder): string {
  const { id, correlation_id: mark, created_at: atSec, account_since: sinceSec } = order;
  if (!mark?.startsWith('dc_')) return `order ${id} of the follower, which dhancopy did not place`;
  // Of another data folder: what it was for is on record there.
  if (sinceSec !== null && atSec < sinceSec) return `order ${id} that dhancopy placed before this account was added`;
  const link = /^dc_([0-9a-z]+)_-/.exec(mark)?.[1];
  if (link === undefined) return `order ${id} of dhancopy, whose copy is not on record`;
  const act = closingAct(store, order, Number.parseInt(link, 36));
  const what = act === undefined ? `correction ${id}` : `closing order ${id} of "dhancopy ${act}"`;
  return `${what}, which belongs to no leader order`;
}

/** The command of the operator that this order carries out, if there is one. */
function closingAct(store: Store, { created_at: atSec }: UnlinkedOrder, linkId: number): string | undefined {
  const link = store.links.byId(linkId);
  const act = store.unlinkedOrders.closingActs(atSec).find(({ request_data: data }) => {
    const { leader, follower } = JSON.parse(data ?? '{}') as { leader?: string; follower?: string };
    return (
      (leader === undefined || leader === link?.leader_account_id) &&
      (follower === undefined || follower === link?.follower_account_id)
    );
  });
  return act?.action.replace('.', ' ');
}

/** `Ravi: filled, SELL 30 HDFCBANK at ₹1,610.30, correction 112…, which belongs to no leader order`. */
export function unlinkedLine(store: Store, order: UnlinkedOrder): string {
  const { account_name: name, account_id: account, side, symbol, quantity, filled, price, text } = order;
  const units = quantityWords({ filledQty: filled, copyQty: quantity });
  const at = price === null || filled === 0 ? '' : ` at ${formatRupees(price)}`;
  const stage = unlinkedStage(order);
  const why = stage === 'failed' && text !== null ? `: ${text}` : '';
  return `${name ?? account}: ${stage}, ${side} ${units} ${symbol}${at}, ${unlinkedWords(store, order)}${why}`;
}

/** In the words that copies have. */
export function unlinkedStage({ status, filled }: Pick<UnlinkedOrder, 'status' | 'filled'>): string {
  switch (status) {
    case 'TRANSIT':
    case 'PENDING':
      return 'sending';
    case 'OPEN':
    case 'PARTIAL':
    case 'PART_TRADED':
      return filled > 0 ? 'part filled' : 'resting';
    case 'EXECUTED':
    case 'TRADED':
      return 'filled';
    case 'CANCELLED':
    case 'EXPIRED':
      return filled > 0 ? 'ended in part' : 'cancelled';
    case 'REJECTED':
      return 'failed';
  }
}
