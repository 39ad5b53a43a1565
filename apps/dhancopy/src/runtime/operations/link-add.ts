import { z } from 'zod';
import { linkId } from '@dhancopy/domain/ids';
import { SIZING_STRATEGIES } from '@dhancopy/domain/link';
import { adoptedWords, leftBehind } from '../link-positions.ts';
import { ChoiceError, OperationError } from './errors.ts';
import { pair, ratio } from './fields.ts';
import { linkSettings } from './link-settings.ts';
import { needLink } from './need.ts';
import { stored } from './stored.ts';

export const linkAdd = stored({
  op: 'link.add',
  schema: z.object({
    op: z.literal('link.add'),
    ...pair,
    sizing: z.enum(SIZING_STRATEGIES).meta({
      description:
        "how to calculate the follower's quantity: fixed_ratio (times --ratio), capital_proportional (times the ratio of the capitals), same_quantity",
      value: 'strategy',
    }),
    ratio: ratio.optional(),
    settings: z.record(z.string(), z.unknown()).default({}),
    positions: z.enum(['adopt', 'leave']).optional().meta({
      description: "units left by an earlier link: adopt (copy them again) or leave (they are the follower's own)",
      value: 'choice',
    }),
  }),
  change(store, { leader, follower, sizing, ratio: text, settings, positions: choice }, { nowMs, hasEngine }) {
    if (sizing === 'fixed_ratio' && text === undefined) {
      throw new OperationError('ratio: fixed_ratio needs one, for example --ratio 0.5');
    }
    const checked = linkSettings(settings);
    const { linkIds, positions } = leftBehind(store, leader, follower, nowMs);
    if (positions.length > 0 && choice === undefined) {
      throw new ChoiceError(
        `an earlier link from ${leader} to ${follower} left ${adoptedWords(positions)}. Choose what happens to them: ` +
          "--positions adopt (they are copied again, and the leader's exits trade them) or --positions leave (they stay the follower's own)",
      );
    }
    if (positions.length > 0 && choice === 'adopt' && !hasEngine) {
      throw new ChoiceError(
        `${adoptedWords(positions)}: no engine is running to adopt them. Start the engine, or add the link with --positions leave`,
      );
    }
    for (const id of linkIds) store.copyPositions.remove(id);
    store.links.add({
      leader_account_id: leader,
      follower_account_id: follower,
      sizing_strategy: sizing,
      ratio: text ?? '1',
      settings: checked,
    });
    return `${follower} copies ${leader} by ${sizing}${text === undefined ? '' : ` ${text}`}`;
  },
  /** The new link takes over what earlier ones of the pair left. */
  async run({ store, clock, engine }, { leader, follower, positions: choice }, change) {
    if (engine === null || choice !== 'adopt') return change();
    const { positions } = leftBehind(store, leader, follower, clock.nowMs());
    const done = change();
    await engine.reload();
    if (positions.length === 0) return done;
    engine.post({
      type: 'PositionsAdopted',
      linkId: linkId(needLink(store, leader, follower).id),
      positions,
    });
    return `${done}; ${adoptedWords(positions)} are copied units again`;
  },
});
