import { z } from 'zod';
import type { LinkSettings } from '@dhancopy/domain/link';
import { linkFromRow } from '../link-rows.ts';
import { givenSettings, linkSettings } from '../link-settings.ts';
import { changedWords } from './changed-words.ts';
import { pair, ratio, sizing } from './fields.ts';
import { refuseSettingJumps, yes } from './jump.ts';
import { capitalRatio, factorWords, idleRatioWords, refuseSizeChange } from './link-size.ts';
import { needLink } from './need.ts';
import { stored } from './stored.ts';

export const linkSet = stored({
  op: 'link.set',
  schema: z
    .object({
      op: z.literal('link.set'),
      ...pair,
      sizing: sizing.optional(),
      ratio: ratio.optional(),
      ...linkSettings.partial().shape,
      yes: yes(
        'a size (by sizing and ratio), price band or late-entry time that is more than ten times the previous value, or a size that is less than a tenth of it',
      ),
    })
    .refine(
      ({ sizing: strategy, ratio: text, ...asked }) =>
        strategy !== undefined || text !== undefined || Object.keys(givenSettings(asked)).length > 0,
      'expected a setting to change, for example --ratio 1, and found none; see --help',
    ),
  change(store, { leader, follower, sizing: strategy, ratio: text, yes: isMeant, ...asked }) {
    const link = needLink(store, leader, follower);
    const before = linkFromRow(link);
    store.links.update(link.id, {
      ...(strategy !== undefined && { sizing_strategy: strategy }),
      ...(text !== undefined && { ratio: text }),
      settings: { ...link.settings, ...givenSettings(asked) },
    });
    const after = linkFromRow(needLink(store, leader, follower));
    const capitals = capitalRatio(store, after);
    refuseSizeChange(before.settings, after.settings, capitals, isMeant);
    refuseSettingJumps(before.settings, after.settings, isMeant);
    const changed = changedWords(before, after);
    const idle = text === undefined ? '' : idleRatioWords(after.settings);
    if (changed === '') return `${leader} → ${follower}: nothing is different, those were its settings already${idle}`;
    return `${leader} → ${follower}: ${changed}${sizeNews(before.settings, after.settings, capitals)}${idle}; orders already copied keep their ratio`;
  },
});

/** What another sizing or ratio comes to; "" where it is what was asked for, in as many words. */
function sizeNews(before: LinkSettings, after: LinkSettings, capitals: number | null): string {
  if (before.sizing === 'fixed_ratio' && after.sizing === 'fixed_ratio') return '';
  const [was, is] = [factorWords(before, capitals), factorWords(after, capitals)];
  return was === is ? '' : `; it copies ${is}, and before ${was}`;
}
