import { z } from 'zod';
import { clientId } from './fields.ts';
import { operation } from './operation.ts';

/** Begins a login in the browser. @returns the address of the login page */
export const accountLoginBegin = operation({
  op: 'account.login.begin',
  needs: ['key'],
  // The address of the login page has the consent in it.
  audited: 'request',
  isQuestion: () => true,
  schema: z.object({ op: z.literal('account.login.begin'), clientId }),
  run: async (ctx, { clientId: id }) => (await ctx.broker()).logins.begin(id),
});

/** Ends it with the `tokenId` that the login page sends back. */
export const accountLoginFinish = operation({
  op: 'account.login.finish',
  needs: ['key'],
  schema: z.object({
    op: z.literal('account.login.finish'),
    clientId,
    tokenId: z.string().regex(/^[\w.~-]{1,200}$/),
  }),
  run: async (ctx, { clientId: id, tokenId }) => (await ctx.broker()).logins.finish(id, tokenId),
});
