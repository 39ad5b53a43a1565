import { z } from 'zod';
import { SIZING_STRATEGIES } from '@dhancopy/domain/link';
import { formatRatio } from '@dhancopy/domain/ratio';
import { linkFromRow } from '../link-rows.ts';
import { changedWords } from './changed-words.ts';
import { pair, ratio } from './fields.ts';
import { refuseRatioChange, refuseSettingJumps, yes } from './jump.ts';
import { linkSettings } from './link-settings.ts';
import { needLink } from './need.ts';
import { stored } from './stored.ts';

export const linkSet = stored({
  op: 'link.set',
  schema: z.object({
    op: z.literal('link.set'),
    ...pair,
    sizing: z.enum(SIZING_STRATEGIES).optional().meta({
      description:
        "how to calculate the follower's quantity: fixed_ratio (times --ratio), capital_proportional (times the ratio of the capitals), same_quantity",
      value: 'strategy',
    }),
    ratio: ratio.optional(),
    settings: z.record(z.string(), z.unknown()).default({}),
    yes: yes(
      'a ratio, price band or late-entry time that is more than ten times the previous value, or a ratio that is less than a tenth of it',
    ),
  }),
  change(store, { leader, follower, sizing, ratio: text, settings, yes: isMeant }) {
    const link = needLink(store, leader, follower);
    const before = linkFromRow(link);
    if (text !== undefined) {
      const { num, den } = before.settings.ratio;
      refuseRatioChange(text, num / den, `the link's ratio of ${formatRatio(before.settings.ratio)}`, isMeant);
    }
    store.links.update(link.id, {
      ...(sizing !== undefined && { sizing_strategy: sizing }),
      ...(text !== undefined && { ratio: text }),
      settings: linkSettings({ ...link.settings, ...settings }),
    });
    const after = linkFromRow(needLink(store, leader, follower));
    refuseSettingJumps(before.settings, after.settings, isMeant);
    const changed = changedWords(before, after);
    if (changed === '') return `${leader} → ${follower}: nothing is different, those were its settings already`;
    return `${leader} → ${follower}: ${changed}; orders already copied keep their ratio`;
  },
});
