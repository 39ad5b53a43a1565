import type { Turn } from '../decision.ts';
import type { CopyPosition } from './copy-position.ts';
import type { EngineState } from '../state.ts';
import type { Copy } from './copy.ts';
import { pictureOf } from './lines.ts';
import type { Picture } from './lines.ts';
import { lotSizeOf } from './lots.ts';

/**
 * A position worked out as it stands, whatever its link allows.
 * @param copies - its active ones, as they may be instead of as they are
 * @param last - what was found earlier in the same event
 */
export function pictureNow(
  { state, ctx }: Turn,
  position: CopyPosition,
  copies: readonly Copy[] = activeIn(state, position),
  last: Picture | null = null,
): Picture {
  const lotSize = lotSizeOf(position, copies, ctx);
  const copyOn = state.links.get(position.linkId)?.settings.copyOn ?? 'accepted';
  return pictureOf(state, position, copies, copyOn, lotSize, last);
}

export function activeIn(state: EngineState, { active }: CopyPosition): Copy[] {
  return active.flatMap((id) => state.copies.get(id) ?? []);
}
