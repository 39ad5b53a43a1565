import type { Turn } from '../decision.ts';
import type { CopyPosition } from './copy-position.ts';
import { pictureOf } from './lines.ts';
import type { Picture } from './lines.ts';
import { lotSizeOf } from './lots.ts';

/** A position worked out as it stands, whatever its link allows. */
export function pictureNow({ state, ctx }: Turn, position: CopyPosition): Picture {
  const copies = position.active.flatMap((id) => state.copies.get(id) ?? []);
  const lotSize = lotSizeOf(position, copies, ctx);
  return pictureOf(state, position, copies, state.links.get(position.linkId)?.settings.copyOn ?? 'accepted', lotSize);
}
