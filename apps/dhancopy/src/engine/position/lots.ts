import type { Context } from '../decision.ts';
import type { Copy } from './copy.ts';
import type { CopyPosition } from './copy-position.ts';

/** Units of one lot: of the contract as listed now, or as its newest copy knew it. */
export function lotSizeOf(position: CopyPosition, copies: readonly Copy[], ctx: Pick<Context, 'instrument'>): number {
  return (
    ctx.instrument(position.instrumentId)?.lotSize ??
    copies.findLast(({ share }) => share !== null)?.share?.lotSize ??
    1
  );
}
