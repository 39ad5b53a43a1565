import { z } from 'zod';
import { dropLimits } from '../risk/change-limits.ts';
import { by, clientId } from './fields.ts';
import { needFollower } from './need.ts';
import { stored } from './stored.ts';

export const riskClear = stored({
  op: 'risk.clear',
  schema: z.object({ op: z.literal('risk.clear'), clientId: clientId.optional(), by }),
  change(store, { clientId: id, by: who }) {
    if (id !== undefined) needFollower(store, id);
    return dropLimits(store, id ?? null, who);
  },
});
