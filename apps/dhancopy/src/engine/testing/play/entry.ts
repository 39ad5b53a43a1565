import {
  createState,
  durableOf,
  handle,
  heldOf,
  isBusy,
  isSuspicious,
  outcomeOf,
  ownUnitsOf,
  restore,
} from '../../index.ts';
import type { Command, Context, Decision, EngineEvent, EngineState, Saved } from '../../index.ts';
import { linkId, venueOrderId } from '@dhancopy/domain/ids';
import type { ClientOrderId, LinkId, VenueOrderId } from '@dhancopy/domain/ids';

/** The only file of the play that touches the engine. What is said here of the engine is all that the play knows of it. */
export { createState, durableOf, handle, heldOf, isBusy, isSuspicious, outcomeOf, ownUnitsOf, restore };
export type { Command, Context, Decision, EngineEvent, EngineState, Saved };

/**
 * Whether the engine keeps the follower's own units. Without, what it believes to hold cannot be compared with the account, and those
 * checks are left out.
 */
export const ENGINE: { readonly keepsOwnUnits: boolean } = { keepsOwnUnits: true };

/** Whether an order carries the mark of this engine. */
export function isMarked(id: ClientOrderId | null): boolean {
  return id?.startsWith('dc_') ?? false;
}

/** Who an order is for, read out of its mark: `dc_<link>_…`, in base 36. */
export function linkOfMark(id: ClientOrderId): LinkId {
  const link = Number.parseInt(/^dc_([0-9a-z]+)_/.exec(id)?.[1] ?? '', 36);
  return linkId(link);
}

/** What two orders must never be live for at once: all of a placement's reference but its generation. */
export function causeOf(command: Extract<Command, { type: 'place' }>): string {
  return `${command.mirrorId}/${command.slice}`;
}

/** What all slices of one copy, or of one correction, have in common. */
export function copyOf(cause: string): string {
  return cause.split('/')[0] ?? cause;
}

/** What all slices of the copy of a leader order have in common. */
export function copyFor(link: LinkId, order: VenueOrderId): string {
  return `${link}:${order}`;
}

/** The leader's order that a request copies; null for one that belongs to none. */
export function leaderOrderOf(command: Extract<Command, { type: 'place' | 'modify' | 'cancel' }>): VenueOrderId | null {
  const id = /^\d+:(\d+)$/.exec(command.mirrorId)?.[1];
  return id === undefined ? null : venueOrderId(id);
}

/** Whether an order belongs to no leader order: it closes what no copy can close. */
export function isCorrection({ cause }: { readonly cause: string | null }): boolean {
  return cause !== null && /^\d+:-/.test(cause);
}
