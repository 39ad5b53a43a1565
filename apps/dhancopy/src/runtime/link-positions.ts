import type { Asset } from '@dhancopy/domain/asset';
import type { LinkId } from '@dhancopy/domain/ids';
import { instrumentId, splitInstrumentId } from '@dhancopy/domain/instrument';
import type { ExchangeSegment } from '@dhancopy/domain/instrument';
import type { Product } from '@dhancopy/domain/product';
import type { AdoptedPosition, Copy, EngineState } from '../engine/index.ts';
import type { CopyPositionRow } from '../store/copies/copy-positions.ts';
import type { Store } from '../store/store.ts';
import { istDayStart } from '@dhancopy/domain/indian-time';

/** What earlier links of a pair left in the follower's account. */
export interface LeftBehind {
  readonly linkIds: readonly number[];
  readonly positions: readonly AdoptedPosition[];
}

/**
 * Copied units that removed links between two accounts left with the follower, as far as he still has them. INTRADAY ends with its
 * day.
 */
export function leftBehind(store: Store, leader: string, follower: string, nowMs: number): LeftBehind {
  const linkIds = store.links.removed(leader, follower);
  const positions = linkIds
    .flatMap((link) => store.copyPositions.left(link))
    .flatMap((row) => adoptable(store, row, nowMs));
  return { linkIds, positions };
}

function adoptable(
  store: Store,
  row: ReturnType<Store['copyPositions']['left']>[number],
  nowMs: number,
): AdoptedPosition[] {
  const dayStart = istDayStart(nowMs) / 1000;
  if (row.product === 'INTRADAY' && row.left_at < dayStart) return [];
  const netQty = row.isOwn ? atMost(row.units, ownUnits(store, row)) : row.units;
  if (netQty === 0) return [];
  return [
    {
      asset: row.asset as Asset,
      instrumentId: instrumentId(row.exchange_segment as ExchangeSegment, row.security_id),
      leaderProduct: row.product as Product,
      product: row.follower_product as Product,
      netQty,
    },
  ];
}

/** His own units by now: he may have sold some since. Null when his account was not read. */
function ownUnits(
  store: Store,
  row: { readonly account_id: string; readonly asset: string; readonly follower_product: string },
): number | null {
  const own = store.copyPositions
    .own()
    .find(
      (each) => each.account_id === row.account_id && each.asset === row.asset && each.product === row.follower_product,
    );
  return own?.units ?? null;
}

function atMost(units: number, own: number | null): number {
  if (own === null) return units;
  if (Math.sign(own) !== Math.sign(units)) return 0;
  return Math.sign(units) * Math.min(Math.abs(units), Math.abs(own));
}

/** `100 INTRADAY of HDFCBANK, -65 MARGIN of NSE_FNO:52345`: by trading symbol where it is known. */
export function heldWords(store: Store, rows: readonly CopyPositionRow[]): string {
  return rows
    .map((row) => `${row.held_qty} ${row.product} of ${symbolOf(store, row.exchange_segment, row.security_id)}`)
    .join(', ');
}

/** `2000000001: 100 INTRADAY of HDFCBANK; 2000000002: an order still rests`. */
export function heldByFollower(store: Store, links: readonly LinkId[]): string {
  return links
    .map((link) => {
      const follower = store.links.byId(link)?.follower_account_id ?? `link ${link}`;
      return `${follower}: ${heldWords(store, store.copyPositions.held(link)) || 'an order still rests'}`;
    })
    .join('; ');
}

export function adoptedWords(store: Store, positions: readonly AdoptedPosition[]): string {
  return positions
    .map(({ netQty, leaderProduct, instrumentId: id }) => {
      const { segment, securityId } = splitInstrumentId(id);
      return `${netQty} ${leaderProduct} of ${symbolOf(store, segment, securityId)}`;
    })
    .join(', ');
}

function symbolOf(store: Store, exchangeSegment: string, securityId: string): string {
  return store.instruments.get(exchangeSegment, securityId)?.trading_symbol ?? `${exchangeSegment}:${securityId}`;
}

/** True when a link holds nothing and no order of it may still fill. An order that the follower took over is his. */
export function isFlat(state: EngineState, link: LinkId): boolean {
  return [...(state.positionsByLink.get(link) ?? [])].every((key) => {
    const position = state.positions.get(key);
    if (!position) return true;
    const copies = position.active.flatMap((id) => ordersOf(state.copies.get(id)));
    const orders = [...copies, ...(position.correction?.orders ?? [])];
    return (
      position.held === 0 &&
      orders.every(({ actual, inFlight }) => inFlight === null && actual.state !== 'open' && actual.state !== 'unknown')
    );
  });
}

function ordersOf(copy: Copy | undefined): Copy['orders'] {
  return copy?.detached === null ? copy.orders : [];
}
