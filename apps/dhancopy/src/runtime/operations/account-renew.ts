import { z } from 'zod';
import { clientId } from './fields.ts';
import { operation } from './operation.ts';

export const accountRenew = operation({
  op: 'account.renew',
  needs: ['key'],
  schema: z.object({ op: z.literal('account.renew'), clientId }),
  run: async (ctx, { clientId: id }) => (await ctx.broker()).renewToken(id),
});
