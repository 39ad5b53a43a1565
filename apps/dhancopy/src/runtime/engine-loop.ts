import { linkId, mirrorId, venueOrderId } from '@dhancopy/domain/ids';
import type { AccountId, ClientOrderId, LinkId, MirrorId, VenueOrderId } from '@dhancopy/domain/ids';
import type { InstrumentId } from '@dhancopy/domain/instrument';
import type { OrderReport } from '@dhancopy/domain/order';
import type { Product } from '@dhancopy/domain/product';
import { fromLegacy, handle, isLegacyMirror, isSuspicious, orderKey, restore } from '../engine/index.ts';
import type {
  AbsenceRule,
  Context,
  Copy,
  CopyRef,
  Decision,
  EngineEvent,
  EngineState,
  KnownOrder,
  LegacyMirror,
  Notice,
  OrderKey,
  Saved,
} from '../engine/index.ts';
import { DecisionWriter } from './decision-writer.ts';
import type { Inbox, Posted } from './inbox.ts';
import type { Outbox } from './outbox.ts';
import type { MappingRow } from '../store/copies/mappings.ts';
import { DatabaseError } from '../store/file/errors.ts';
import { readStored } from '../store/file/stored-value.ts';
import type { Store } from '../store/store.ts';
import type { BrokerClock } from './broker-clock.ts';
import { tradingDay } from '@dhancopy/domain/trading-day';
import type { Clock } from './time/clock.ts';
import { after, every } from './time/every.ts';
import type { InstrumentTable } from './instrument-table.ts';
import { endedReport } from './order-rows.ts';
import { storedCopy, storedOwn, storedPosition } from './stored-state.ts';
import type { RateBudget } from './rate-budget.ts';

export interface EngineLoopOptions {
  readonly clock: Clock;
  /** All that the engine knows. */
  readonly state: EngineState;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly store: Store;
  readonly instruments: InstrumentTable;
  readonly absence: AbsenceRule;
  readonly brokerClock: Pick<BrokerClock, 'aheadMs'>;
  readonly budgetOf: (account: AccountId) => RateBudget | undefined;
  readonly notify: (notice: Notice) => void;
  /** An order was refused because the list of instruments does not have its contract. */
  readonly onUnknownInstrument: (id: InstrumentId) => void;
  /** Trading states that a command has written into the database: they count before anything else is decided. */
  readonly statesElsewhere: () => readonly EngineEvent[];
  /** The event with the trading state that the database has now. */
  readonly upToDate: (event: EngineEvent) => EngineEvent;
  /** Commands that waited for a locked database: carried out in the transaction of the next decision, and obeyed in it. */
  readonly carryOutWaiting: () => { readonly settle: () => void } | null;
  /** The disk is full: makes room. @returns false when there is none to be made */
  readonly makeRoom: () => boolean;
  /** A leader's order has changed, epoch seconds by the broker's clock. Called once for all changes of one second. */
  readonly onLeaderEvent: (sec: number) => void;
  /** Called when no event has come for a while. */
  readonly onIdle: () => void;
  /** How long another program may keep the database locked before the engine stops, ms. */
  readonly lockedMs?: number | undefined;
  /** The decision could not be made durable: the process must stop, and begins again from the books. */
  readonly onFatal: (error: unknown) => void;
}

interface Decided {
  readonly posted: Posted;
  readonly decision: Decision;
}

/** Events taken in one transaction: enough to share a commit, few enough that the first is not kept waiting. */
const BATCH_MAX = 256;
/** How often waiting mirrors are looked at, ms. */
const TICK_MS = 25;
/** How long a locked database is waited for. If it stays locked, the operator must find the program that locks it. */
const LOCKED_MS = 60_000;
/** Between two tries, ms. Each waits for the connection's own patience as well. */
const AGAIN_MS = 50;
/** No decision for so long counts as idle, ms. */
const IDLE_MS = 1_000;
const FORGET_EVERY_MS = 3_600_000;
/** Whose order a report is of, and in what, follows from links and instruments. */
const CHANGES_MEANING: ReadonlySet<EngineEvent['type']> = new Set([
  'LinkChanged',
  'LinkRemoved',
  'PositionsAdopted',
  'InstrumentsChanged',
]);
/** The day's order book no longer shows copies that ended this long ago, ms. */
const RESTORE_MS = 2 * 86_400_000;

/**
 * Owns the engine's state and the write connection: takes events in the order they came, lets the engine decide,
 * commits, and only then hands the commands out.
 */
export class EngineLoop {
  readonly state: EngineState;
  readonly #options: EngineLoopOptions;
  readonly #inbox: Inbox;
  readonly #links: LinkId[] = [];
  /** Copies without an outcome, or with an order at the broker: few of all those of the day. */
  readonly #working = new Set<MirrorId>();
  readonly #writer: DecisionWriter;
  #draining: NodeJS.Immediate | null = null;
  #settling: NodeJS.Immediate | null = null;
  /** The inbox waits for another program to free the database. */
  #isWaiting = false;
  /** Since when another program has the database, ms; null while all is well. */
  #lockedSinceMs: number | null = null;
  readonly #stopping = new AbortController();
  readonly #clock: Clock;
  #stopped = false;
  /** Of the last change of a leader's order, epoch seconds. */
  #leaderEventSec = 0;
  /** The states that commands wrote were looked at once. */
  #hasLooked = false;
  /** When the last decision was committed, ms; reset to 0 once onIdle was called. */
  #committedMs = 0;
  #meaning = 0;

  constructor(options: EngineLoopOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.state = options.state;
    this.#inbox = options.inbox;
    this.#inbox.onPosted(() => this.#drainSoon());
    this.#writer = new DecisionWriter(this.state, options.store, options.instruments, options.clock);
  }

  /** Loads what the database kept: copies that are open or of the last two days, positions and own units. */
  restore(): { copies: number; open: number } {
    const { store } = this.#options;
    const rows = new Map<number, MappingRow>();
    for (const row of store.mappings.mappingsSince(Math.floor((this.#clock.nowMs() - RESTORE_MS) / 1000)))
      rows.set(row.id, row);
    for (const row of store.mappings.openMappings()) rows.set(row.id, row);
    const positions = store.copyPositions.list().map(storedPosition);
    // One leader order has a row for each follower: only what is not loaded yet is looked for.
    const isLoaded = new Set([...rows.values()].map(idOf));
    const older = new Set(positions.flatMap(({ active }) => active).filter((id) => !isLoaded.has(id)));
    for (const order of new Set([...older].map((id) => id.slice(id.indexOf(':') + 1))))
      for (const row of store.mappings.byLeaderOrder(order)) if (older.has(idOf(row))) rows.set(row.id, row);
    const saved: Saved[] = [];
    const legacy: LegacyMirror[] = [];
    const rowOf = new Map<MirrorId, MappingRow>();
    for (const row of rows.values()) {
      if (row.state === null) continue;
      const state = storedCopy(row, row.state);
      if (isLegacyMirror(state)) legacy.push(state);
      else saved.push({ key: `copy ${state.id}`, value: state });
      rowOf.set((state as { id: MirrorId }).id, row);
    }
    for (const position of positions) saved.push({ key: `position ${position.key}`, value: position });
    for (const own of store.copyPositions.own().map(storedOwn)) saved.push({ key: `own ${own.key}`, value: own });
    const converted = this.#fromOlderBuild(legacy);
    const nowMs = this.#clock.nowMs();
    // Orders live for a day: what a backup of an earlier one lacks of them is over.
    const isOlder = tradingDay(store.config.getInteger('last_restore_ts') * 1000) === tradingDay(nowMs);
    readStored('copies and positions', () => restore(this.state, [...saved, ...converted], nowMs, isOlder));
    const copies = [...this.state.copies.values()];
    for (const copy of copies) {
      const row = rowOf.get(copy.id);
      if (row) this.#writer.remember(copy, row);
      this.#noteWork(copy.id);
    }
    if (converted.length > 0) this.#writeOlder();
    const open = copies.filter(({ outcome }) => outcome === null);
    this.#links.push(...new Set([...this.state.positionsByLink.keys(), ...open.map(({ linkId }) => linkId)]));
    return { copies: copies.length, open: open.length };
  }

  /** What a build before copy positions left: written in today's form once. */
  #fromOlderBuild(mirrors: readonly LegacyMirror[]): Saved[] {
    const { store, instruments } = this.#options;
    const copied = store.copiedPositions.list().map((row) => ({
      linkId: row.link_id as LinkId,
      instrumentId: `${row.exchange_segment}:${row.security_id}` as InstrumentId,
      leaderProduct: row.product as Product,
      units: row.net_qty,
    }));
    const links = new Map(store.links.list().map((row) => [row.id, row]));
    const link = (id: LinkId) => {
      const row = links.get(id);
      return row && { leaderId: row.leader_account_id as AccountId, followerId: row.follower_account_id as AccountId };
    };
    return fromLegacy(mirrors, copied, { nowMs: this.#clock.nowMs(), instrument: (id) => instruments.get(id), link });
  }

  #writeOlder(): void {
    const { store } = this.#options;
    store.transaction(() => {
      this.#writer.writeAll();
      store.copiedPositions.clear();
    });
  }

  /** Links that the database kept positions or open copies of; each is named once. */
  linksRestored(): readonly LinkId[] {
    return this.#links.splice(0);
  }

  start(): void {
    const { signal } = this.#stopping;
    void every(this.#clock, TICK_MS, () => this.#tick(), signal);
    void every(this.#clock, FORGET_EVERY_MS, () => this.#forgetOld(), signal);
  }

  #tick(): void {
    if (this.#lockedSinceMs !== null) this.#settleSoon();
    else if (this.state.wakes.size > 0) this.#inbox.post({ type: 'Tick' });
    else this.#reportIdle();
  }

  /** Takes no more events; what is in the inbox is still decided. */
  stop(): void {
    this.#stopping.abort();
    if (this.#draining) clearImmediate(this.#draining);
    this.#drain(true);
    if (this.#settling) clearImmediate(this.#settling);
    if (!this.#stopped) this.#settle();
    this.#stopped = true;
    this.#inbox.close();
  }

  #drainSoon(): void {
    if (this.#stopped || this.#isWaiting) return;
    this.#draining ??= setImmediate(() => this.#drain());
  }

  known(account: AccountId, order: VenueOrderId): KnownOrder | undefined {
    return this.state.orders.get(orderKey(account, order));
  }

  /** The copy, or correction, that an order in a follower's account belongs to. */
  ownerOf(mark: ClientOrderId | null, order: OrderKey): CopyRef | undefined {
    const byMark = mark === null ? undefined : this.state.copyByClientId.get(mark);
    return byMark ?? this.state.copyByVenueId.get(order);
  }

  /** Another program has locked the database: nothing is decided until it is free. */
  get isLocked(): boolean {
    return this.#lockedSinceMs !== null;
  }

  /** Grows with every change after which a report that was taken before may mean something else. */
  get meaning(): number {
    return this.#meaning;
  }

  /** True while a copy of this follower is worked on. */
  hasOpenCopies(follower: AccountId): boolean {
    return this.#writer.openCopies(follower) > 0;
  }

  /** True when the last read of an account showed a difference that the next must confirm. */
  isSuspicious(account: AccountId): boolean {
    return isSuspicious(this.state, account);
  }

  knowsInstrument(id: InstrumentId): boolean {
    return this.#options.instruments.get(id) !== undefined;
  }

  /** A past day's order that no book shows any more, as the database last knew it, ended. */
  endedOrder(account: AccountId, order: VenueOrderId): OrderReport | null {
    const row = this.#options.store.orders.get(order);
    return row ? endedReport(row, account, tradingDay(this.#clock.nowMs())) : null;
  }

  /** When an order was first seen, epoch ms; null when the database does not know it. */
  placedMs(order: VenueOrderId): number | null {
    const row = this.#options.store.orders.get(order);
    return row ? row.created_at * 1000 : null;
  }

  copyOf(ref: CopyRef): Copy | undefined {
    return this.state.copies.get(ref.mirrorId);
  }

  /** Orders of an account that its books are expected to show: those of copies that are still worked, on either side. */
  openOrders(account: AccountId): Set<VenueOrderId> {
    const awaited = new Set<VenueOrderId>();
    for (const id of this.#working) {
      const copy = this.state.copies.get(id);
      if (!copy) {
        this.#working.delete(id);
        continue;
      }
      const isOpen = copy.outcome === null;
      if (isOpen && copy.leaderId === account) awaited.add(copy.leaderOrderId);
      if (copy.followerId !== account) continue;
      for (const { actual } of copy.orders) if (actual.state === 'open') awaited.add(actual.venueOrderId);
    }
    for (const { followerId, correction } of this.state.positions.values()) {
      if (followerId !== account || correction === null) continue;
      for (const { actual } of correction.orders) if (actual.state === 'open') awaited.add(actual.venueOrderId);
    }
    return awaited;
  }

  /** The request is on the wire. */
  markSent(id: MirrorId, atUs: number): void {
    this.#writer.markSent(id, atUs);
  }

  #drain(isLast = false): void {
    this.#draining = null;
    this.#isWaiting = false;
    if (this.#stopped || this.#inbox.length === 0) return;
    const batch = this.#inbox.take(BATCH_MAX);
    const decided: Decided[] = [];
    let all: readonly Posted[] = [];
    const attempt: { hasBegun: boolean; waited: { readonly settle: () => void } | null } = {
      hasBegun: false,
      waited: null,
    };
    try {
      this.#commit(() => {
        attempt.waited = this.#options.carryOutWaiting();
        if (!attempt.hasBegun) {
          all = [...this.#statesElsewhere(attempt.waited !== null), ...batch.map((posted) => this.#upToDate(posted))];
        }
        attempt.hasBegun = true;
        // The engine has decided on these and has moved on: only the writing is done again.
        for (const { posted, decision } of decided) this.#writer.save(posted, decision);
        for (const posted of all.slice(decided.length)) {
          const decision = handle(this.state, posted.event, this.#context());
          if (CHANGES_MEANING.has(posted.event.type)) this.#meaning += 1;
          decided.push({ posted, decision });
          this.#writer.save(posted, decision);
        }
      });
    } catch (error) {
      if (!attempt.hasBegun && !isLast && this.#waitForLock(error)) {
        // Nothing was decided yet.
        this.#inbox.putBack(batch);
        this.#isWaiting = true;
        void after(this.#clock, AGAIN_MS, () => this.#drain(), this.#stopping.signal);
        return;
      }
      this.#fail(error);
      return;
    }
    this.#committedMs = this.#clock.nowMs();
    this.#reportUnlocked();
    attempt.waited?.settle();
    for (const { commands, notices, copies, orders } of decided.map(({ decision }) => decision)) {
      for (const command of commands) this.#options.outbox.put(command);
      this.#noteLeaderEvent(orders.keys());
      for (const notice of notices) this.#options.notify(notice);
      for (const id of copies) {
        this.#noteWork(id);
        this.#reportUnknown(this.state.copies.get(id));
      }
    }
    this.#settleSoon();
    if (this.#inbox.length > 0) this.#draining = setImmediate(() => this.#drain());
  }

  /** On a full disk once more, with what is kept aside for that. @throws {DatabaseError} */
  #commit(body: () => void, synchronous?: 'normal'): void {
    const { store, makeRoom } = this.#options;
    const mark = this.#writer.mark();
    try {
      store.transaction(body, synchronous);
    } catch (error) {
      const isFull = error instanceof DatabaseError && error.code === 'DISK_FULL';
      if (!isFull || !makeRoom()) throw error;
      this.#writer.backTo(mark);
      store.transaction(() => {
        // The engine is ahead of what is written: a copy may name an order of a later event.
        store.deferReferences();
        body();
      }, synchronous);
    }
  }

  #noteLeaderEvent(orders: Iterable<OrderKey>): void {
    const before = this.#leaderEventSec;
    for (const key of orders) {
      const report = this.state.orders.get(key)?.report;
      if (!report || this.state.accounts.get(report.accountId)?.account.role !== 'leader') continue;
      const sec = Math.floor((report.tsEventMs ?? this.#clock.nowMs()) / 1000);
      this.#leaderEventSec = Math.max(this.#leaderEventSec, sec);
    }
    if (this.#leaderEventSec > before) this.#options.onLeaderEvent(this.#leaderEventSec);
  }

  #upToDate(posted: Posted): Posted {
    const event = this.#options.upToDate(posted.event);
    return event === posted.event ? posted : { ...posted, event };
  }

  /** @param isChangedHere - a command that waited was carried out in this transaction */
  #statesElsewhere(isChangedHere: boolean): Posted[] {
    const { store, statesElsewhere } = this.#options;
    const isFirst = !this.#hasLooked;
    this.#hasLooked = true;
    // Before the first decision, a command may have written after the start had read the states.
    if (!store.isChangedElsewhere() && !isChangedHere && !isFirst) return [];
    return statesElsewhere().map((event) => this.#inbox.stamped(event));
  }

  #noteWork(id: MirrorId): void {
    const copy = this.state.copies.get(id);
    const isWorking = copy !== undefined && (copy.outcome === null || copy.orders.some(isAtBroker));
    if (isWorking) this.#working.add(id);
    else this.#working.delete(id);
  }

  #reportUnknown(copy: Copy | undefined): void {
    if (copy?.outcome?.reason === 'UNKNOWN_INSTRUMENT') this.#options.onUnknownInstrument(copy.instrumentId);
  }

  /** After the requests are on the wire: undici looks at an idle connection for one turn before it writes to it. */
  #settleSoon(): void {
    if (!this.#writer.hasJournaled) return;
    this.#settling ??= setImmediate(() => {
      this.#settling = setImmediate(() => this.#settle());
    });
  }

  #settle(): void {
    this.#settling = null;
    const attempt = { hasBegun: false };
    try {
      // Lost with the power, it is made again from the journal, which is on the disk.
      this.#commit(() => {
        attempt.hasBegun = true;
        this.#writer.settle();
      }, 'normal');
      this.#reportUnlocked();
    } catch (error) {
      // Tried again with the next tick.
      if (!attempt.hasBegun && this.#waitForLock(error)) return;
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    this.#stopped = true;
    this.#inbox.close();
    this.#options.onFatal(error);
  }

  /** @returns whether the database is locked by another program, and may be waited for */
  #waitForLock(error: unknown): boolean {
    if (!(error instanceof DatabaseError) || error.code !== 'DATABASE_LOCKED') return false;
    const isNews = this.#lockedSinceMs === null;
    const sinceMs = (this.#lockedSinceMs ??= this.#clock.nowMs());
    const { lockedMs = LOCKED_MS, notify } = this.#options;
    if (this.#clock.nowMs() - sinceMs > lockedMs) return false;
    if (isNews) {
      notify({
        severity: 'CRITICAL',
        code: 'ORDERS_WAIT',
        text:
          'orders wait, because another program has locked the database. Close that program; orders continue as soon as the database is free. ' +
          `After ${lockedMs / 1000} s the engine stops`,
        accountId: null,
        venueOrderId: null,
      });
    }
    return true;
  }

  #reportUnlocked(): void {
    if (this.#lockedSinceMs === null) return;
    const text = `the database was locked for ${((this.#clock.nowMs() - this.#lockedSinceMs) / 1000).toFixed(1)} s; orders continue`;
    this.#lockedSinceMs = null;
    this.#options.notify({ severity: 'WARNING', code: 'ORDERS_GO_ON', text, accountId: null, venueOrderId: null });
  }

  #reportIdle(): void {
    if (this.#committedMs === 0 || this.#clock.nowMs() - this.#committedMs < IDLE_MS) return;
    this.#committedMs = 0;
    this.#options.onIdle();
  }

  #forgetOld(): void {
    this.#inbox.post({ type: 'DayEnded', beforeMs: this.#clock.nowMs() - RESTORE_MS });
    this.#writer.forget();
  }

  #context(): Context {
    const at = this.#clock.nowMs();
    return {
      nowMs: at,
      instrument: (id) => this.#options.instruments.get(id),
      takeBudget: (account, priority) => this.#options.budgetOf(account)?.take(priority, at) ?? false,
      absence: this.#options.absence,
      brokerAheadMs: this.#options.brokerClock.aheadMs,
      seenMs: (order) => this.placedMs(order),
    };
  }
}

function isAtBroker({ actual }: Copy['orders'][number]): boolean {
  return actual.state === 'open';
}

/** @throws {RowError} ROW_INVALID */
function idOf({ id, link_id: link, leader_order_id: order }: MappingRow): MirrorId {
  return readStored(`copy_mappings, row ${id}`, () => mirrorId(linkId(link), venueOrderId(order)));
}
