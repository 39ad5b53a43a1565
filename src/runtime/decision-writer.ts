import type { AccountId, ClientOrderId, MirrorId } from '../domain/ids.ts';
import { splitInstrumentId } from '../domain/instrument.ts';
import type { InstrumentId } from '../domain/instrument.ts';
import type { OrderRequest } from '../domain/request.ts';
import type { PositionKey } from '../engine/book/positions.ts';
import type { CopyRef } from '../engine/commands.ts';
import type { Decision } from '../engine/decision.ts';
import type { EngineEvent } from '../engine/events.ts';
import { copiedQtyOf } from '../engine/mirror/mirror.ts';
import type { Mirror } from '../engine/mirror/mirror.ts';
import { orderKey } from '../engine/state.ts';
import type { EngineState, OrderKey } from '../engine/state.ts';
import type { MappingRow } from '../store/mappings.ts';
import type { EventSource } from '../store/order-events.ts';
import type { Store } from '../store/store.ts';
import { nowUs } from './clock.ts';
import type { InstrumentTable } from './instrument-table.ts';
import { mappingChanges, ratioOf, timingColumns } from './mapping-rows.ts';
import type { Timing } from './mapping-rows.ts';
import { eventType, orderRow, sliceOf } from './order-rows.ts';

/** An event with what only the record needs. */
export interface Posted {
  readonly event: EngineEvent;
  /** When the frame or answer came in, epoch µs. */
  readonly receivedUs: number;
  /** The request that an accepted placement answers, so that its order can be written before the first report. */
  readonly request?: OrderRequest;
}

/** Writes what a decision changed: the leader's order, its event, every link's mapping and sub-ledger. */
export class DecisionWriter {
  readonly #state: EngineState;
  readonly #store: Store;
  readonly #instruments: InstrumentTable;
  readonly #mappingIds = new Map<MirrorId, number>();
  readonly #timings = new Map<MirrorId, Timing>();
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

  /** Inside the caller's transaction. Orders before mappings, because a mapping names both its orders. */
  save(posted: Posted, decision: Decision): void {
    const atUs = nowUs();
    for (const [key, news] of decision.orders) this.#saveOrder(key, news.isNew, atUs, sourceOf(posted.event));
    if (posted.request) this.#saveAccepted(posted, posted.request, atUs);
    for (const id of decision.mirrors) this.#saveMirror(id, posted, atUs);
    for (const key of decision.copied) this.#saveCopied(key, atUs);
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

  #saveMirror(id: MirrorId, posted: Posted, atUs: number): void {
    const mirror = this.#state.mirrors.get(id);
    if (!mirror) return;
    this.#countOpen(mirror);
    const mappingId = this.#mappingIds.get(id);
    const isTimed = mappingId === undefined || this.#timings.has(id);
    const timing = this.#timingFor(mirror, posted, atUs);
    // The times of a copy that ended long ago are in its row and stay.
    const changes = isTimed ? { ...mappingChanges(mirror), ...timingColumns(timing) } : mappingChanges(mirror);
    if (!isTimed) this.#timings.delete(id);
    if (mappingId !== undefined) {
      this.#store.mappings.updateMapping(mappingId, { ...changes, ...this.#leaderQuantity(mirror) });
    } else {
      const nowSec = Math.floor(atUs / 1_000_000);
      const inserted = this.#store.mappings.insertMapping({
        ...changes,
        leader_order_id: mirror.leaderOrderId,
        leader_quantity: this.#leaderQuantity(mirror).leader_quantity,
        follower_quantity: changes.follower_quantity ?? 0,
        status: changes.status ?? 'pending',
        sizing_strategy: this.#state.links.get(mirror.linkId)?.settings.sizing ?? null,
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
    const order = this.#state.orders.get(orderKey(mirror.leaderId, mirror.leaderOrderId));
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
