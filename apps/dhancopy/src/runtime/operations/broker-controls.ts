/** The broker's own controls of an account: each question and each change is in the audit log, also one that failed. */
import { z } from 'zod';
import { EXIT_PRODUCTS } from '../controls/pnl-exit.ts';
import { wordsFor } from '../words.ts';
import { ChoiceError } from './errors.ts';
import { by, clientId, reason, rupees } from './fields.ts';
import { operation } from './operation.ts';
import type { OperationContext } from './operation.ts';
import { recordAct } from './record-act.ts';
import type { Asked } from './record-act.ts';

const yes = z.boolean().default(false).describe('confirm a change whose effect is shown without this flag');

export const brokerKillSwitch = operation({
  op: 'broker.kill-switch',
  needs: ['key'],
  schema: z.object({
    op: z.literal('broker.kill-switch'),
    clientId,
    to: z.enum(['ON', 'OFF']).optional(),
    yes,
    by,
    reason,
  }),
  run: (ctx, asked) =>
    recorded(ctx, asked, async () => {
      const { killSwitch } = await ctx.broker();
      const { to } = asked;
      return to === undefined ? killSwitch.status(asked.clientId, asked.by) : killSwitch.change({ ...asked, to });
    }),
});

export const brokerPnlExit = operation({
  op: 'broker.pnl-exit',
  needs: ['key'],
  schema: z
    .object({
      op: z.literal('broker.pnl-exit'),
      clientId,
      to: z.enum(['SET', 'OFF']).optional(),
      profit: rupees.optional().describe('close positions at this profit of the day'),
      loss: rupees.optional().describe('close positions at this loss of the day'),
      products: z
        .array(z.enum(EXIT_PRODUCTS))
        .min(1)
        .default([...EXIT_PRODUCTS]),
      thenKillSwitch: z.boolean().default(false).describe("then also turn the broker's kill switch on"),
      yes,
      by,
      reason,
    })
    .refine(({ to, profit, loss }) => (to === 'SET') === ((profit ?? loss) !== undefined), {
      path: ['profit'],
      message: 'expected a profit, a loss or both, and only where an exit is set',
    }),
  run: (ctx, asked) =>
    recorded(ctx, asked, async () => {
      const { pnlExits } = await ctx.broker();
      if (asked.to === undefined) return pnlExits.status(asked.clientId, asked.by);
      return asked.to === 'OFF'
        ? pnlExits.stop(asked.clientId, asked.by, asked.reason)
        : pnlExits.set({ ...asked, profit: asked.profit, loss: asked.loss });
    }),
});

async function recorded(ctx: OperationContext, asked: Asked, work: () => Promise<string>): Promise<string> {
  try {
    const done = await work();
    recordAct(ctx.store, asked, asked, { done }, ctx.clock.nowMs());
    return done;
  } catch (error) {
    // Refused here: the broker was asked for no change.
    if (!(error instanceof ChoiceError))
      recordAct(ctx.store, asked, asked, { error: wordsFor(error) }, ctx.clock.nowMs());
    throw error;
  }
}
