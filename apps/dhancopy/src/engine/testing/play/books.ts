import { assetOf } from '@dhancopy/domain/asset';
import type { Asset } from '@dhancopy/domain/asset';
import type { AccountId } from '@dhancopy/domain/ids';
import type { Product } from '@dhancopy/domain/product';
import type { PositionRead } from '../../index.ts';
import type { Venue } from './contracts.ts';

interface Row {
  readonly account: AccountId;
  readonly venue: Venue;
  units: number;
}

/**
 * What the accounts of a broker hold, in the two lists that can be read: the positions of the day with the contracts carried over, and
 * what earlier days left as delivered. `net` is the truth: delivery nets by share, all else by contract.
 */
export class Books {
  readonly #net = new Map<string, number>();
  readonly #day = new Map<string, Row>();
  readonly #holdings = new Map<string, Row>();

  /** What an account held before the session: shares in delivery as holdings, all else as a position carried over. */
  open(account: AccountId, venue: Venue, units: number): void {
    this.#shift(account, venue, units);
    if (venue.product === 'CNC') this.#book(this.#holdings, `${account}|${venue.asset}`, account, venue, units);
    else this.#book(this.#day, dayKey(account, venue), account, venue, units);
  }

  add({ account, venue }: { readonly account: AccountId; readonly venue: Venue }, units: number): void {
    this.#shift(account, venue, units);
    this.#book(this.#day, dayKey(account, venue), account, venue, units);
  }

  net(account: AccountId, { asset, product }: Pick<Venue, 'asset' | 'product'>): number {
    return this.#net.get(netKey(account, asset, product)) ?? 0;
  }

  positions(account: AccountId): PositionRead[] {
    return rowsOf(this.#day, account).map(({ venue, units }) => ({
      instrumentId: venue.instrument.id,
      product: venue.product,
      netQty: units,
    }));
  }

  /** As of the start of the day: what is sold of them today is a position. */
  holdings(account: AccountId): PositionRead[] {
    return rowsOf(this.#holdings, account).map(({ venue, units }) => ({
      instrumentId: venue.instrument.id,
      product: 'CNC',
      netQty: units,
      isin: venue.instrument.isin,
      isHolding: true,
    }));
  }

  /** @param nextDayMs - contracts that have ended before it are gone */
  endDay(nextDayMs: number): void {
    for (const [key, { account, venue, units }] of this.#day) {
      const { expiredFromMs } = venue.instrument;
      const isExpired = expiredFromMs !== null && expiredFromMs <= nextDayMs;
      if (venue.product === 'CNC') {
        this.#book(this.#holdings, `${account}|${venue.asset}`, account, venue, units);
        this.#day.delete(key);
      } else if (venue.product === 'INTRADAY' || isExpired) {
        this.#net.delete(netKey(account, assetOf(venue.instrument.id, venue.product, null), venue.product));
        this.#day.delete(key);
      }
    }
    // Shares that were sold and not there are bought in the auction.
    for (const [key, { account, venue, units }] of this.#holdings) {
      if (units <= 0) this.#holdings.delete(key);
      if (units < 0) this.#shift(account, venue, -units);
    }
  }

  /** A split or bonus of a share: so many units for one, in every account. */
  grow(asset: Asset, factor: number): void {
    for (const row of this.#holdings.values()) {
      if (row.venue.asset !== asset) continue;
      const units = Math.floor(row.units * factor);
      this.#shift(row.account, row.venue, units - row.units);
      row.units = units;
    }
  }

  #shift(account: AccountId, { asset, product }: Venue, units: number): void {
    const key = netKey(account, asset, product);
    this.#net.set(key, (this.#net.get(key) ?? 0) + units);
  }

  #book(rows: Map<string, Row>, key: string, account: AccountId, venue: Venue, units: number): void {
    const row = rows.get(key);
    if (row) row.units += units;
    else rows.set(key, { account, venue, units });
  }
}

function rowsOf(rows: ReadonlyMap<string, Row>, account: AccountId): Row[] {
  return [...rows.values()].filter((row) => row.account === account);
}

function dayKey(account: AccountId, { instrument, product }: Venue): string {
  return `${account}|${instrument.id}|${product}`;
}

export function netKey(account: AccountId, asset: Asset, product: Product): string {
  return `${account}|${asset}|${product}`;
}
