import { assetOf } from '@dhancopy/domain/asset';
import { istDayStart } from '@dhancopy/domain/indian-time';
import { instrumentId } from '@dhancopy/domain/instrument';
import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import type { Product } from '@dhancopy/domain/product';
import { unrealisedAt } from '@dhancopy/domain/profit/average-cost';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { PositionRow } from '../../store/portfolio/positions.ts';
import type { Store } from '../../store/store.ts';
import { copiedProfit } from './copied-profit.ts';
import type { CopiedProfit, Movement } from './copied-profit.ts';

/** One asset in one product of one follower. Units are signed, money is rupees, times are epoch ms. */
export interface PositionLine {
  readonly followerId: string;
  readonly followerName: string;
  readonly symbol: string;
  readonly product: string;
  /** Held for leaders: what our orders filled, less what left. */
  readonly copied: number;
  /** The follower's own; null until the account was read once. */
  readonly own: number | null;
  /** Average cost of the copied units; null while none are held. */
  readonly averageCost: number | null;
  /** Worked out from what the broker last said the position would bring; null where he did not. */
  readonly lastPrice: number | null;
  readonly realisedToday: number;
  readonly chargesToday: number;
  /** Realised today, less today's charges. */
  readonly netToday: number;
  /** What closing the copied units at the last price would bring; null without a price. */
  readonly unrealised: number | null;
  /** All that copying it has realised, less all charges. */
  readonly netRealised: number;
  /** With what closing would bring, before the charges of closing. */
  readonly netTotal: number | null;
  readonly unchargedTrades: number;
  readonly unpricedUnits: number;
  /** Why entries wait for the operator; null when nothing is in doubt. */
  readonly doubt: string | null;
}

export interface FollowerPositions {
  readonly followerId: string;
  readonly followerName: string;
  readonly lines: readonly PositionLine[];
  /** The account was read at least once. */
  readonly wasRead: boolean;
  /** The whole account as the broker last said, copied and own together, before charges; null where he shows none. */
  readonly broker: { readonly realised: number; readonly unrealised: number; readonly atMs: number } | null;
}

interface Entry {
  readonly symbol: string;
  readonly product: string;
  readonly movements: Movement[];
  copied: number;
  own: number | null;
  doubt: string | null;
  row: PositionRow | null;
  lastPrice: number | null;
}

/** Every follower's positions, copied and own apart, with what copying has brought. */
export function readPositions(store: Store, nowMs: number, only?: string): FollowerPositions[] {
  return store.accounts
    .list()
    .filter(({ role, account_id: id }) => role === 'follower' && (only === undefined || id === only))
    .map((account) => ofFollower(store, account, nowMs));
}

function ofFollower(store: Store, account: AccountRow, nowMs: number): FollowerPositions {
  const { account_id: id, name } = account;
  const book = store.positions.latest(id);
  const entries = collect(store, id, book);
  const daySec = istDayStart(nowMs) / 1000;
  const lines = [...entries.values()]
    .map((entry) => lineOf(account, entry, copiedProfit(entry.movements, daySec, entry.row?.multiplier ?? 1)))
    .filter(isWorthALine);
  const atMs = (book[0]?.snapshot_ts ?? 0) * 1000;
  const broker = {
    realised: sum(book.map((row) => row.realized_pl ?? 0)),
    unrealised: sum(book.map((row) => row.unrealized_pl ?? 0)),
    atMs,
  };
  const wasRead = atMs > 0 || store.funds.latest(id) !== undefined;
  return { followerId: id, followerName: name, lines, wasRead, broker: atMs === 0 ? null : broker };
}

/** By asset and the follower's product. */
function collect(store: Store, followerId: string, book: readonly PositionRow[]): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  const links = new Set(store.links.everOf(followerId));
  const positions = store.copyPositions.list().filter(({ link_id: link }) => links.has(link));
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
    const instrument = store.instruments.get(segment, securityId);
    return {
      asset: (product) =>
        assetOf(instrumentId(segment as ExchangeSegment, securityId), product as Product, instrument?.isin ?? null),
      symbol: () => instrument?.trading_symbol ?? `${segment}:${securityId}`,
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
  for (const row of store.copyPositions.own()) {
    if (row.account_id !== followerId) continue;
    entry(row.asset, row.product, () => symbolOf(store, row.asset)).own = row.units;
  }
  for (const trade of store.trades.copied(followerId)) {
    const { asset, symbol } = named(trade.exchange_segment, trade.security_id);
    entry(asset(trade.product), trade.product, symbol).movements.push({ ...trade, atSec: trade.trade_ts });
  }
  for (const { link_id: link, asset, product, units, price, released_at: atSec } of store.copyPositions.releases(0)) {
    if (!links.has(link)) continue;
    const own = productOf.get(`${link}|${asset}|${product}`) ?? product;
    const side = units > 0 ? 'SELL' : 'BUY';
    entry(asset, own, () => symbolOf(store, asset)).movements.push({
      side,
      quantity: Math.abs(units),
      price,
      charges: 0,
      atSec,
    });
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

function lineOf({ account_id, name }: AccountRow, entry: Entry, profit: CopiedProfit): PositionLine {
  const { position, realisedToday, chargesToday, charges, uncharged, unpriced } = profit;
  const { copied, own, doubt, lastPrice, symbol, product } = entry;
  const multiplier = entry.row?.multiplier ?? 1;
  const isOpen = position.units !== 0;
  const unrealised = isOpen ? (lastPrice === null ? null : unrealisedAt(position, lastPrice, multiplier)) : 0;
  const netRealised = position.realised - charges;
  return {
    followerId: account_id,
    followerName: name,
    symbol,
    product,
    copied,
    own,
    averageCost: isOpen ? position.averageCost : null,
    lastPrice,
    realisedToday,
    chargesToday,
    netToday: realisedToday - chargesToday,
    unrealised,
    netRealised,
    netTotal: unrealised === null ? null : netRealised + unrealised,
    unchargedTrades: uncharged,
    unpricedUnits: unpriced,
    doubt,
  };
}

/** Flat, never copied and nobody's own says nothing. */
function isWorthALine({ copied, own, netRealised, doubt }: PositionLine): boolean {
  return copied !== 0 || (own ?? 0) !== 0 || netRealised !== 0 || doubt !== null;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
