import type { Brand } from './brand.ts';
import { invariant } from './invariant.ts';

/** The Dhan client id of an account, as the broker writes it ("1100012345"). */
export type AccountId = Brand<string, 'AccountId'>;
/** The broker's order number. Opaque: 12 to 15 digits in samples, kept as text. */
export type VenueOrderId = Brand<string, 'VenueOrderId'>;
/** Our id of an order, sent to the broker as `correlationId`. */
export type ClientOrderId = Brand<string, 'ClientOrderId'>;
/** Number of a leader-follower link in the database. */
export type LinkId = Brand<number, 'LinkId'>;
/** One leader order seen by one link: `<link>:<leader's order number>`. */
export type MirrorId = Brand<string, 'MirrorId'>;

/** @throws {InvariantError} when `text` is not 1 to 20 letters, digits, `_` or `-`. */
export function accountId(text: string): AccountId {
  invariant(isAccountId(text), `account id: expected 1 to 20 letters or digits, found ${JSON.stringify(text)}`);
  return text;
}

export function isAccountId(text: string): text is AccountId {
  return /^[A-Za-z0-9_-]{1,20}$/.test(text);
}

/** The ids of DhanHQ, in words. An older database may have others, which stay valid. */
export const DHAN_ID_WORDS = 'a Dhan client id: 6 to 15 digits, such as 1100000001';

/** Of an id that no account has: it is a wrong text, and not an account that is missing. */
export function isMalformedId(text: string): boolean {
  return !/^\d+$/.test(text);
}

export function venueOrderId(text: string): VenueOrderId {
  invariant(text.length > 0, 'venue order id: expected a non-empty text');
  return text as VenueOrderId;
}

export function linkId(value: number): LinkId {
  invariant(Number.isSafeInteger(value) && value > 0, `link id: expected a positive whole number, found ${value}`);
  return value as LinkId;
}

export function mirrorId(link: LinkId, leaderOrderId: VenueOrderId): MirrorId {
  return `${link}:${leaderOrderId}` as MirrorId;
}
