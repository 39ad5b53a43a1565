import { z } from 'zod';
import { EXCHANGE_SEGMENTS } from '@dhancopy/domain/instrument';
import { operation } from './operation.ts';

export const instrumentsSync = operation({
  op: 'instruments.sync',
  needs: [],
  // A download may take four minutes; what it changes is then written in the pauses of the engine.
  withinMs: 290_000,
  schema: z.object({
    op: z.literal('instruments.sync'),
    segment: z.enum(EXCHANGE_SEGMENTS).optional().describe('only this segment, from its own list'),
    acceptFewer: z.boolean().default(false).describe('accept an implausibly short list, which is otherwise refused'),
  }),
  run: async (ctx, asked) => (await ctx.broker()).syncInstruments(asked),
});
