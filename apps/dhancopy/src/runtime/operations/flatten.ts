import { z } from 'zod';
import { accountId, linkId } from '@dhancopy/domain/ids';
import type { Store } from '../../store/store.ts';
import { CLOSE_WITHIN_MS } from '../close-positions.ts';
import { requestFlatten } from '../flatten-requests.ts';
import { tradingStateOf } from '../trading-state.ts';
import { ChoiceError, OperationError } from './errors.ts';
import { by, clientId, reason } from './fields.ts';
import { closeAll } from './flatten-wait.ts';
import { linkState } from './link-state.ts';
import { pause } from './pause.ts';
import { stored } from './stored.ts';
import { chosenLinks, pairs, resumeAdvice } from './which-links.ts';

/** @throws {ChoiceError} while nothing may be sent */
export function refuseHalted(store: Store): void {
  if (tradingStateOf(store).state !== 'HALTED') return;
  throw new ChoiceError(
    'trading is halted, so exits are not sent either; run "dhancopy pause" first, which lets exits go out',
  );
}

/**
 * Closes what was copied and cancels what rests for it. Units that no link copied are not touched. Entries stop first: of the whole
 * system where all links are meant, otherwise of those links. It is written like a state, so that an engine that is frozen now closes
 * before it decides anything else.
 */
export const flatten = stored({
  op: 'flatten',
  isState: true,
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
    refuseHalted(store);
    const ids = links.map(({ id }) => linkId(id));
    if (asked.leader === undefined && asked.follower === undefined) {
      if (tradingStateOf(store).state === 'ACTIVE')
        pause.change(store, { op: 'pause', by: asked.by, reason: asked.reason, all: false }, facts);
      requestFlatten(store, ids, nowMs, asked.by);
      return 'flatten: copying is paused until "dhancopy resume", and the engine is to close everything that was copied';
    }
    for (const { leader_account_id, follower_account_id, state } of links) {
      if (state !== 'ACTIVE') continue;
      const pair = { leader: accountId(leader_account_id), follower: accountId(follower_account_id) };
      linkState.change(store, { op: 'link.state', ...pair, state: 'REDUCING' }, facts);
    }
    requestFlatten(store, ids, nowMs, asked.by);
    return `flatten: the engine is to close what was copied for ${pairs(links)}; these links are paused: ${resumeAdvice(links)}`;
  },
  async run(ctx, asked, change) {
    change();
    return closeAll(ctx, asked);
  },
});
