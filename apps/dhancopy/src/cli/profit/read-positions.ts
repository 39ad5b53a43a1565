import { istDayStart } from '@dhancopy/domain/indian-time';
import { roundPrice, roundRupees } from '@dhancopy/domain/rupees';
import { unrealisedAt } from '@dhancopy/domain/profit/average-cost';
import type { AccountRow } from '../../store/accounts/accounts.ts';
import type { Store } from '../../store/store.ts';
import { copiedProfit } from './copied-profit.ts';
import type { CopiedProfit } from './copied-profit.ts';
import { collectEntries, readUnits } from './entries.ts';
import type { Entry, Units } from './entries.ts';

/** One asset in one product of one follower. Units are signed, money is rupees in whole paise, times are epoch ms. */
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
  /** Copied units, signed, whose trades are not read yet: cost and profit are without them. */
  readonly unreadUnits: number;
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

/** Every follower's positions, copied and own apart, with what copying has brought. */
export function readPositions(store: Store, nowMs: number, only?: string): FollowerPositions[] {
  const units = readUnits(store);
  return store.accounts
    .list()
    .filter(({ role, account_id: id }) => role === 'follower' && (only === undefined || id === only))
    .map((account) => ofFollower(store, units, account, nowMs));
}

function ofFollower(store: Store, units: Units, account: AccountRow, nowMs: number): FollowerPositions {
  const { account_id: id, name } = account;
  const book = store.positions.latest(id);
  const entries = collectEntries(store, units, id, book);
  const daySec = istDayStart(nowMs) / 1000;
  const lines = [...entries.values()]
    .map((entry) => lineOf(account, entry, copiedProfit(entry.movements, daySec, entry.row?.multiplier ?? 1)))
    .filter(isWorthALine);
  const atMs = (book[0]?.snapshot_ts ?? 0) * 1000;
  const broker = {
    realised: roundRupees(sum(book.map((row) => row.realized_pl ?? 0))),
    unrealised: roundRupees(sum(book.map((row) => row.unrealized_pl ?? 0))),
    atMs,
  };
  const wasRead = atMs > 0 || store.funds.latest(id) !== undefined;
  return { followerId: id, followerName: name, lines, wasRead, broker: atMs === 0 ? null : broker };
}

function lineOf({ account_id, name }: AccountRow, entry: Entry, profit: CopiedProfit): PositionLine {
  const { position, uncharged, unpriced } = profit;
  const { copied, own, doubt, lastPrice, symbol, product } = entry;
  const multiplier = entry.row?.multiplier ?? 1;
  const unreadUnits = copied - position.units;
  const isOpen = position.units !== 0 || unreadUnits !== 0;
  const isPriced = lastPrice !== null && unreadUnits === 0;
  const unrealised = isOpen ? (isPriced ? roundRupees(unrealisedAt(position, lastPrice, multiplier)) : null) : 0;
  // Each figure is rounded once, so that the sums of a reader are those of this line.
  const realisedToday = roundRupees(profit.realisedToday);
  const chargesToday = roundRupees(profit.chargesToday);
  const netRealised = roundRupees(position.realised - profit.charges);
  return {
    followerId: account_id,
    followerName: name,
    symbol,
    product,
    copied,
    own,
    averageCost: isOpen && unreadUnits === 0 ? roundPrice(position.averageCost) : null,
    lastPrice: lastPrice === null ? null : roundPrice(lastPrice),
    realisedToday,
    chargesToday,
    netToday: roundRupees(realisedToday - chargesToday),
    unrealised,
    netRealised,
    netTotal: unrealised === null ? null : roundRupees(netRealised + unrealised),
    unchargedTrades: uncharged,
    unpricedUnits: unpriced,
    unreadUnits,
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
