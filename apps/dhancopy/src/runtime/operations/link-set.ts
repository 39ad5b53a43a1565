import { z } from 'zod';
import { SIZING_STRATEGIES } from '@dhancopy/domain/link';
import { pair, ratio } from './fields.ts';
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
  }),
  change(store, { leader, follower, sizing, ratio: text, settings }) {
    const link = needLink(store, leader, follower);
    store.links.update(link.id, {
      ...(sizing !== undefined && { sizing_strategy: sizing }),
      ...(text !== undefined && { ratio: text }),
      settings: linkSettings({ ...link.settings, ...settings }),
    });
    return `${leader} → ${follower} is changed; orders already copied keep their ratio`;
  },
});
