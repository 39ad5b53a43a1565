import { z } from 'zod';
import { linkId } from '@dhancopy/domain/ids';
import { CLOSE_WITHIN_MS, closePositions } from '../close-positions.ts';
import { heldWords } from '../link-positions.ts';
import { ChoiceError, OperationError } from './errors.ts';
import { pair } from './fields.ts';
import { linkState } from './link-state.ts';
import { needLink } from './need.ts';
import type { OperationContext, RunningEngine } from './operation.ts';
import { stored } from './stored.ts';

type Pair = z.output<z.ZodObject<typeof pair>>;

export const linkRemove = stored({
  op: 'link.remove',
  schema: z.object({
    op: z.literal('link.remove'),
    ...pair,
    positions: z.enum(['leave', 'close']).optional().meta({
      description:
        "copied units: leave (they become the follower's own) or close (at the market, before the link ends)",
      value: 'choice',
    }),
  }),
  change(store, { leader, follower, positions }) {
    const link = needLink(store, leader, follower);
    const held = store.copyPositions.held(link.id);
    const name = `${leader} → ${follower}`;
    if (held.length > 0 && positions !== 'leave') {
      throw new ChoiceError(
        positions === 'close'
          ? `${name} holds ${heldWords(store, held)}, and no engine is running to close them. Start the engine, or remove the link with --positions leave`
          : `${name} holds ${heldWords(store, held)}. Choose what happens to them: --positions leave (they become the follower's own) or --positions close (they are closed at the market)`,
      );
    }
    store.links.remove(link.id);
    return held.length > 0
      ? `${name} is removed; ${heldWords(store, held)} are the follower's own now`
      : `${name} is removed; it held nothing`;
  },
  async run(ctx, asked, change) {
    const closed = ctx.engine && asked.positions === 'close' ? await close(ctx, ctx.engine, asked) : '';
    const done = change();
    return closed === '' ? done : `${asked.leader} → ${asked.follower} is removed; ${closed} were closed at the market`;
  },
});

/**
 * Closes what a link holds at the market. Entries are not copied from now on.
 * @returns what it held, "" where that was nothing
 * @throws {OperationError} while it is not flat
 */
async function close(
  { store, clock }: OperationContext,
  engine: RunningEngine,
  { leader, follower }: Pair,
): Promise<string> {
  const link = needLink(store, leader, follower);
  const id = linkId(link.id);
  if (engine.isFlat(id)) return '';
  const held = heldWords(store, store.copyPositions.held(link.id));
  if (link.state !== 'REDUCING') {
    linkState.change(
      store,
      { op: 'link.state', leader, follower, state: 'REDUCING' },
      { nowMs: clock.nowMs(), hasEngine: true },
    );
    await engine.reload();
  }
  const open = await closePositions(engine, clock, [id]);
  if (open.length === 0) return held;
  throw new OperationError(
    `${leader} → ${follower} still holds ${heldWords(store, store.copyPositions.held(link.id)) || 'an order that rests'} after ${CLOSE_WITHIN_MS / 1000} s: ` +
      'the link now copies only exits, and closing continues. Check with "dhancopy status", then remove the link again',
  );
}
