import { z } from 'zod';
import type { LinkRow } from '../../store/accounts/links.ts';
import type { Store } from '../../store/store.ts';
import { heldWords } from '../link-positions.ts';
import { liveOrders } from '../live-orders.ts';
import { endCopies } from '../ended-copies.ts';
import type { Clock } from '../time/clock.ts';
import { ChoiceError } from './errors.ts';
import { clientId } from './fields.ts';
import { needAccount } from './need.ts';
import type { RunningEngine } from './operation.ts';
import { stored } from './stored.ts';

/** A cancel is a matter of a second, unless the account does not answer. */
const CANCEL_WITHIN_MS = 5_000;

export const accountRemove = stored({
  op: 'account.remove',
  schema: z.object({
    op: z.literal('account.remove'),
    clientId,
    positions: z.enum(['leave']).optional().meta({
      description:
        "leave: copied units become the follower's own, and resting copies are cancelled; to close them, remove the links first",
      value: 'choice',
    }),
  }),
  change(store, { clientId: id, positions }, { nowMs }) {
    needAccount(store, id);
    const links = store.links.list().filter((link) => isOf(link, id));
    const busy = busyWords(store, id, links);
    if (busy !== '' && positions !== 'leave') throw new ChoiceError(`${busy}. ${choiceWords(links)}`);
    const units = leftWords(store, links);
    const live = liveOrders(store, store.links.everOf(id));
    store.accounts.remove(id);
    store.accountLogins.remove(id);
    // Nobody reads this account any more, so nothing would end them.
    endCopies(store, store.links.everOf(id), nowMs);
    const rest = live.length === 0 ? '' : `; cancel in Dhan's app what was not cancelled: ${live.join(', ')}`;
    return `${id} is removed${linkWords(links)}; its positions at the broker are unchanged${units}${rest}`;
  },
  async run({ store, clock, engine }, asked, change) {
    needAccount(store, asked.clientId);
    if (!engine || asked.positions !== 'leave') return change();
    const followed = store.links.list().filter((link) => link.follower_account_id === asked.clientId);
    const units = leftWords(store, followed);
    await endLinks(store, clock, engine, followed);
    return `${change()}${units}`;
  },
});

function isOf(link: LinkRow, id: string): boolean {
  return link.leader_account_id === id || link.follower_account_id === id;
}

/** ` with the links 1 → 2 and 1 → 3`; "" where it had none. */
function linkWords(links: readonly LinkRow[]): string {
  const names = links.map(({ leader_account_id: leader, follower_account_id: follower }) => `${leader} → ${follower}`);
  if (names.length === 0) return '';
  return ` with the ${names.length === 1 ? 'link' : 'links'} ${names.join(' and ')}`;
}

function choiceWords(links: readonly LinkRow[]): string {
  const remove = links.map(({ leader_account_id: leader, follower_account_id: follower }) => {
    return `"dhancopy link remove --leader ${leader} --follower ${follower} --positions close"`;
  });
  const first = remove.length === 0 ? '' : `To close first, run ${remove.join(' and ')}. `;
  return `${first}With --positions leave the units become the follower's own, and the orders are cancelled`;
}

/** `1 → 2 holds 100 INTRADAY of HDFCBANK, and 1 order may still fill`; "" where nothing is held and no order may fill. */
function busyWords(store: Store, id: string, links: readonly LinkRow[]): string {
  const words = links.flatMap((link) => {
    const held = heldWords(store, store.copyPositions.held(link.id));
    const live = liveOrders(store, [link.id]).length;
    if (held === '' && live === 0) return [];
    const orders = live === 0 ? '' : `${live === 1 ? '1 order' : `${live} orders`} that may still fill`;
    return [
      `${link.leader_account_id} → ${link.follower_account_id} holds ${[held, orders].filter(Boolean).join(', and ')}`,
    ];
  });
  const gone = store.links.everOf(id).filter((link) => !links.some((each) => each.id === link));
  const left = liveOrders(store, gone);
  if (left.length > 0) words.push(`a removed link of ${id} has orders that are not cancelled yet: ${left.join(', ')}`);
  return words.join('; ');
}

function leftWords(store: Store, links: readonly LinkRow[]): string {
  const held = links.flatMap((link) => store.copyPositions.held(link.id));
  return held.length === 0 ? '' : `; ${heldWords(store, held)} are the follower's own now`;
}

/** Only the session of the account can cancel what rests: its links end before the session does. */
async function endLinks(store: Store, clock: Clock, engine: RunningEngine, links: readonly LinkRow[]): Promise<void> {
  store.transaction(() => links.forEach(({ id }) => store.links.remove(id)));
  await engine.reload();
  const endMs = clock.nowMs() + CANCEL_WITHIN_MS;
  const ids = links.map(({ id }) => id);
  while (liveOrders(store, ids).length > 0 && clock.nowMs() < endMs) await clock.sleep(20);
}
