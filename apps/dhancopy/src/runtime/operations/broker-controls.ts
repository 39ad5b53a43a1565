/** The broker's own controls of an account. */
import { z } from 'zod';
import { EXIT_PRODUCTS } from '../controls/pnl-exit.ts';
import { by, clientId, reason, rupees } from './fields.ts';
import { operation } from './operation.ts';

/** The operator knows the effect. @param change - what must be confirmed, in words */
function yes(change: string) {
  return z.boolean().default(false).describe(`confirm ${change}; without this flag, only show its effect`);
}

export const brokerKillSwitch = operation({
  op: 'broker.kill-switch',
  needs: ['key'],
  schema: z.object({
    op: z.literal('broker.kill-switch'),
    clientId,
    to: z.enum(['ON', 'OFF']).optional(),
    yes: yes('--on'),
    by,
    reason,
  }),
  isQuestion: ({ to }) => to === undefined,
  async run(ctx, asked) {
    const { killSwitch } = await ctx.broker();
    const { to } = asked;
    return to === undefined ? killSwitch.status(asked.clientId, asked.by) : killSwitch.change({ ...asked, to });
  },
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
      thenKillSwitch: z.boolean().default(false).describe("turn the broker's kill switch on after the exit"),
      yes: yes('an exit that fires at once, or --then-kill-switch'),
      by,
      reason,
    })
    .refine(({ to, profit, loss }) => (to === 'SET') === ((profit ?? loss) !== undefined), {
      path: ['profit'],
      message: 'expected a profit, a loss or both, and only where an exit is set',
    }),
  isQuestion: ({ to }) => to === undefined,
  async run(ctx, asked) {
    const { pnlExits } = await ctx.broker();
    if (asked.to === undefined) return pnlExits.status(asked.clientId, asked.by);
    return asked.to === 'OFF'
      ? pnlExits.stop(asked.clientId, asked.by, asked.reason)
      : pnlExits.set({ ...asked, profit: asked.profit, loss: asked.loss });
  },
});
