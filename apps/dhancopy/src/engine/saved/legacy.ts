import { assetOf } from '@dhancopy/domain/asset';
import { istDayStart } from '@dhancopy/domain/indian-time';
import type { AccountId, ClientOrderId, LinkId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import type { Instrument, InstrumentId } from '@dhancopy/domain/instrument';
import { opposite, signOf } from '@dhancopy/domain/order';
import type { OrderSide, OrderTerms } from '@dhancopy/domain/order';
import type { Product } from '@dhancopy/domain/product';
import type { Copy, Desired, Outcome } from '../position/copy.ts';
import { copiedQtyOf, doneOf } from '../position/copy.ts';
import { positionKey } from '../position/copy-position.ts';
import type { Correction, CopyPosition, PositionKey } from '../position/copy-position.ts';
import type { LeaderFill } from '../position/log.ts';
import type { Actual, CopyOrder, EarlierOrder } from '../order/copy-order.ts';
import type { Refusal } from '../risk/gate.ts';
import type { BreachType } from '../risk/limits.ts';
import type { Share } from '../sizing/share.ts';
import type { Saved } from './saved.ts';

/**
 * Data folders of builds before copy positions: one mirror for each leader order and link, and what each link had copied.
 *
 * 1. What was copied is what is held. The first read of the account corrects it.
 * 2. A mirror that is still worked becomes a copy with its leader fills in the log; one that has ended is remembered for late reports.
 */
export interface LegacyMirror {
  readonly id: MirrorId;
  readonly linkId: LinkId;
  readonly leaderId: AccountId;
  readonly followerId: AccountId;
  readonly leaderOrderId: VenueOrderId;
  readonly instrumentId: InstrumentId;
  readonly leaderProduct: Product;
  readonly product: Product;
  readonly side: OrderSide;
  readonly share: Share | null;
  readonly createdMs: number;
  readonly seq: number;
  readonly leaderQty: number;
  readonly entryIntent: number;
  readonly desired: Desired;
  readonly parts: readonly {
    readonly seq: number;
    readonly exit: number;
    readonly held: number;
    readonly entry: number;
  }[];
  readonly letGo: number;
  readonly spared: number;
  readonly copies: readonly LegacyOrder[];
  readonly lagSinceMs: number | null;
  readonly chase: number;
  readonly stop: Refusal | null;
  readonly waiting: string | null;
  readonly breached?: readonly BreachType[];
  readonly outcome: Outcome | null;
}

/** Older ones have one sum for all that earlier generations had filled. */
interface LegacyOrder extends Omit<CopyOrder, 'earlier'> {
  readonly earlier?: readonly EarlierOrder[];
  readonly earlierFilledQty?: number;
  readonly ghosts?: readonly { readonly clientOrderId: ClientOrderId }[];
}

/** What a link had copied: units of an instrument in the leader's product. */
export interface LegacyCopied {
  readonly linkId: LinkId;
  readonly instrumentId: InstrumentId;
  readonly leaderProduct: Product;
  readonly units: number;
}

/** The order that sold a surplus was slice 30 of its mirror. */
const UNWIND_SLICE = 30;

export function isLegacyMirror(value: unknown): value is LegacyMirror {
  return typeof value === 'object' && value !== null && 'copies' in value && 'parts' in value;
}

export interface LegacyContext {
  readonly nowMs: number;
  readonly instrument: (id: InstrumentId) => Instrument | undefined;
  readonly link: (id: LinkId) => { readonly leaderId: AccountId; readonly followerId: AccountId } | undefined;
}

export function fromLegacy(
  mirrors: readonly LegacyMirror[],
  copied: readonly LegacyCopied[],
  ctx: LegacyContext,
): Saved[] {
  const copies = mirrors.map((mirror) => copyOf(mirror, ctx));
  const keys = new Map<
    PositionKey,
    { instrumentId: InstrumentId; product: Product; follower: Product; linkId: LinkId }
  >();
  for (const copy of copies) {
    const { instrumentId, leaderProduct: product, product: follower, linkId } = copy;
    keys.set(positionKey(linkId, copy.asset, product), { instrumentId, product, follower, linkId });
  }
  const held = new Map<PositionKey, number>();
  for (const { linkId, instrumentId, leaderProduct: product, units } of copied) {
    const key = positionKey(linkId, assetIn(instrumentId, product, ctx), product);
    held.set(key, (held.get(key) ?? 0) + units);
    if (!keys.has(key)) keys.set(key, { instrumentId, product, follower: product, linkId });
  }
  const positions = [...keys].flatMap(([key, head]) => {
    const link = ctx.link(head.linkId);
    const mine = mirrors.flatMap((mirror, index) => {
      const copy = copies[index];
      return copy && positionKey(copy.linkId, copy.asset, copy.leaderProduct) === key ? [{ mirror, copy }] : [];
    });
    const first = mine[0]?.copy;
    const accounts = link ?? (first ? { leaderId: first.leaderId, followerId: first.followerId } : null);
    return accounts ? [positionOf(key, head, accounts, held.get(key) ?? 0, mine, ctx)] : [];
  });
  return [
    ...copies.map((copy) => ({ key: `copy ${copy.id}`, value: copy })),
    ...positions.map((position) => ({ key: `position ${position.key}`, value: position })),
  ];
}

function assetIn(instrumentId: InstrumentId, product: Product, ctx: LegacyContext): Copy['asset'] {
  return assetOf(instrumentId, product, ctx.instrument(instrumentId)?.isin ?? null);
}

function copyOf(mirror: LegacyMirror, ctx: LegacyContext): Copy {
  const { stop, outcome, share } = mirror;
  const opened = mirror.parts.reduce((sum, { entry }) => sum + entry, 0);
  const closed = mirror.parts.reduce((sum, { exit }) => sum + exit, 0);
  const orders = mirror.copies.filter(({ slice }) => slice < UNWIND_SLICE).map(withEarlier);
  const writtenOff = mirror.letGo + mirror.spared;
  const done = copiedQtyOf({ orders, side: mirror.side }) + writtenOff;
  const isOpen = outcome === null;
  const summed = opened > 0 ? { exit: 0, entry: done } : { exit: done, entry: 0 };
  const refused = outcome !== null && share === null ? { reason: outcome.reason, detail: outcome.detail } : null;
  return {
    id: mirror.id,
    linkId: mirror.linkId,
    leaderId: mirror.leaderId,
    followerId: mirror.followerId,
    leaderOrderId: mirror.leaderOrderId,
    instrumentId: mirror.instrumentId,
    asset: assetIn(mirror.instrumentId, mirror.leaderProduct, ctx),
    leaderProduct: mirror.leaderProduct,
    product: mirror.product,
    side: mirror.side,
    share,
    slices: { of: mirror.id, before: 0 },
    createdMs: mirror.createdMs,
    seq: mirror.seq,
    leaderQty: mirror.leaderQty,
    leaderFilled: opened + closed,
    leaderOpened: opened,
    intent: mirror.entryIntent,
    // The fills of an ended one are part of what is held; those of an open one are in the log.
    folded: isOpen ? { leaderEntry: 0, exit: 0, entry: 0 } : { leaderEntry: opened, ...summed },
    writtenOff,
    releasedAhead: [],
    entryMost: stop && isOpen ? done : null,
    givenUp: stop ?? refused,
    detached: null,
    orders,
    desired: mirror.desired,
    lagSinceMs: mirror.lagSinceMs,
    chase: mirror.chase,
    asRegular: false,
    waiting: mirror.waiting,
    breached: mirror.breached ?? [],
    outcome,
  };
}

function positionOf(
  key: PositionKey,
  head: {
    readonly instrumentId: InstrumentId;
    readonly product: Product;
    readonly follower: Product;
    readonly linkId: LinkId;
  },
  accounts: { readonly leaderId: AccountId; readonly followerId: AccountId },
  held: number,
  mine: readonly { readonly mirror: LegacyMirror; readonly copy: Copy }[],
  ctx: LegacyContext,
): CopyPosition {
  const open = mine.filter(({ copy }) => copy.outcome === null).sort((a, b) => a.copy.seq - b.copy.seq);
  const log = open
    .flatMap(({ mirror, copy }) => mirror.parts.map((part) => ({ part, copy: copy.id })))
    .sort((a, b) => a.part.seq - b.part.seq)
    .map(({ part, copy }): LeaderFill => ({ copy, exit: part.exit, of: part.held, entry: part.entry, heardMs: null }));
  const unwinds = mine.flatMap(({ mirror }) => unwindOf(mirror));
  const done = open.reduce((sum, { copy }) => sum + signOf(copy.side) * doneOf(copy), 0);
  const live = unwinds.find(({ isOpen }) => isOpen)?.correction ?? null;
  const corrected = live ? signOf(live.side) * copiedQtyOf(live) : 0;
  const asset = mine[0]?.copy.asset ?? assetIn(head.instrumentId, head.product, ctx);
  return {
    key,
    linkId: head.linkId,
    ...accounts,
    asset,
    leaderProduct: head.product,
    product: head.follower,
    instrumentId: head.instrumentId,
    expiredFromMs: ctx.instrument(head.instrumentId)?.expiredFromMs ?? null,
    base: held - done - corrected,
    run: null,
    log,
    active: open.map(({ copy }) => copy.id),
    held,
    correction: live,
    corrections: unwinds.length,
    past: unwinds.filter(({ isOpen }) => !isOpen).map(({ correction }) => correction),
    recentFills: [],
    dayMs: istDayStart(Math.max(0, ...mine.map(({ copy }) => copy.createdMs)) || ctx.nowMs),
    leaderNet: 0,
    price: null,
    doubt: null,
    released: false,
  };
}

function unwindOf(mirror: LegacyMirror): { readonly isOpen: boolean; readonly correction: Correction }[] {
  const order = mirror.copies.find(({ slice }) => slice === UNWIND_SLICE);
  if (!order) return [];
  const correction: Correction = {
    number: mirror.seq,
    instrumentId: mirror.instrumentId,
    side: opposite(mirror.side),
    closes: true,
    orders: [withEarlier(order)],
    sinceMs: mirror.createdMs,
    failures: 0,
    notBeforeMs: 0,
    lagSinceMs: null,
    chase: 0,
    isOver: false,
  };
  return [{ isOpen: mirror.outcome === null, correction }];
}

/** One set of terms was kept from before the last modification. */
function withEarlierTerms(actual: Actual & { readonly previousTerms?: OrderTerms | null }): Actual {
  if (actual.state !== 'open') return actual;
  const { previousTerms = null, ...rest } = actual;
  return { ...rest, earlierTerms: previousTerms === null ? [] : [previousTerms] };
}

/** Which generation had filled what is not known from a sum: the last one before the present order is said to have. */
function withEarlier(order: LegacyOrder): CopyOrder {
  const { earlierFilledQty = 0, ghosts = [], earlier: known, ...last } = order;
  const rest = { ...last, actual: withEarlierTerms(order.actual) };
  if (known) return { ...rest, earlier: known };
  const cause = order.clientOrderId.slice(0, order.clientOrderId.lastIndexOf('_') + 2);
  const absent = new Set<string>(ghosts.map(({ clientOrderId }) => clientOrderId));
  const earlier = Array.from({ length: order.generation }, (_, generation) => ({
    filledQty: generation === order.generation - 1 ? earlierFilledQty : 0,
    isAbsent: absent.has(`${cause}${generation.toString(36)}`),
  }));
  return { ...rest, earlier };
}
