import type { AccountId, ClientOrderId, MirrorId } from '../domain/ids.ts';
import { splitInstrumentId } from '../domain/instrument.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { OrderRequest } from '../domain/request.ts';
import type { PositionKey } from '../engine/book/positions.ts';
import type { CopyRef } from '../engine/commands.ts';
import type { Decision, Violation } from '../engine/decision.ts';
import type { EngineEvent } from '../engine/events.ts';
import { copiedQtyOf } from '../engine/mirror/mirror.ts';
import type { Mirror } from '../engine/mirror/mirror.ts';
import { orderKey } from '../engine/state.ts';
import type { EngineState, OrderKey } from '../engine/state.ts';
import type { MappingRow, NewMapping } from '../store/mappings.ts';
import type { EventSource } from '../store/order-events.ts';
import type { Store } from '../store/store.ts';
import { nowUs } from './clock.ts';
import type { InstrumentTable } from './instrument-table.ts';
import { mappingChanges, ratioOf, timingColumns } from './mapping-rows.ts';
import type { ChangedMapping, Timing } from './mapping-rows.ts';
import { eventType, orderRow, sliceOf } from './order-rows.ts';

/** An event with what only the record needs. */
export interface Posted {
  readonly event: EngineEvent;
  /** When the frame or answer came in, epoch µs. */
  readonly receivedUs: number;
  /** The request that an accepted placement answers, so that its order can be written before the first report. */
  readonly request?: OrderRequest;
}

/**
 * From so many copies on, one row of the journal is faster than the rows themselves; below, the second commit would cost more
 * than it saves. Source: docs/decisions/0009-the-mapping-journal.md
 */
const JOURNAL_FROM = 2;

/** Writes what a decision changed: the leader's order, its event, every link's mapping and sub-ledger. */
export class DecisionWriter {
  readonly #state: EngineState;
  readonly #store: Store;
  readonly #instruments: InstrumentTable;
  readonly #mappingIds = new Map<MirrorId, number>();
  readonly #timings = new Map<MirrorId, Timing>();
  /** Mirrors whose rows are in the journal only. */
  readonly #journaled = new Set<MirrorId>();
  /** Mirrors without an outcome, by follower. */
  readonly #open = new Map<AccountId, Set<MirrorId>>();

  constructor(state: EngineState, store: Store, instruments: InstrumentTable) {
    this.#state = state;
    this.#store = store;
    this.#instruments = instruments;
  }

  /** A mirror that the database already has. */
  remember(mirror: Mirror, row: MappingRow): void {
    this.#mappingIds.set(mirror.id, row.id);
    if (row.is_open) this.#timings.set(mirror.id, timingOf(row));
    this.#countOpen(mirror);
  }

  openCopies(follower: AccountId): number {
    return this.#open.get(follower)?.size ?? 0;
  }

  /** The request is on the wire; written with the next change of the copy. */
  markSent(id: MirrorId, atUs: number): void {
    const timing = this.#timings.get(id);
    if (timing) timing.sentUs ??= atUs;
  }

  /** Drops what the engine has forgotten. */
  forget(): void {
    for (const id of this.#mappingIds.keys()) {
      if (this.#state.mirrors.has(id)) continue;
      this.#mappingIds.delete(id);
      this.#timings.delete(id);
    }
  }

  /**
   * Inside the caller's transaction. Orders before mappings, because a mapping names both its orders. Where many copies wait
   * to be sent, their rows are journaled and written by `settle` afterwards.
   */
  save(posted: Posted, decision: Decision): void {
    const atUs = nowUs();
    const { mirrors, commands } = decision;
    const isJournaled = commands.length > 0 && mirrors.size >= JOURNAL_FROM;
    for (const [key, news] of decision.orders) this.#saveOrder(key, news.isNew, atUs, sourceOf(posted.event));
    if (posted.request) this.#saveAccepted(posted, posted.request, atUs);
    const changed = [...mirrors].flatMap((id) => this.#state.mirrors.get(id) ?? []);
    for (const mirror of changed) this.#note(mirror, posted, atUs);
    // What the journal says of a copy must never be older than its row.
    if (!isJournaled && changed.some(({ id }) => this.#journaled.has(id))) this.settle();
    if (isJournaled) this.#journal(changed, atUs);
    else for (const mirror of changed) this.#saveMirror(mirror, atUs);
    for (const key of decision.copied) this.#saveCopied(key, atUs);
    for (const violation of decision.violations) this.#saveViolation(violation, atUs);
  }

  /** True while rows are in the journal only. */
  get hasJournaled(): boolean {
    return this.#journaled.size > 0;
  }

  /** Writes the rows that are in the journal only, as they are by now. Inside the caller's transaction. */
  settle(): void {
    if (this.#journaled.size === 0) return;
    const atUs = nowUs();
    for (const id of this.#journaled) {
      const mirror = this.#state.mirrors.get(id);
      if (mirror) this.#saveMirror(mirror, atUs);
    }
    this.#journaled.clear();
    this.#store.mappingJournal.clear();
  }

  #journal(mirrors: readonly Mirror[], atUs: number): void {
    this.#store.mappingJournal.add(mirrors.map((mirror) => ({ ...this.#newRow(mirror, atUs), state: mirror })));
    for (const { id } of mirrors) this.#journaled.add(id);
  }

  #saveOrder(key: OrderKey, isNew: boolean, atUs: number, source: EventSource): void {
    const store = this.#store;
    const known = this.#state.orders.get(key);
    const account = known && this.#state.accounts.get(known.report.accountId)?.account;
    if (!known || !account) return;
    const ref = this.#state.copyByVenueId.get(key) ?? this.#refByClientId(known.report.clientOrderId);
    const mappingId = ref ? (this.#mappingIds.get(ref.mirrorId) ?? null) : null;
    const slice = ref ? sliceOf(this.#state.mirrors.get(ref.mirrorId), ref.slice) : null;
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
    return id === null ? undefined : this.#state.copyByClientId.get(id);
  }

  /** An accepted placement is an order, also before the broker's first report of it. */
  #saveAccepted(posted: Posted, request: OrderRequest, atUs: number): void {
    const { event } = posted;
    if (event.type !== 'CommandAnswered' || event.outcome.kind !== 'accepted') return;
    const id = event.outcome.venueOrderId;
    if (this.#state.orders.has(orderKey(request.accountId, id))) return;
    const { segment, securityId } = splitInstrumentId(request.instrumentId);
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
            tradingSymbol: this.#instruments.get(request.instrumentId)?.tradingSymbol ?? '',
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
        sliceOf(this.#state.mirrors.get(event.mirrorId), event.slice),
        atUs,
      ),
      security_id: securityId,
      exchange_segment: segment,
    });
  }

  #saveMirror(mirror: Mirror, atUs: number): void {
    const mappingId = this.#mappingIds.get(mirror.id);
    const state = JSON.stringify(mirror);
    if (mappingId === undefined) {
      const row = { ...this.#newRow(mirror, atUs), state };
      this.#mappingIds.set(mirror.id, this.#store.mappings.insertMapping(row));
    } else {
      this.#store.mappings.updateMapping(mappingId, { ...this.#changes(mirror), state });
    }
    const timing = this.#timings.get(mirror.id);
    if (!timing || !mirror.outcome) return;
    // A frame may end a copy before the answer to its placement is in; the answer's time still belongs to it.
    const isAnswered = timing.sentUs === null ? mirror.copies.length === 0 : timing.answeredUs !== null;
    if (isAnswered) this.#timings.delete(mirror.id);
  }

  #newRow(mirror: Mirror, atUs: number): Omit<NewMapping, 'state'> {
    const nowSec = Math.floor(atUs / 1_000_000);
    return {
      ...this.#changes(mirror),
      leader_order_id: mirror.leaderOrderId,
      link_id: mirror.linkId,
      leader_account_id: mirror.leaderId,
      account_id: mirror.followerId,
      sizing_strategy: this.#state.links.get(mirror.linkId)?.settings.sizing ?? null,
      capital_ratio: ratioOf(mirror),
      created_at: nowSec,
      updated_at: nowSec,
    };
  }

  /** What of a row follows from the mirror as it is now. */
  #changes(mirror: Mirror): ChangedMapping {
    const order = this.#state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
    const timing = this.#timings.get(mirror.id);
    return {
      ...mappingChanges(mirror),
      leader_quantity: order?.report.quantity ?? 0,
      ...(timing && timingColumns(timing)),
    };
  }

  #countOpen(mirror: Mirror): void {
    let open = this.#open.get(mirror.followerId);
    if (!open) this.#open.set(mirror.followerId, (open = new Set()));
    if (mirror.outcome) open.delete(mirror.id);
    else open.add(mirror.id);
  }

  /** Counts a changed copy as open or ended, and its times. */
  #note(mirror: Mirror, posted: Posted, atUs: number): void {
    this.#countOpen(mirror);
    const isNew = !this.#mappingIds.has(mirror.id) && !this.#journaled.has(mirror.id);
    if (isNew) this.#timings.set(mirror.id, newTiming(posted.receivedUs));
    // The times of a copy that ended long ago are in its row and stay.
    const timing = this.#timings.get(mirror.id);
    if (!timing) return;
    timing.decidedUs ??= atUs;
    const { event } = posted;
    if (event.type === 'CommandAnswered' && event.kind === 'place') timing.answeredUs ??= posted.receivedUs;
    if (copiedQtyOf(mirror) > 0) timing.firstFillUs ??= posted.receivedUs;
    if (mirror.outcome) timing.doneUs ??= atUs;
  }

  /** What a limit stopped. One whose actual value cannot be told has its words in the copy's row alone. */
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

  #saveCopied(key: PositionKey, atUs: number): void {
    const [link = '', instrument = '', product = ''] = key.split('|');
    const { segment, securityId } = splitInstrumentId(instrument as InstrumentId);
    this.#store.copiedPositions.upsert({
      link_id: Number(link),
      exchange_segment: segment,
      security_id: securityId,
      product,
      net_qty: this.#state.copied.get(key),
      updated_at: Math.floor(atUs / 1_000_000),
    });
  }
}

function newTiming(leaderSeenUs: number): Timing {
  return { leaderSeenUs, decidedUs: null, sentUs: null, answeredUs: null, firstFillUs: null, doneUs: null };
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
