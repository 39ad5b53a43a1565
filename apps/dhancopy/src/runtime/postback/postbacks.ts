import { createHash } from 'node:crypto';
import type { AccountId } from '@dhancopy/domain/ids';
import { accountId, venueOrderId } from '@dhancopy/domain/ids';
import { reportFromRow } from '@dhancopy/dhan/mapping';
import { readPostback } from '@dhancopy/dhan/postback/postback';
import type { Postback } from '@dhancopy/dhan/postback/postback';
import { WireError } from '@dhancopy/dhan/wire/parse';
import type { PostbackConfig } from '../../store/updates/postback-configs.ts';
import type { Store } from '../../store/store.ts';
import type { AccountSession } from '../account/account-session.ts';
import type { EngineLoop } from '../engine-loop.ts';
import { pathHash } from '../../store/updates/path-secrets.ts';
import { isSigned } from './postback-path.ts';

/** One post, as it came in. */
export interface ReceivedPostback {
  /** The part of the address that only we and the sender know. */
  readonly pathSecret: string;
  readonly body: string;
  readonly signature: string | null;
  /** Epoch ms. */
  readonly receivedMs: number;
}

/** `journaled` is on the disk; the others were not taken, and nothing is said about why to who sent them. */
export type PostbackVerdict = 'journaled' | 'unknown' | 'unsigned' | 'too-many' | 'off';

export interface PostbacksOptions {
  readonly store: Store;
  readonly loop: Pick<EngineLoop, 'known'>;
  readonly sessions: { readonly get: (account: AccountId) => Pick<AccountSession, 'reread'> | undefined };
}

/** An account may place seven thousand orders a day, which is far below ten events a second for hours; a flood is somebody else. */
const PER_MINUTE = 1_200;
/** What a log needs of a body that cannot be read. */
const BODY_MAX = 65_536;

/** Events that wait for the row of their order. Some orders never get one: the oldest are given up. */
const AHEAD_MAX = 200;

/** A day: what is repeated later is an order of another day. */
const DOUBLE_WITHIN_SEC = 86_400;

interface Receiver {
  readonly config: PostbackConfig;
  readonly account: AccountId;
  windowStartMs: number;
  count: number;
}

/**
 * Takes postbacks: to the disk first, then compared with what stream and polls reported already, and only news is read
 * from the broker. Nothing in a postback is believed: it has no signature, and may be late, doubled or made up.
 * Source: https://dhanhq.co/docs/v2/postback/
 */
export class Postbacks {
  readonly #options: PostbacksOptions;
  #receivers = new Map<string, Receiver>();
  #isOn = false;
  /** Events of orders that have no row yet, oldest first: the broker posts before it answers. */
  #ahead: readonly { readonly event: number; readonly order: string }[] = [];

  constructor(options: PostbacksOptions) {
    this.#options = options;
  }

  /** Brings the receivers in step with the database. */
  reload(): void {
    const { store } = this.#options;
    this.#isOn = store.config.getBoolean('postback_enabled');
    const receivers = new Map<string, Receiver>();
    for (const config of store.postbackConfigs.active()) {
      const { path_hash: hash } = config;
      // An address of another program: nothing is received at it here.
      if (hash === null) continue;
      const known = this.#receivers.get(hash);
      const { windowStartMs, count } = known ?? { windowStartMs: 0, count: 0 };
      receivers.set(hash, { config, account: accountId(config.account_id), windowStartMs, count });
    }
    this.#receivers = receivers;
  }

  /** Events that were journaled, and not dealt with before the process ended. */
  resume(): void {
    const { store } = this.#options;
    for (const row of store.postbacks.unprocessed()) {
      const receiver = [...this.#receivers.values()].find(({ config }) => config.account_id === row.account_id);
      if (receiver) this.#deal(row.id, row.payload, receiver);
      else store.postbacks.markProcessed(row.id, { error: 'postbacks of this account are no longer received' });
    }
  }

  receive(received: ReceivedPostback): PostbackVerdict {
    if (!this.#isOn) return 'off';
    const receiver = this.#receivers.get(pathHash(received.pathSecret));
    if (!receiver) return 'unknown';
    if (this.#isFlooded(receiver, received.receivedMs)) return 'too-many';
    const { store } = this.#options;
    const { config } = receiver;
    const secret = config.webhook_secret;
    const isVerified = secret === null ? null : isSigned(received.body, received.signature, secret) ? 1 : 0;
    const atSec = Math.floor(received.receivedMs / 1000);
    const bodyHash = createHash('sha256').update(received.body).digest('hex');
    // The same bytes again say nothing new: the broker and proxies repeat a post whose answer they missed.
    const first = store.postbacks.firstWith(config.account_id, bodyHash, atSec - DOUBLE_WITHIN_SEC);
    const id = store.transaction(() => {
      this.linkAhead();
      store.postbackConfigs.triggered(config.id, atSec);
      return store.postbacks.insertEvent({
        body_hash: bodyHash,
        account_type: config.account_type,
        account_id: config.account_id,
        event_type: eventTypeOf(received.body),
        payload: received.body.slice(0, BODY_MAX),
        signature: received.signature?.slice(0, 200) ?? null,
        is_verified: isVerified,
        received_at: atSec,
      });
    });
    if (isVerified === 0) {
      store.postbacks.markProcessed(id, { error: 'the signature is missing or wrong; the postback was ignored' });
      return 'unsigned';
    }
    if (first === null) this.#deal(id, received.body, receiver);
    else store.postbacks.markDouble(id, first);
    return 'journaled';
  }

  #deal(id: number, body: string, receiver: Receiver): void {
    const { store } = this.#options;
    const done = (order: string | null, error: string | null): void => {
      // The event's order is a reference, and a manual order may not be known yet.
      const isKnown = order !== null && store.orders.get(order) !== undefined;
      store.postbacks.markProcessed(id, { order_id: isKnown ? order : null, error });
      if (order !== null && !isKnown) this.#ahead = [...this.#ahead, { event: id, order }].slice(-AHEAD_MAX);
    };
    try {
      // That a trigger has fired: the order that it places has events of its own.
      if (eventTypeOf(body) === 'ALERT') {
        done(null, null);
        return;
      }
      const order = readPostback(body);
      if (order.dhanClientId !== receiver.account) {
        done(
          null,
          `dhanClientId: expected ${receiver.account}, found ${JSON.stringify(order.dhanClientId.slice(0, 20))}`,
        );
      } else if (!isWanted(receiver.config.event_types, order.orderStatus)) {
        done(order.orderId, `${order.orderStatus} is not among the selected events`);
      } else {
        if (this.#isNews(receiver.account, order)) {
          this.#options.sessions.get(receiver.account)?.reread(venueOrderId(order.orderId));
        }
        done(order.orderId, null);
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      done(null, error.message);
    }
  }

  /** Names the order of events that came before its row. Called with the next post and at a stop: it is only a reference. */
  linkAhead(): void {
    const { store } = this.#options;
    this.#ahead = this.#ahead.filter(({ event, order }) => {
      const isKnown = store.orders.get(order) !== undefined;
      if (isKnown) store.postbacks.link(event, order);
      return !isKnown;
    });
  }

  /** False for what stream or polls reported already. */
  #isNews(account: AccountId, order: Postback): boolean {
    const known = this.#options.loop.known(account, venueOrderId(order.orderId))?.report;
    if (!known) return true;
    const row = { ...order, amoTime: null, remainingQuantity: 0, averageTradedPrice: 0 };
    const posted = reportFromRow(row, account, 'POSTBACK');
    return (
      posted.filledQty > known.filledQty ||
      (posted.status !== known.status && known.filledQty <= posted.filledQty) ||
      posted.quantity !== known.quantity ||
      posted.price !== known.price ||
      posted.triggerPrice !== known.triggerPrice
    );
  }

  #isFlooded(receiver: Receiver, nowMs: number): boolean {
    if (nowMs - receiver.windowStartMs > 60_000) {
      receiver.windowStartMs = nowMs;
      receiver.count = 0;
    }
    receiver.count += 1;
    return receiver.count > PER_MINUTE;
  }
}

/** What the journal calls it, whether or not the rest can be read. */
function eventTypeOf(body: string): string {
  try {
    const fields: unknown = JSON.parse(body);
    if (typeof fields !== 'object' || fields === null) return 'UNREADABLE';
    const { orderStatus, alertId } = fields as Readonly<Record<string, unknown>>;
    if (typeof orderStatus === 'string' && /^\w{1,30}$/.test(orderStatus)) return orderStatus.toUpperCase();
    return alertId === undefined ? 'UNREADABLE' : 'ALERT';
  } catch {
    return 'UNREADABLE';
  }
}

function isWanted(eventTypes: string | null, status: string): boolean {
  return eventTypes === null || eventTypes.split(',').includes(status.toUpperCase());
}
