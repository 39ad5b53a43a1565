import { z } from 'zod';
import { clientId } from './fields.ts';
import { operation } from './operation.ts';

export const statementFetch = operation({
  op: 'statement.fetch',
  needs: ['key'],
  // A year, a day at a time, at the pace of reads.
  withinMs: 15 * 60_000,
  schema: z.object({
    op: z.literal('statement.fetch'),
    clientId,
    kind: z.enum(['ledger', 'trades']),
    from: z.iso.date().optional(),
    to: z.iso.date().optional(),
  }),
  run: async (ctx, asked) => (await ctx.broker()).fetchStatement(asked),
});
