import type { ClientOrderId, LinkId, VenueOrderId } from '@dhancopy/domain/ids';
import { invariant } from '@dhancopy/domain/invariant';

/** Marks an order as ours, on every account and after every restart: the loop guard. */
export const CLIENT_ORDER_ID_PREFIX = 'dc_';

/** Slices 0 to 29 of a copy. Earlier builds sold a surplus as slice 30. */
const SLICE_LAST = 30;

/**
 * The id of one order of one copy, computed from its cause, so that a second run finds what the first one placed.
 * Shape `dc_<link>_<cause>_<slice><generation>` in base 36: at most 25 characters of [A-Za-z0-9_-]. The cause is the leader order,
 * or `-` with position and number for a correction.
 * Source: the broker documents 30 characters, its sandbox accepts 25; docs/decisions/0004-correlation-ids.md.
 */
export function clientOrderId(link: LinkId, cause: VenueOrderId, slice: number, generation: number): ClientOrderId {
  invariant(slice >= 0 && slice <= SLICE_LAST, `slice: expected 0 to ${SLICE_LAST}, found ${slice}`);
  return numbered(
    `${CLIENT_ORDER_ID_PREFIX}${link.toString(36)}_${encodeCause(cause)}_${slice.toString(36)}`,
    generation,
  );
}

function numbered(cause: string, generation: number): ClientOrderId {
  invariant(generation >= 0 && generation < 36 ** 2, `generation: expected below 1296, found ${generation}`);
  const id = `${cause}${generation.toString(36)}`;
  invariant(id.length <= 25, `client order id ${id} is longer than 25 characters`);
  return id as ClientOrderId;
}

/**
 * What an order of ours is for (link, leader order and slice), and which of the orders for it; null for a text of another shape.
 */
export function parseClientOrderId(id: string): { cause: string; generation: number } | null {
  const parts = /^(dc_[0-9a-z]+_-?[0-9a-z]+_[0-9a-u])([0-9a-z]{1,2})$/.exec(id);
  if (!parts?.[1] || !parts[2]) return null;
  return { cause: parts[1], generation: Number.parseInt(parts[2], 36) };
}

/** The id of the same link, cause and slice with another generation. */
export function withGeneration(id: ClientOrderId, generation: number): ClientOrderId {
  const mark = parseClientOrderId(id);
  invariant(mark !== null, `client order id ${id} has another shape`);
  return numbered(mark.cause, generation);
}

/** True when the text carries our prefix, whichever installation made it. */
export function isOurs(id: string | null): boolean {
  return id?.startsWith(CLIENT_ORDER_ID_PREFIX) ?? false;
}

/**
 * The cause of a correction: stands where a leader order's number stands, and cannot be one. Four characters of the position, four of
 * the second in which it began (they repeat after 19 days) and then the number. An older copy of the database counts corrections again
 * from a lower number: the second keeps them apart from those that are at the broker already.
 */
export function correctionCause(position: string, sinceMs: number, number: number): VenueOrderId {
  const second = (Math.floor(sinceMs / 1_000) % 36 ** 4).toString(36).padStart(4, '0');
  const where = fnv1a(position, 0x811c9dc5).padStart(7, '0').slice(-4);
  return `-${where}${second}${number.toString(36)}` as VenueOrderId;
}

/** Decimal order numbers are written in base 36 (reversible); anything else is hashed and marked with an `h`. */
function encodeCause(id: VenueOrderId): string {
  if (id.startsWith('-')) return id;
  const isDecimal = /^[1-9]\d{0,14}$/.test(id);
  return isDecimal ? Number(id).toString(36) : `h${fnv1a(id, 0x811c9dc5)}${fnv1a(id, 0x01000193)}`.slice(0, 11);
}

/** FNV-1a, 32 bits, base 36. Only spreads ids that are not decimal; nothing secret depends on it. */
function fnv1a(text: string, seed: number): string {
  let hash = seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}
