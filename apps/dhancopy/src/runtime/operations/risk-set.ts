import { z } from 'zod';
import { changeLimits, MAX_UNITS } from '../risk/change-limits.ts';
import { by, clientId, rupees } from './fields.ts';
import { yes } from './jump.ts';
import { needFollower } from './need.ts';
import { stored } from './stored.ts';

const limit = rupees.nullable();

/** A limit that is null is taken off; one that is not given stays as it is. */
export const riskSet = stored({
  op: 'risk.set',
  schema: z
    .object({
      op: z.literal('risk.set'),
      // Without one: of every follower.
      clientId: clientId.optional(),
      dailyLoss: limit.optional().describe('stop entries for the day at this loss'),
      orderValue: limit.optional().describe('maximum value of one entry copy'),
      positionSize: z
        .int()
        .positive('expected units above 0')
        .max(MAX_UNITS)
        .nullable()
        .optional()
        .describe('maximum copied units in one contract'),
      yes: yes('a limit that is more than ten times the previous one'),
      by,
    })
    .refine(
      ({ dailyLoss, orderValue, positionSize }) =>
        [dailyLoss, orderValue, positionSize].some((limit) => limit !== undefined),
      {
        path: ['limits'],
        message: 'expected a daily loss, an order value or a position size, and found none',
      },
    ),
  change(store, { clientId: id, by: who, yes: isMeant, dailyLoss, orderValue, positionSize }) {
    if (id !== undefined) needFollower(store, id);
    return changeLimits(store, id ?? null, { dailyLoss, orderValue, positionSize }, { by: who, yes: isMeant });
  },
});
