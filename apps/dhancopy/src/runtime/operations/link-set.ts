import { z } from 'zod';
import { formatRatio } from '@dhancopy/domain/ratio';
import { linkFromRow } from '../link-rows.ts';
import { givenSettings, linkSettings } from '../link-settings.ts';
import { changedWords } from './changed-words.ts';
import { pair, ratio, sizing } from './fields.ts';
import { refuseRatioChange, refuseSettingJumps, yes } from './jump.ts';
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
        'a ratio, price band or late-entry time that is more than ten times the previous value, or a ratio that is less than a tenth of it',
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
    if (text !== undefined) {
      const { num, den } = before.settings.ratio;
      refuseRatioChange(text, num / den, `the link's ratio of ${formatRatio(before.settings.ratio)}`, isMeant);
    }
    store.links.update(link.id, {
      ...(strategy !== undefined && { sizing_strategy: strategy }),
      ...(text !== undefined && { ratio: text }),
      settings: { ...link.settings, ...givenSettings(asked) },
    });
    const after = linkFromRow(needLink(store, leader, follower));
    refuseSettingJumps(before.settings, after.settings, isMeant);
    const changed = changedWords(before, after);
    if (changed === '') return `${leader} → ${follower}: nothing is different, those were its settings already`;
    return `${leader} → ${follower}: ${changed}; orders already copied keep their ratio`;
  },
});
