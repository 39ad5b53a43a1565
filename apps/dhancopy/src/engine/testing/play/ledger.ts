import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId, LinkId } from '@dhancopy/domain/ids';
import { signOf } from '@dhancopy/domain/order';
import { netKey } from './books.ts';
import type { Venue } from './contracts.ts';
import type { Trade } from './order.ts';

/** Who holds what in one account, asset and product: the follower himself, and each link. Their sum is the account's net. */
export interface Holding {
  readonly account: AccountId;
  readonly venue: Venue;
  own: number;
  readonly held: Map<LinkId, number>;
  /** True once a hand trade released units of several links: how they share it is the engine's matter. */
  isShared: boolean;
  /** Units that a hand trade released, in all. */
  released: number;
}

/**
 * The rule of ownership, played by the exchange's order of trades: fills of marked orders belong to their link; a hand trade first
 * closes what is the follower's own, then copied units as long as the account is on that side, and the rest is his own.
 * It is written from the rule alone and knows no engine.
 */
export class Ledger {
  readonly #holdings = new Map<string, Holding>();
  readonly #gone = new Set<LinkId>();

  of(account: AccountId, venue: Venue): Holding {
    const key = netKey(account, venue.asset, venue.product);
    const known = this.#holdings.get(key);
    if (known) return known;
    const fresh: Holding = { account, venue, own: 0, held: new Map(), isShared: false, released: 0 };
    this.#holdings.set(key, fresh);
    return fresh;
  }

  all(): IterableIterator<Holding> {
    return this.#holdings.values();
  }

  open(account: AccountId, venue: Venue, units: number): void {
    this.of(account, venue).own += units;
  }

  /** A fill of a follower's account. */
  add({ order, units }: Trade): Holding {
    const { ticket } = order;
    const holding = this.of(ticket.account, ticket.venue);
    const signed = units * signOf(ticket.side);
    if (ticket.link === null) release(holding, signed);
    else if (this.#gone.has(ticket.link)) holding.own += signed;
    else holding.held.set(ticket.link, heldBy(holding, ticket.link) + signed);
    return holding;
  }

  /** The link is gone: what it holds is the follower's own, and so is what its orders fill yet. */
  handBack(link: LinkId): void {
    this.#gone.add(link);
    for (const holding of this.#holdings.values()) {
      holding.own += heldBy(holding, link);
      holding.held.delete(link);
    }
  }

  /** The exchange has bought or sold so many units for the account. */
  auction(holding: Holding, signed: number): void {
    release(holding, signed);
  }

  /** A split or bonus: so many units for one. The account gets whole units; fractions of what links hold are the follower's own. */
  grow(asset: Asset, factor: number): void {
    for (const holding of this.#holdings.values()) {
      if (holding.venue.asset !== asset || holding.venue.product !== 'CNC') continue;
      const before = holding.own + copiedOf(holding);
      if (before <= 0) continue;
      const after = Math.floor(before * factor);
      for (const [link, units] of holding.held) holding.held.set(link, Math.floor(units * factor));
      holding.own = after - copiedOf(holding);
    }
  }

  /** Everything in it is gone: the day of an intraday position, or the contract, has ended. */
  clear(holding: Holding): void {
    holding.own = 0;
    holding.held.clear();
  }
}

export function heldBy(holding: Holding, link: LinkId): number {
  return holding.held.get(link) ?? 0;
}

export function copiedOf(holding: Holding): number {
  let sum = 0;
  for (const units of holding.held.values()) sum += units;
  return sum;
}

/** @param signed - units of a trade that is not ours */
function release(holding: Holding, signed: number): void {
  const side = Math.sign(signed);
  let left = Math.abs(signed);
  const before = holding.own + copiedOf(holding);
  const fromOwn = Math.min(left, Math.max(0, -side * holding.own));
  left -= fromOwn;
  const net = Math.max(0, -side * before - fromOwn);
  const sources = [...holding.held].filter(([, units]) => units * side < 0);
  const total = sources.reduce((sum, [, units]) => sum + Math.abs(units), 0);
  const fromLinks = Math.min(left, net, total);
  let rest = fromLinks;
  for (const [index, [link, units]] of sources.entries()) {
    const isLast = index === sources.length - 1;
    const share = isLast ? rest : Math.min(rest, Math.floor((fromLinks * Math.abs(units)) / total));
    rest -= share;
    holding.held.set(link, units + side * share);
  }
  holding.released += fromLinks;
  if (sources.length > 1 && fromLinks > 0) holding.isShared = true;
  holding.own += signed - side * fromLinks;
}
