import type { AccountId, ClientOrderId, MirrorId } from '@dhancopy/domain/ids';
import { splitInstrumentId } from '@dhancopy/domain/instrument';
import type { OrderRequest, WriteOutcome } from '@dhancopy/domain/request';
import { placeRequestOf, wireOrderType } from '@dhancopy/dhan/mapping';
import type {
  Copy,
  CopyPosition,
  CopyRef,
  Decision,
  EngineEvent,
  EngineState,
  Modification,
  OrderKey,
  OwnKey,
  OwnUnits,
  PositionKey,
  Release,
  Violation,
} from '../engine/index.ts';
import { copiedQtyOf, orderKey, splitOwnKey, splitPositionKey } from '../engine/index.ts';
import type { CopyPositionRow, OwnPositionRow } from '../store/copies/copy-positions.ts';
import type { MappingRow, NewMapping } from '../store/copies/mappings.ts';
import type { EventSource } from '../store/orders/order-events.ts';
import type { OrderRow, OrderToWrite } from '../store/orders/orders.ts';
import type { Store } from '../store/store.ts';
import type { Clock } from './time/clock.ts';
import type { InstrumentTable } from './instrument-table.ts';
import { mappingChanges, ratioOf, timingColumns } from './mapping-rows.ts';
import type { ChangedMapping, Timing } from './mapping-rows.ts';
import { modificationRows, recordedTerms, termsOfRow } from './modification-rows.ts';
import type { RecordedTerms } from './modification-rows.ts';
import { asSentBefore, eventType, orderRow, sliceOf, statusWord } from './order-rows.ts';
import type { Posted } from './inbox.ts';

/**
 * From so many copies on, one row of the journal is faster than the rows themselves; below, the second commit would cost more
 * than it saves. Source: docs/decisions/0009-the-mapping-journal.md
 */
const JOURNAL_FROM = 2;

/** Writes what a decision changed: the leader's order, its event, every link's mapping and position, the followers' own units. */
export class DecisionWriter {
  readonly #state: EngineState;
  readonly #store: Store;
  readonly #instruments: InstrumentTable;
  readonly #clock: Clock;
  readonly #mappingIds = new Map<MirrorId, number>();
  readonly #timings = new Map<MirrorId, Timing>();
  /** What is in the journal only. */
  readonly #journaled = new Set<MirrorId>();
  readonly #journaledPositions = new Set<PositionKey>();
  readonly #journaledOwn = new Set<OwnKey>();
  /** Rows made since the last mark. */
  readonly #inserted: MirrorId[] = [];
  /** Orders that this run of the engine has written, and those since the last mark. */
  readonly #saved = new Set<OrderKey>();
  readonly #savedNow: OrderKey[] = [];
  /** Copies without an outcome, by follower. */
  readonly #open = new Map<AccountId, Set<MirrorId>>();

  constructor(state: EngineState, store: Store, instruments: InstrumentTable, clock: Clock) {
    this.#state = state;
    this.#store = store;
    this.#instruments = instruments;
    this.#clock = clock;
  }

  /** What of this is in the database by the last commit. */
  mark(): WriterMark {
    this.#inserted.length = 0;
    this.#savedNow.length = 0;
    return {
      journaled: [...this.#journaled],
      positions: [...this.#journaledPositions],
      own: [...this.#journaledOwn],
    };
  }

  /** The transaction since then was rolled back. */
  backTo({ journaled, positions, own }: WriterMark): void {
    for (const id of this.#inserted.splice(0)) this.#mappingIds.delete(id);
    for (const key of this.#savedNow.splice(0)) this.#saved.delete(key);
    refill(this.#journaled, journaled);
    refill(this.#journaledPositions, positions);
    refill(this.#journaledOwn, own);
  }

  /** A copy that the database already has. */
  remember(copy: Copy, row: MappingRow): void {
    this.#mappingIds.set(copy.id, row.id);
    if (row.is_open) this.#timings.set(copy.id, timingOf(row));
    this.#countOpen(copy);
  }

  /** Everything that the engine holds, in rows: after it was taken over from an older build. */
  writeAll(): void {
    const atUs = this.#clock.nowUs();
    for (const copy of this.#state.copies.values()) this.#saveCopy(copy, atUs);
    for (const key of this.#state.positions.keys()) this.#savePosition(key, atUs);
  }

  openCopies(follower: AccountId): number {
    return this.#open.get(follower)?.size ?? 0;
  }

  /** The request is on the wire; written with the next change of the copy. One that was refused gives way to the next. */
  markSent(id: MirrorId, atUs: number): void {
    const timing = this.#timings.get(id);
    if (!timing || timing.isAccepted) return;
    if (timing.sentUs !== null && timing.answeredUs === null) return;
    timing.sentUs = atUs;
    timing.answeredUs = null;
  }

  /** Drops what the engine has forgotten. */
  forget(): void {
    for (const id of this.#mappingIds.keys()) {
      if (this.#state.copies.has(id)) continue;
      this.#mappingIds.delete(id);
      this.#timings.delete(id);
    }
    for (const key of this.#saved) if (!this.#state.orders.has(key)) this.#saved.delete(key);
  }

  /**
   * Inside the caller's transaction. Orders before mappings, because a mapping names both its orders. Where many copies wait
   * to be sent, their rows are journaled and written by `settle` afterwards.
   */
  save(posted: Posted, decision: Decision): void {
    const atUs = this.#clock.nowUs();
    const { copies, commands, positions, own } = decision;
    const isJournaled = commands.length > 0 && copies.size >= JOURNAL_FROM;
    for (const [key, news] of decision.orders) this.#saveOrder(key, news.isNew, atUs, sourceOf(posted.event));
    for (const modification of decision.modifications) this.#saveModification(modification, atUs);
    if (posted.request) this.#saveAccepted(posted, posted.request, atUs);
    const changed = [...copies].flatMap((id) => this.#state.copies.get(id) ?? []);
    for (const copy of changed) this.#note(copy, posted, atUs);
    // What the journal says must never be older than its row.
    const isOlder =
      changed.some(({ id }) => this.#journaled.has(id)) ||
      [...positions].some((key) => this.#journaledPositions.has(key)) ||
      [...own].some((key) => this.#journaledOwn.has(key));
    if (!isJournaled && isOlder) this.settle();
    if (isJournaled) this.#journal(changed, decision, atUs);
    else {
      for (const copy of changed) this.#saveCopy(copy, atUs);
      for (const key of positions) this.#savePosition(key, atUs);
      for (const key of own) this.#saveOwn(key, atUs);
    }
    for (const release of decision.releases) this.#saveRelease(release);
    for (const violation of decision.violations) this.#saveViolation(violation, atUs);
  }

  /** True while rows are in the journal only. */
  get hasJournaled(): boolean {
    return this.#journaled.size > 0 || this.#journaledPositions.size > 0 || this.#journaledOwn.size > 0;
  }

  /** Writes the rows that are in the journal only, as they are by now. Inside the caller's transaction. */
  settle(): void {
    if (!this.hasJournaled) return;
    const atUs = this.#clock.nowUs();
    for (const id of this.#journaled) {
      const copy = this.#state.copies.get(id);
      if (copy) this.#saveCopy(copy, atUs);
    }
    for (const key of this.#journaledPositions) this.#savePosition(key, atUs);
    for (const key of this.#journaledOwn) this.#saveOwn(key, atUs);
    this.#journaled.clear();
    this.#journaledPositions.clear();
    this.#journaledOwn.clear();
    this.#store.mappingJournal.clear();
  }

  #journal(copies: readonly Copy[], { positions, own }: Decision, atUs: number): void {
    const state = this.#state;
    const known = [...positions].flatMap((key) => state.positions.get(key) ?? []);
    const owned = [...own].flatMap((key) => state.own.get(key) ?? []);
    this.#store.mappingJournal.add({
      mappings: copies.map((copy) => ({ ...this.#newRow(copy, atUs), state: copy })),
      positions: known.map((position) => ({ ...positionRow(position, atUs), state: position })),
      own: owned.map((units) => ({ ...ownRow(units, atUs), state: units })),
    });
    for (const { id } of copies) this.#journaled.add(id);
    for (const { key } of known) this.#journaledPositions.add(key);
    for (const { key } of owned) this.#journaledOwn.add(key);
  }

  #saveOrder(key: OrderKey, isNew: boolean, atUs: number, source: EventSource): void {
    const store = this.#store;
    const known = this.#state.orders.get(key);
    const account = known && this.#state.accounts.get(known.report.accountId)?.account;
    if (!known || !account) return;
    const ref = this.#state.copyByVenueId.get(key) ?? this.#refByClientId(known.report.clientOrderId);
    const mappingId = ref ? (this.#mappingIds.get(ref.mirrorId) ?? null) : null;
    const slice = ref ? sliceOf(this.#state.copies.get(ref.mirrorId), ref.slice) : null;
    const { report } = known;
    const contract = this.#instruments.columns(report.instrumentId);
    const asReported = orderRow(known, { role: account.role, mappingId, slice, contract, nowUs: atUs });
    // An earlier run of the engine may have written it: what it knew is no news again.
    const isSaved = this.#saved.has(key);
    const before = isSaved ? undefined : store.orders.get(report.venueOrderId);
    if (!isSaved) this.#savedNow.push(key);
    this.#saved.add(key);
    const row = before ? asSentBefore(asReported, before, report.source) : asReported;
    const isWritten = store.orders.upsertOrder(row);
    if (before && account.role === 'leader') this.#saveMissedModification(before, row, atUs);
    const isTold = before !== undefined && store.orderEvents.has(report.venueOrderId);
    if (isTold && !isWritten) return;
    store.orderEvents.appendOrderEvent({
      order_id: report.venueOrderId,
      event_type: eventType(report, isNew && !isTold),
      event_source: source,
      event_data: JSON.stringify({
        status: statusWord(report),
        quantity: report.quantity,
        filledQty: report.filledQty,
        orderType: wireOrderType(report.orderType),
        price: report.price / 100,
        triggerPrice: report.triggerPrice / 100,
        text: report.text,
      }),
      event_ts: Math.floor((report.tsEventMs ?? atUs / 1000) / 1000),
      event_us: atUs,
    });
  }

  /** What the leader has changed, one row per field. Changes of ours are recorded with their answers; see Dispatcher. */
  #saveModification({ order, before, after }: Modification, atUs: number): void {
    const report = this.#state.orders.get(order)?.report;
    if (!report) return;
    const changedUs = report.tsEventMs === null ? atUs : report.tsEventMs * 1000;
    this.#addModifications(report.venueOrderId, recordedTerms(before), recordedTerms(after), changedUs);
  }

  /** The leader changed an order while no engine ran: the row has the terms before. */
  #saveMissedModification(before: OrderRow, row: OrderToWrite, atUs: number): void {
    this.#addModifications(before.id, termsOfRow(before), termsOfRow(row), atUs);
  }

  #addModifications(id: string, before: RecordedTerms, after: RecordedTerms, atUs: number): void {
    const facts = { order_id: id, status: 'SUCCESS', error_message: null, modified_at: Math.floor(atUs / 1_000_000) };
    for (const row of modificationRows(before, after, facts)) this.#store.orderEvents.addModification(row);
  }

  #refByClientId(id: ClientOrderId | null): CopyRef | undefined {
    return id === null ? undefined : this.#state.copyByClientId.get(id);
  }

  /** An accepted placement is an order, also before the broker's first report of it. */
  #saveAccepted(posted: Posted, request: OrderRequest, atUs: number): void {
    const { event } = posted;
    if (event.type !== 'CommandAnswered' || event.outcome.kind !== 'accepted') return;
    const id = event.outcome.venueOrderId;
    const rawRequest = JSON.stringify(placeRequestOf(request));
    if (this.#state.orders.has(orderKey(request.accountId, id))) {
      this.#store.orders.noteRequest(id, rawRequest);
      return;
    }
    this.#store.orders.upsertOrder({
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
            tradingSymbol: '',
            exchangeOrderId: null,
            tsEventMs: null,
            source: 'LOOKUP',
          },
          firstSeenMs: Math.floor(posted.receivedUs / 1000),
          lastFrameMs: 0,
          lastReadMs: 0,
          lastFillMs: null,
          revision: 0,
        },
        {
          role: 'follower',
          mappingId: this.#mappingIds.get(event.mirrorId) ?? null,
          slice: sliceOf(this.#state.copies.get(event.mirrorId), event.slice),
          contract: this.#instruments.columns(request.instrumentId),
          nowUs: atUs,
        },
      ),
      raw_request: rawRequest,
    });
  }

  #saveCopy(copy: Copy, atUs: number): void {
    const mappingId = this.#mappingIds.get(copy.id);
    const state = JSON.stringify(copy);
    if (mappingId === undefined) {
      const row = { ...this.#newRow(copy, atUs), state };
      this.#mappingIds.set(copy.id, this.#store.mappings.insertMapping(row));
      this.#inserted.push(copy.id);
    } else {
      this.#store.mappings.updateMapping(mappingId, { ...this.#changes(copy), state });
    }
    const timing = this.#timings.get(copy.id);
    if (!timing || !copy.outcome) return;
    // A frame may end a copy before the answer to its placement is in; the answer's time still belongs to it.
    const isAnswered = timing.sentUs === null ? copy.orders.length === 0 : timing.answeredUs !== null;
    if (isAnswered) this.#timings.delete(copy.id);
  }

  #newRow(copy: Copy, atUs: number): Omit<NewMapping, 'state'> {
    const nowSec = Math.floor(atUs / 1_000_000);
    return {
      ...this.#changes(copy),
      leader_order_id: copy.leaderOrderId,
      link_id: copy.linkId,
      leader_account_id: copy.leaderId,
      account_id: copy.followerId,
      sizing_strategy: this.#state.links.get(copy.linkId)?.settings.sizing ?? null,
      capital_ratio: ratioOf(copy),
      created_at: nowSec,
      updated_at: nowSec,
    };
  }

  /** What of a row follows from the copy as it is now. */
  #changes(copy: Copy): ChangedMapping {
    const order = this.#state.orders.get(orderKey(copy.leaderId, copy.leaderOrderId));
    const timing = this.#timings.get(copy.id);
    return {
      ...mappingChanges(copy),
      // After a start the follower's books may come in before the leader's.
      leader_quantity: order?.report.quantity ?? copy.leaderQty,
      ...(timing && timingColumns(timing)),
    };
  }

  #countOpen(copy: Copy): void {
    let open = this.#open.get(copy.followerId);
    if (!open) this.#open.set(copy.followerId, (open = new Set()));
    if (copy.outcome) open.delete(copy.id);
    else open.add(copy.id);
  }

  /** Counts a changed copy as open or ended, and its times. */
  #note(copy: Copy, posted: Posted, atUs: number): void {
    this.#countOpen(copy);
    const isNew = !this.#mappingIds.has(copy.id) && !this.#journaled.has(copy.id);
    if (isNew) this.#timings.set(copy.id, newTiming(posted.receivedUs));
    // The times of a copy that ended long ago are in its row and stay.
    const timing = this.#timings.get(copy.id);
    if (!timing) return;
    timing.decidedUs ??= atUs;
    const { event } = posted;
    if (event.type === 'CommandAnswered' && event.kind === 'place') noteAnswer(timing, posted, event.outcome.kind);
    if (copiedQtyOf(copy) > 0) timing.firstFillUs ??= posted.receivedUs;
    if (copy.outcome) timing.doneUs ??= atUs;
  }

  /** What a limit stopped. If the actual value is unknown, only the copy's row says why. */
  #saveViolation({ accountId, breach, leaderOrderId, instrumentId }: Violation, atUs: number): void {
    if (breach.actual === null) return;
    this.#store.riskViolations.add({
      account_type: 'follower',
      account_id: accountId,
      violation_type: breach.type,
      limit_value: breach.limit,
      actual_value: breach.actual,
      order_id: leaderOrderId,
      security_id: instrumentId === null ? null : splitInstrumentId(instrumentId).securityId,
      action_taken: leaderOrderId === null ? 'ENTRIES_STOPPED' : 'ORDER_REJECTED',
      violated_at: Math.floor(atUs / 1_000_000),
    });
  }

  #savePosition(key: PositionKey, atUs: number): void {
    const position = this.#state.positions.get(key);
    if (!position) {
      const { linkId, asset, product } = splitPositionKey(key);
      this.#store.copyPositions.removeFlat(linkId, asset, product);
      return;
    }
    this.#store.copyPositions.upsert({ ...positionRow(position, atUs), state: JSON.stringify(position) });
  }

  #saveOwn(key: OwnKey, atUs: number): void {
    const own = this.#state.own.get(key);
    if (own) this.#store.copyPositions.upsertOwn({ ...ownRow(own, atUs), state: JSON.stringify(own) });
    else {
      const { accountId, asset, product } = splitOwnKey(key);
      this.#store.copyPositions.removeOwn(accountId, asset, product);
    }
  }

  #saveRelease({ key, followerId, reason, units, price, atMs }: Release): void {
    const position = this.#state.positions.get(key);
    if (!position) return;
    this.#store.copyPositions.addRelease({
      link_id: position.linkId,
      account_id: followerId,
      asset: position.asset,
      product: position.leaderProduct,
      units,
      reason,
      price: price === null ? null : price / 100,
      released_at: Math.floor(atMs / 1000),
    });
  }
}

/** What a writer holds that a rollback takes back. */
export interface WriterMark {
  readonly journaled: readonly MirrorId[];
  readonly positions: readonly PositionKey[];
  readonly own: readonly OwnKey[];
}

function refill<T>(set: Set<T>, items: readonly T[]): void {
  set.clear();
  for (const item of items) set.add(item);
}

function positionRow(position: CopyPosition, atUs: number): Omit<CopyPositionRow, 'state'> {
  const { segment, securityId } = splitInstrumentId(position.instrumentId);
  return {
    link_id: position.linkId,
    asset: position.asset,
    product: position.leaderProduct,
    exchange_segment: segment,
    security_id: securityId,
    follower_product: position.product,
    held_qty: position.held,
    doubt: position.doubt,
    updated_at: Math.floor(atUs / 1_000_000),
  };
}

function ownRow({ accountId, asset, product, units }: OwnUnits, atUs: number): Omit<OwnPositionRow, 'state'> {
  return { account_id: accountId, asset, product, units, updated_at: Math.floor(atUs / 1_000_000) };
}

function newTiming(leaderSeenUs: number): Timing {
  return {
    leaderSeenUs,
    decidedUs: null,
    sentUs: null,
    answeredUs: null,
    isAccepted: false,
    firstFillUs: null,
    doneUs: null,
  };
}

/** The first request that the broker accepts is the one whose times are kept. */
function noteAnswer(timing: Timing, { receivedUs, sentUs }: Posted, kind: WriteOutcome['kind']): void {
  if (kind !== 'accepted' || timing.isAccepted) {
    timing.answeredUs ??= receivedUs;
    return;
  }
  timing.isAccepted = true;
  timing.sentUs = sentUs ?? timing.sentUs;
  timing.answeredUs = receivedUs;
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
    isAccepted: row.follower_order_id !== null,
    firstFillUs: row.first_fill_us,
    doneUs: row.done_us,
  };
}
