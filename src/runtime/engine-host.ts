import type { AccountId, ClientOrderId, MirrorId, VenueOrderId } from '../domain/ids.ts';
import type { OrderRequest } from '../domain/request.ts';
import { splitInstrumentId } from '../domain/instrument.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { OrderReport } from '../domain/order.ts';
import type { PositionKey } from '../engine/book/positions.ts';
import type { Command, CopyRef, Notice } from '../engine/commands.ts';
import type { Context, Decision } from '../engine/decision.ts';
import { handle, restore } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { AbsenceRule } from '../engine/mirror/observe.ts';
import { copiedQtyOf } from '../engine/mirror/mirror.ts';
import type { Mirror } from '../engine/mirror/mirror.ts';
import type { KnownOrder } from '../engine/orders/known-order.ts';
import { createState, orderKey } from '../engine/state.ts';
import type { EngineState, OrderKey } from '../engine/state.ts';
import type { EventSource } from '../store/order-events.ts';
import type { MappingRow } from '../store/mappings.ts';
import type { Store } from '../store/store.ts';
import { istDayStart, nowMs, nowUs } from './clock.ts';
import type { InstrumentTable } from './instrument-table.ts';
import { mappingChanges, ratioOf, timingColumns } from './mapping-rows.ts';
import type { Timing } from './mapping-rows.ts';
import { endedReport, eventType, orderRow, sliceOf } from './order-rows.ts';
import type { RateBudget } from './rate-budget.ts';
import type { Product } from '../domain/product.ts';

/** An event with what only the record needs. */
export interface Posted {
  readonly event: EngineEvent;
  /** When the frame or answer came in, epoch µs. */
  readonly receivedUs: number;
  /** The request that an accepted placement answers, so that its order can be written before the first report. */
  readonly request?: OrderRequest;
}

export interface EngineHostOptions {
  readonly store: Store;
  readonly instruments: InstrumentTable;
  readonly absence: AbsenceRule;
  readonly budgetOf: (account: AccountId) => RateBudget | undefined;
  readonly dispatch: (command: Command) => void;
  readonly notify: (notice: Notice) => void;
  /** The decision could not be made durable: the process must stop, and begins again from the books. */
  readonly onFatal: (error: unknown) => void;
}

/** Events taken in one transaction: enough to share a commit, few enough that the first is not kept waiting. */
const BATCH_MAX = 256;
/** How often waiting mirrors are looked at, ms. */
const TICK_MS = 25;
/** No decision for so long counts as idle, ms. */
const IDLE_MS = 1_000;
const FORGET_EVERY_MS = 3_600_000;
/** Mirrors that ended this long ago cannot be told of again by an order book of the day, ms. */
const RESTORE_MS = 2 * 86_400_000;

/**
 * Owns the engine's state and the write connection: takes events in the order they came, lets the engine decide,
 * commits, and only then hands the commands out.
 */
export class EngineHost {
  readonly state: EngineState = createState();
  readonly #options: EngineHostOptions;
  readonly #inbox: Posted[] = [];
  readonly #mappingIds = new Map<MirrorId, number>();
  readonly #timings = new Map<MirrorId, Timing>();
  /** Mirrors without an outcome, by follower. */
  readonly #open = new Map<AccountId, Set<MirrorId>>();
  #draining: NodeJS.Immediate | null = null;
  #tick: NodeJS.Timeout | null = null;
  #forget: NodeJS.Timeout | null = null;
  #stopped = false;
  /** When the last decision was committed, ms; 0 when the log has been written back since. */
  #committedMs = 0;

  constructor(options: EngineHostOptions) {
    this.#options = options;
  }

  /** Loads what the database kept: open mirrors, those of the last two days, and every link's sub-ledger. */
  restore(): { mirrors: number; open: number } {
    const { store } = this.#options;
    const rows = new Map<number, MappingRow>();
    for (const row of store.mappings.mappingsSince(Math.floor((nowMs() - RESTORE_MS) / 1000))) rows.set(row.id, row);
    for (const row of store.mappings.openMappings()) rows.set(row.id, row);
    const mirrors: Mirror[] = [];
    for (const row of rows.values()) {
      if (row.state === null) continue;
      const mirror = JSON.parse(row.state) as Mirror;
      mirrors.push(mirror);
      this.#mappingIds.set(mirror.id, row.id);
      if (row.is_open) this.#timings.set(mirror.id, timingOf(row));
      this.#countOpen(mirror);
    }
    for (const row of store.copiedPositions.list()) {
      const key: PositionKey = `${row.link_id}|${`${row.exchange_segment}:${row.security_id}` as InstrumentId}|${row.product as Product}`;
      this.state.copied.set(key, row.net_qty);
    }
    restore(
      this.state,
      mirrors.sort((a, b) => a.seq - b.seq),
      nowMs(),
    );
    return { mirrors: mirrors.length, open: mirrors.filter((mirror) => mirror.outcome === null).length };
  }

  start(): void {
    this.#tick = setInterval(() => {
      if (this.state.wakes.size > 0) this.post({ event: { type: 'Tick' }, receivedUs: nowUs() });
      else this.#checkpointWhenIdle();
    }, TICK_MS);
    this.#forget = setInterval(() => this.#forgetOld(), FORGET_EVERY_MS);
  }

  /** Takes no more events; what is in the inbox is still decided. */
  stop(): void {
    if (this.#tick) clearInterval(this.#tick);
    if (this.#forget) clearInterval(this.#forget);
    if (this.#draining) clearImmediate(this.#draining);
    this.#drain();
    this.#stopped = true;
  }

  get inboxLength(): number {
    return this.#inbox.length;
  }

  post(posted: Posted): void {
    if (this.#stopped) return;
    this.#inbox.push(posted);
    this.#draining ??= setImmediate(() => this.#drain());
  }

  known(account: AccountId, order: VenueOrderId): KnownOrder | undefined {
    return this.state.orders.get(orderKey(account, order));
  }

  /** True while a copy of this follower is worked on. */
  hasOpenCopies(follower: AccountId): boolean {
    return (this.#open.get(follower)?.size ?? 0) > 0;
  }

  knowsInstrument(id: InstrumentId): boolean {
    return this.#options.instruments.get(id) !== undefined;
  }

  /** A past day's order that no book shows any more, as the database last knew it, ended. */
  endedOrder(account: AccountId, order: VenueOrderId): OrderReport | null {
    const row = this.#options.store.orders.get(order);
    return row ? endedReport(row, account, istDayStart(nowMs())) : null;
  }

  mirrorOf(ref: CopyRef): Mirror | undefined {
    return this.state.mirrors.get(ref.mirrorId);
  }

  /** The request is on the wire. */
  markSent(id: MirrorId, atUs: number): void {
    const timing = this.#timings.get(id);
    if (timing) timing.sentUs ??= atUs;
  }

  #drain(): void {
    this.#draining = null;
    if (this.#stopped || this.#inbox.length === 0) return;
    const batch = this.#inbox.splice(0, BATCH_MAX);
    const decisions: Decision[] = [];
    try {
      this.#options.store.transaction(() => {
        for (const posted of batch) {
          const decision = handle(this.state, posted.event, this.#context());
          this.#save(posted, decision);
          decisions.push(decision);
        }
      });
    } catch (error) {
      this.#stopped = true;
      this.#options.onFatal(error);
      return;
    }
    this.#committedMs = nowMs();
    for (const { commands, notices } of decisions) {
      for (const command of commands) this.#options.dispatch(command);
      for (const notice of notices) this.#options.notify(notice);
    }
    if (this.#inbox.length > 0) this.#draining = setImmediate(() => this.#drain());
  }

  /** Writes the log back while nobody waits, so that no decision has to. Source: docs/decisions/0003-synchronous-level.md */
  #checkpointWhenIdle(): void {
    if (this.#committedMs === 0 || nowMs() - this.#committedMs < IDLE_MS) return;
    this.#committedMs = 0;
    this.#options.store.checkpoint();
  }

  #forgetOld(): void {
    this.post({ event: { type: 'DayEnded', beforeMs: nowMs() - RESTORE_MS }, receivedUs: nowUs() });
    for (const id of this.#mappingIds.keys()) {
      if (this.state.mirrors.has(id)) continue;
      this.#mappingIds.delete(id);
      this.#timings.delete(id);
    }
  }

  #context(): Context {
    const at = nowMs();
    return {
      nowMs: at,
      instrument: (id) => this.#options.instruments.get(id),
      takeBudget: (account, priority) => this.#options.budgetOf(account)?.take(priority, at) ?? false,
      absence: this.#options.absence,
    };
  }

  /** Orders before mappings, because a mapping names both its orders. */
  #save(posted: Posted, decision: Decision): void {
    const atUs = nowUs();
    for (const [key, news] of decision.orders) this.#saveOrder(key, news.isNew, atUs, sourceOf(posted.event));
    if (posted.request) this.#saveAccepted(posted, posted.request, atUs);
    for (const id of decision.mirrors) this.#saveMirror(id, posted, atUs);
    for (const key of decision.copied) this.#saveCopied(key, atUs);
  }

  #saveOrder(key: OrderKey, isNew: boolean, atUs: number, source: EventSource): void {
    const { store } = this.#options;
    const known = this.state.orders.get(key);
    const account = known && this.state.accounts.get(known.report.accountId)?.account;
    if (!known || !account) return;
    const ref = this.state.copyByVenueId.get(key) ?? this.#refByClientId(known.report.clientOrderId);
    const mappingId = ref ? (this.#mappingIds.get(ref.mirrorId) ?? null) : null;
    const slice = ref ? sliceOf(this.state.mirrors.get(ref.mirrorId), ref.slice) : null;
    store.orders.upsertOrder(orderRow(known, account.role, mappingId, slice, atUs));
    const { report } = known;
    store.orderEvents.appendOrderEvent({
      order_id: report.venueOrderId,
      event_type: eventType(report, isNew),
      event_source: source,
      event_data: JSON.stringify({
        status: report.statusText,
        quantity: report.quantity,
        filledQty: report.filledQty,
        orderType: report.orderType,
        price: report.price / 100,
        triggerPrice: report.triggerPrice / 100,
        text: report.text,
      }),
      event_ts: Math.floor((report.tsEventMs ?? atUs / 1000) / 1000),
      event_us: atUs,
    });
  }

  #refByClientId(id: ClientOrderId | null): CopyRef | undefined {
    return id === null ? undefined : this.state.copyByClientId.get(id);
  }

  /** An accepted placement is an order, also before the broker's first report of it. */
  #saveAccepted(posted: Posted, request: OrderRequest, atUs: number): void {
    const { event } = posted;
    if (event.type !== 'CommandAnswered' || event.outcome.kind !== 'accepted') return;
    const id = event.outcome.venueOrderId;
    if (this.state.orders.has(orderKey(request.accountId, id))) return;
    const { segment, securityId } = splitInstrumentId(request.instrumentId);
    this.#options.store.orders.upsertOrder({
      ...orderRow(
        {
          report: {
            ...request,
            venueOrderId: id,
            parentVenueOrderId: null,
            leg: null,
            isSuperOrder: false,
            filledQty: 0,
            avgPxRupees: null,
            status: 'SUBMITTED',
            statusText: 'TRANSIT',
            isModification: false,
            text: '',
            lastPrice: null,
            tradingSymbol: this.#options.instruments.get(request.instrumentId)?.tradingSymbol ?? '',
            exchangeOrderId: null,
            tsEventMs: null,
            source: 'LOOKUP',
          },
          firstSeenMs: Math.floor(posted.receivedUs / 1000),
          lastFrameMs: 0,
          lastFillMs: null,
          revision: 0,
        },
        'follower',
        this.#mappingIds.get(event.mirrorId) ?? null,
        sliceOf(this.state.mirrors.get(event.mirrorId), event.slice),
        atUs,
      ),
      security_id: securityId,
      exchange_segment: segment,
    });
  }

  #saveMirror(id: MirrorId, posted: Posted, atUs: number): void {
    const mirror = this.state.mirrors.get(id);
    if (!mirror) return;
    this.#countOpen(mirror);
    const mappingId = this.#mappingIds.get(id);
    const isTimed = mappingId === undefined || this.#timings.has(id);
    const timing = this.#timingFor(mirror, posted, atUs);
    // The times of a copy that ended long ago are in its row and stay.
    const changes = isTimed ? { ...mappingChanges(mirror), ...timingColumns(timing) } : mappingChanges(mirror);
    if (!isTimed) this.#timings.delete(id);
    if (mappingId !== undefined) {
      this.#options.store.mappings.updateMapping(mappingId, { ...changes, ...this.#leaderQuantity(mirror) });
    } else {
      const nowSec = Math.floor(atUs / 1_000_000);
      const inserted = this.#options.store.mappings.insertMapping({
        ...changes,
        leader_order_id: mirror.leaderOrderId,
        leader_quantity: this.#leaderQuantity(mirror).leader_quantity,
        follower_quantity: changes.follower_quantity ?? 0,
        status: changes.status ?? 'pending',
        sizing_strategy: this.state.links.get(mirror.linkId)?.settings.sizing ?? null,
        capital_ratio: ratioOf(mirror),
        link_id: mirror.linkId,
        leader_account_id: mirror.leaderId,
        account_id: mirror.followerId,
        created_at: nowSec,
        updated_at: nowSec,
      });
      this.#mappingIds.set(id, inserted);
    }
    // A frame may end a copy before the answer to its placement is in; the answer's time still belongs to it.
    const isAnswered = timing.sentUs === null ? mirror.copies.length === 0 : timing.answeredUs !== null;
    if (mirror.outcome && isAnswered) this.#timings.delete(id);
  }

  #countOpen(mirror: Mirror): void {
    let open = this.#open.get(mirror.followerId);
    if (!open) this.#open.set(mirror.followerId, (open = new Set()));
    if (mirror.outcome) open.delete(mirror.id);
    else open.add(mirror.id);
  }

  #leaderQuantity(mirror: Mirror): { leader_quantity: number } {
    const order = this.state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
    return { leader_quantity: order?.report.quantity ?? 0 };
  }

  #timingFor(mirror: Mirror, posted: Posted, atUs: number): Timing {
    const timing: Timing = this.#timings.get(mirror.id) ?? {
      leaderSeenUs: posted.receivedUs,
      decidedUs: null,
      sentUs: null,
      answeredUs: null,
      firstFillUs: null,
      doneUs: null,
    };
    this.#timings.set(mirror.id, timing);
    timing.decidedUs ??= atUs;
    if (posted.event.type === 'CommandAnswered' && posted.event.kind === 'place')
      timing.answeredUs ??= posted.receivedUs;
    if (copiedQtyOf(mirror) > 0) timing.firstFillUs ??= posted.receivedUs;
    if (mirror.outcome) timing.doneUs ??= atUs;
    return timing;
  }

  #saveCopied(key: PositionKey, atUs: number): void {
    const [link = '', instrument = '', product = ''] = key.split('|');
    const { segment, securityId } = splitInstrumentId(instrument as InstrumentId);
    this.#options.store.copiedPositions.upsert({
      link_id: Number(link),
      exchange_segment: segment,
      security_id: securityId,
      product,
      net_qty: this.state.copied.get(key),
      updated_at: Math.floor(atUs / 1_000_000),
    });
  }
}

function sourceOf(event: EngineEvent): EventSource {
  if (event.type === 'OrderReported' && event.report.source === 'STREAM') return 'WEBSOCKET';
  if (event.type === 'OrderReported' && event.report.source === 'POSTBACK') return 'POSTBACK';
  return 'REST_API';
}

function timingOf(row: MappingRow): Timing {
  return {
    leaderSeenUs: row.leader_seen_us ?? row.created_at * 1_000_000,
    decidedUs: row.decided_us,
    sentUs: row.sent_us,
    answeredUs: row.answered_us,
    firstFillUs: row.first_fill_us,
    doneUs: row.done_us,
  };
}
