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
 */
export function pictureNow(
  { state, ctx }: Turn,
  position: CopyPosition,
  copies: readonly Copy[] = activeIn(state, position),
): Picture {
  const lotSize = lotSizeOf(position, copies, ctx);
  return pictureOf(state, position, copies, state.links.get(position.linkId)?.settings.copyOn ?? 'accepted', lotSize);
}

export function activeIn(state: EngineState, { active }: CopyPosition): Copy[] {
  return active.flatMap((id) => state.copies.get(id) ?? []);
}
