import { z } from 'zod';
import { isin } from '@dhancopy/dhan/rest/edis/request';
import { clientId } from './fields.ts';
import { operation } from './operation.ts';

export const edisTpin = operation({
  op: 'edis.tpin',
  needs: ['key'],
  schema: z.object({ op: z.literal('edis.tpin'), clientId }),
  run: async (ctx, { clientId: id }) => (await ctx.broker()).edis.tpin(id),
});

/** Has the broker make the form. @returns the ticket under which the local server shows it, once */
export const edisForm = operation({
  op: 'edis.form',
  needs: ['key'],
  audited: 'request',
  isQuestion: () => true,
  schema: z
    .object({
      op: z.literal('edis.form'),
      clientId,
      isins: z.array(isin).min(1).max(100),
      qty: z.int().positive().nullable(),
      exchange: z.enum(['NSE', 'BSE']).meta({ description: 'exchange to sell on', value: 'name' }),
    })
    .refine(({ isins, qty }) => qty === null || isins.length === 1, {
      path: ['qty'],
      message: 'a quantity needs exactly one ISIN',
    }),
  run: async (ctx, asked) => (await ctx.broker()).edis.form(asked),
});

/** @returns the page of a ticket; "" for a ticket that is not known @throws {OperationError} for one that is used or too old */
export const edisPage = operation({
  op: 'edis.page',
  needs: ['key'],
  audited: 'nothing',
  isQuestion: () => true,
  schema: z.object({ op: z.literal('edis.page'), ticket: z.string() }),
  run: async (ctx, { ticket }) => (await ctx.broker()).edis.page(ticket) ?? '',
});

export const edisInquire = operation({
  op: 'edis.inquire',
  needs: ['key'],
  isQuestion: () => true,
  schema: z.object({
    op: z.literal('edis.inquire'),
    clientId,
    isin: z
      .union([z.literal('ALL'), isin])
      .default('ALL')
      .meta({ description: 'only this ISIN', value: 'isin' }),
  }),
  run: async (ctx, { clientId: id, isin: which }) => (await ctx.broker()).edis.inquire(id, which),
});
