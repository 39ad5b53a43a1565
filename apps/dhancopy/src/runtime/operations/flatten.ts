import { z } from 'zod';
import { accountId, linkId } from '@dhancopy/domain/ids';
import type { Store } from '../../store/store.ts';
import { CLOSE_WITHIN_MS, closePositions } from '../close-positions.ts';
import { heldWords } from '../link-positions.ts';
import { tradingStateOf } from '../trading-state.ts';
import { OperationError } from './errors.ts';
import { by, clientId, reason } from './fields.ts';
import { linkState } from './link-state.ts';
import { pause } from './pause.ts';
import { stored } from './stored.ts';

/** Which links: all of them, those of a leader, those of a follower, or one. */
export interface Which {
  readonly leader?: string | undefined;
  readonly follower?: string | undefined;
}

/** The links of a choice, in the order in which they were made. @throws {OperationError} when there are none */
export function chosenLinks(store: Store, { leader, follower }: Which): ReturnType<Store['links']['list']> {
  const chosen = store.links
    .list()
    .filter((link) => leader === undefined || link.leader_account_id === leader)
    .filter((link) => follower === undefined || link.follower_account_id === follower);
  if (chosen.length > 0) return chosen;
  throw new OperationError('there is no such link; see "dhancopy link list"');
}

/**
 * Closes what was copied and cancels what rests for it. Units that no link copied are not touched. Entries stop first: of the whole
 * system where all links are meant, otherwise of those links.
 */
export const flatten = stored({
  op: 'flatten',
  withinMs: CLOSE_WITHIN_MS + 10_000,
  schema: z.object({
    op: z.literal('flatten'),
    by,
    reason,
    leader: clientId.optional().meta({ description: 'only what was copied from this leader', value: 'id' }),
    follower: clientId.optional().meta({ description: 'only what this follower holds', value: 'id' }),
  }),
  change(store, asked, { nowMs, hasEngine }) {
    const links = chosenLinks(store, asked);
    const facts = { nowMs, hasEngine };
    if (!hasEngine) throw new OperationError('no engine is running to close positions; start it with "dhancopy run"');
    if (tradingStateOf(store).state === 'HALTED') {
      throw new OperationError(
        'trading is halted, so exits are not sent either; run "dhancopy kill" without --all first',
      );
    }
    if (asked.leader === undefined && asked.follower === undefined) {
      if (tradingStateOf(store).state === 'ACTIVE')
        pause.change(store, { op: 'pause', by: asked.by, reason: asked.reason, all: false }, facts);
      return 'everything that was copied is closed; copying is paused until "dhancopy resume"';
    }
    for (const { leader_account_id, follower_account_id, state } of links) {
      if (state !== 'ACTIVE') continue;
      const pair = { leader: accountId(leader_account_id), follower: accountId(follower_account_id) };
      linkState.change(store, { op: 'link.state', ...pair, state: 'REDUCING' }, facts);
    }
    const names = links.map((link) => `${link.leader_account_id} → ${link.follower_account_id}`).join(', ');
    return `what was copied is closed for ${names}; these links are paused; to copy entries again, run ${links.map((link) => `"dhancopy link resume --leader ${link.leader_account_id} --follower ${link.follower_account_id}"`).join(' and ')}`;
  },
  async run({ store, clock, engine }, asked, change) {
    const done = change();
    if (!engine) return done;
    await engine.reload();
    const links = chosenLinks(store, asked);
    const open = await closePositions(
      engine,
      clock,
      links.map(({ id }) => linkId(id)),
    );
    if (open.length === 0) return done;
    const held = open.flatMap((id) => store.copyPositions.held(id));
    throw new OperationError(
      `not everything is closed after ${CLOSE_WITHIN_MS / 1000} s: ${heldWords(held) || 'an order still rests'}. ` +
        'Entries are stopped, and closing continues. See "dhancopy status" for the reason',
    );
  },
});
