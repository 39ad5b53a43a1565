import { z } from 'zod';
import { operation } from './operation.ts';

/**
 * A command has written into the database: a running engine adopts it now. Every operation does this at its end.
 * @returns what of it counts later than the operator may think; "" if nothing does
 */
export const reload = operation({
  op: 'reload',
  schema: z.object({ op: z.literal('reload') }),
  needs: [],
  audited: 'nothing',
  run: ({ engine }) => engine?.diskShort() ?? '',
});
