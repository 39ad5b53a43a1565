import { z } from 'zod';
import { OperationError } from './errors.ts';
import { operation } from './operation.ts';

/** A command waits for a locked database: a running engine confirms that it decides nothing before the command is carried out. */
export const obey = operation({
  op: 'obey',
  schema: z.object({ op: z.literal('obey') }),
  needs: [],
  audited: 'nothing',
  run({ engine }) {
    if (!engine) throw new OperationError('no engine is running');
    return engine.obey();
  },
});
