import { z } from 'zod';
import { linkId } from '@dhancopy/domain/ids';
import { CLOSE_WITHIN_MS } from '../close-positions.ts';
import { heldByFollower } from '../link-positions.ts';
import { OperationError } from './errors.ts';
import { clientId } from './fields.ts';
import { operation } from './operation.ts';
import type { OperationContext } from './operation.ts';
import { chosenLinks, pairs, resumeAdvice } from './which-links.ts';
import type { Which } from './which-links.ts';

/** A flatten is in the database: takes it up now, and waits until everything is closed. */
export const flattenWait = operation({
  op: 'flatten.wait',
  schema: z.object({ op: z.literal('flatten.wait'), leader: clientId.optional(), follower: clientId.optional() }),
  needs: [],
  withinMs: CLOSE_WITHIN_MS + 10_000,
  audited: 'nothing',
  run: (ctx, asked) => closeAll(ctx, asked),
});

/** @throws {OperationError} naming what is not closed in time */
export async function closeAll({ store, engine }: OperationContext, which: Which): Promise<string> {
  if (!engine) throw new OperationError('no engine is running to close positions; start it with "dhancopy run"');
  await engine.reload();
  const links = chosenLinks(store, which);
  const open = await engine.closed(links.map(({ id }) => linkId(id)));
  if (open.length > 0) {
    throw new OperationError(
      `not everything is closed after ${CLOSE_WITHIN_MS / 1000} s: ${heldByFollower(store, open)}. ` +
        'Closing continues. See "dhancopy status" for the reason',
    );
  }
  if (which.leader === undefined && which.follower === undefined) {
    return 'everything that was copied is closed; copying is paused until "dhancopy resume"';
  }
  return `what was copied is closed for ${pairs(links)}; these links are paused: ${resumeAdvice(links)}`;
}
