import { assetOf } from '@dhancopy/domain/asset';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import type { Product } from '@dhancopy/domain/product';
import type { PositionRow } from '../../store/portfolio/positions.ts';
import type { CopyPositionRow, OwnPositionRow, PositionRelease } from '../../store/copies/copy-positions.ts';
import type { Store } from '../../store/store.ts';
import { InstrumentTable } from '../../runtime/instrument-table.ts';
import type { FollowerTrade } from '../../store/money/trades.ts';
import type { Movement } from './copied-profit.ts';
import { leavings } from './left-units.ts';

/** What is known of one asset in one product of a follower. Units are signed. */
export interface Entry {
  readonly symbol: string;
  readonly product: string;
  readonly movements: Movement[];
  copied: number;
  own: number | null;
  doubt: string | null;
  row: PositionRow | null;
  lastPrice: number | null;
}

/** What all followers share, read once. */
export interface Units {
  readonly positions: readonly CopyPositionRow[];
  readonly own: readonly OwnPositionRow[];
  readonly releases: readonly PositionRelease[];
  readonly instruments: InstrumentTable;
}

export function readUnits(store: Store): Units {
  const { copyPositions } = store;
  return {
    positions: copyPositions.list(),
    own: copyPositions.own(),
    releases: copyPositions.releases(0),
    instruments: new InstrumentTable(store),
  };
}

/** What a follower has or had, by asset and product: the broker's book, copied and own units, trades of ours, and what left without one. */
export function collectEntries(
  store: Store,
  shared: Units,
  followerId: string,
  book: readonly PositionRow[],
): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const links = new Set(store.links.everOf(followerId));
  const positions = shared.positions.filter(({ link_id: link }) => links.has(link));
  const productOf = new Map(
    positions.map((row) => [`${row.link_id}|${row.asset}|${row.product}`, row.follower_product]),
  );

  function entry(asset: string, product: string, symbol: () => string): Entry {
    const key = `${asset}|${product}`;
    let found = entries.get(key);
    if (!found) {
      found = {
        symbol: symbol(),
        product,
        movements: [],
        copied: 0,
        own: null,
        doubt: null,
        row: null,
        lastPrice: null,
      };
      entries.set(key, found);
    }
    return found;
  }
  function named(segment: string, securityId: string): { asset: (product: string) => string; symbol: () => string } {
    const id = instrumentId(segment as ExchangeSegment, securityId);
    const instrument = shared.instruments.get(id);
    return {
      asset: (product) => assetOf(id, product as Product, instrument?.isin ?? null),
      symbol: () => instrument?.tradingSymbol ?? id,
    };
  }

  for (const row of book) {
    const { asset, symbol } = named(row.exchange_segment, row.security_id);
    const product = row.product ?? '';
    const of = entry(asset(product), product, symbol);
    of.row = row;
    of.lastPrice = lastPriceOf(row);
  }
  for (const row of positions) {
    const { symbol } = named(row.exchange_segment, row.security_id);
    const of = entry(row.asset, row.follower_product, symbol);
    of.copied += row.held_qty;
    of.doubt ??= row.doubt;
  }
  for (const row of shared.own) {
    if (row.account_id !== followerId) continue;
    entry(row.asset, row.product, () => symbolOf(store, row.asset)).own = row.units;
  }
  const ownTrades = new Map<string, FollowerTrade[]>();
  for (const trade of store.trades.ofFollower(followerId)) {
    const { asset, symbol } = named(trade.exchange_segment, trade.security_id);
    const key = `${asset(trade.product)}|${trade.product}`;
    if (trade.is_copied)
      entry(asset(trade.product), trade.product, symbol).movements.push({ ...trade, atSec: trade.trade_ts });
    else ownTrades.set(key, [...(ownTrades.get(key) ?? []), trade]);
  }
  const left = shared.releases.filter(({ link_id: link }) => links.has(link));
  const keyOf = ({ link_id: link, asset, product }: PositionRelease): string => {
    return `${asset}|${productOf.get(`${link}|${asset}|${product}`) ?? product}`;
  };
  for (const [key, together] of Map.groupBy(left, keyOf)) {
    const [asset = '', product = ''] = key.split('|');
    const of = entry(asset, product, () => symbolOf(store, asset));
    of.movements.push(...leavings(together, ownTrades.get(key) ?? []));
  }
  for (const { movements } of entries.values()) movements.sort((a, b) => a.atSec - b.atSec);
  return entries;
}

/** What one unit is worth by the broker's own figure of what the position would bring. */
function lastPriceOf({
  net_qty: net,
  buy_avg: buy,
  sell_avg: sell,
  unrealized_pl: unrealised,
  multiplier,
}: PositionRow): number | null {
  const average = net > 0 ? buy : sell;
  if (net === 0 || unrealised === null || average === null) return null;
  return average + unrealised / (net * (multiplier ?? 1));
}

function symbolOf(store: Store, asset: string): string {
  if (asset.startsWith('isin:')) return store.instruments.byIsin(asset.slice(5), 1)[0]?.trading_symbol ?? asset;
  const [segment = '', securityId = ''] = asset.split(':');
  return store.instruments.get(segment, securityId)?.trading_symbol ?? asset;
}
