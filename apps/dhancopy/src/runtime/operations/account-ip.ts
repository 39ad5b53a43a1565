/** The addresses that the broker accepts orders of an account from. */
import { z } from 'zod';
import { by, clientId } from './fields.ts';
import { operation } from './operation.ts';

/** What {@link accountIp} answers, as JSON. */
export const registeredAddresses = z.object({
  primary: z.string().nullable(),
  /** The day from which it may be changed; null where the broker names none. */
  primaryChanges: z.string().nullable(),
  secondary: z.string().nullable(),
  secondaryChanges: z.string().nullable(),
  /** Whether orders are sent from one of them; null: unknown from here. */
  matches: z.boolean().nullable(),
  /** The same in words. */
  found: z.string(),
});

/** @returns {@link registeredAddresses} as JSON: each of them is a fact of its own for whoever asks */
export const accountIp = operation({
  op: 'account.ip',
  needs: ['key'],
  audited: 'request',
  isQuestion: () => true,
  schema: z.object({ op: z.literal('account.ip'), clientId }),
  async run(ctx, { clientId: id }) {
    const { ips, finding } = await (await ctx.broker()).addresses.read(id);
    return JSON.stringify({
      primary: ips.primaryIp,
      primaryChanges: ips.modifyDatePrimary,
      secondary: ips.secondaryIp,
      secondaryChanges: ips.modifyDateSecondary,
      matches: finding.matches,
      found: finding.words,
    } satisfies z.output<typeof registeredAddresses>);
  },
});

export const accountIpSet = operation({
  op: 'account.ip.set',
  needs: ['key'],
  schema: z.object({
    op: z.literal('account.ip.set'),
    clientId,
    ip: z.union([z.ipv4(), z.ipv6()], 'expected an IPv4 or IPv6 address').meta({
      description: 'register this address; the slot cannot be changed again for seven days',
      flag: 'set',
      value: 'ip',
    }),
    slot: z.enum(['PRIMARY', 'SECONDARY']).default('PRIMARY').describe('slot to register the address in'),
    yes: z.boolean().default(false).describe('confirm the change'),
    by,
  }),
  run: async (ctx, asked) => (await ctx.broker()).addresses.register(asked),
});
