import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import type { ListedCopy } from '../../store/copies/copy-list.ts';
import type { StoryCall, StoryEvent, StoryOrder } from '../../store/copies/order-story.ts';
import type { Store } from '../../store/store.ts';
import { copyLine } from '../copies/read.ts';
import { unlinkedLine, unlinkedWords } from '../copies/unlinked.ts';
import { copyWords } from '../copies/words.ts';

/** One step of an order's life. */
export interface Step {
  /** Epoch µs; whole seconds where `isExact` is false, because nothing finer is on record. */
  readonly atUs: number;
  readonly isExact: boolean;
  readonly accountId: string | null;
  readonly orderId: string | null;
  readonly what: string;
  readonly text: string;
}

export interface Story {
  /** Null for an order that belongs to no leader order. */
  readonly leaderOrderId: string | null;
  /** What the story is about: `leader order 112…`. */
  readonly about: string;
  readonly steps: readonly Step[];
  /** What it came to, a line for each follower. */
  readonly results: readonly string[];
}

/** Calls are looked for so long after the last step of the order that is known, seconds. */
const AFTERWARDS_SEC = 60;

/** Everything on record about a leader order and its copies, or about another order of a follower, in time order; undefined for an id that nobody knows. */
export function readStory(store: Store, id: string): Story | undefined {
  const found = store.orderStory.find(id);
  if (!found) return undefined;
  const leaderOrderId = found.account_type === 'leader' ? found.id : found.leader_order_id;
  const unlinked = leaderOrderId === null ? store.unlinkedOrders.get(found.id) : undefined;
  const orders = store.orderStory.orders(leaderOrderId ?? found.id);
  const copies = leaderOrderId === null ? [] : store.copyList.byLeaderOrder(leaderOrderId);
  const own = [...orders.flatMap((order) => orderSteps(store, order)), ...copies.flatMap((copy) => copySteps(copy))];
  const [first, last] = spanSec(own);
  const steps = [...own, ...callSteps(store, orders, copies, first, last), ...errorSteps(store, orders, first, last)];
  return {
    leaderOrderId,
    about: unlinked ? unlinkedWords(store, unlinked) : `leader order ${leaderOrderId ?? found.id}`,
    steps: steps.toSorted((a, b) => placeOf(a) - placeOf(b)),
    results: unlinked ? [unlinkedLine(store, unlinked)] : copies.map((copy) => copyWords(copyLine(copy))),
  };
}

/** What has whole seconds only may have been anywhere in its second: it comes after what is exact. */
function placeOf({ atUs, isExact }: Step): number {
  return isExact ? atUs : atUs + 999_999;
}

/** Epoch seconds of the first and the last step. */
function spanSec(steps: readonly Step[]): [number, number] {
  const seconds = steps.map(({ atUs }) => Math.floor(atUs / 1_000_000));
  return [Math.min(...seconds), Math.max(...seconds) + AFTERWARDS_SEC];
}

function orderSteps(store: Store, order: StoryOrder): Step[] {
  const of = { accountId: order.account_id, orderId: order.id };
  const frames = store.orderStory.frames(order.id).map(({ received_us: atUs, error_message: error }): Step => {
    return {
      ...of,
      atUs,
      isExact: true,
      what: 'frame',
      text: error === null ? 'received from the order stream' : `not used: ${error}`,
    };
  });
  const events = store.orderStory.events(order.id).map((event): Step => {
    return { ...of, atUs: event.at_us, isExact: true, what: 'order', text: eventWords(event) };
  });
  const trades = store.orderStory.trades(order.id).map(({ trade_ts: sec, side, quantity, price }): Step => {
    const text = `${side} ${formatCount(quantity)} at ${formatRupees(price)}, the exchange's time`;
    return { ...of, atUs: sec * 1_000_000, isExact: false, what: 'trade', text };
  });
  return [...frames, ...events, ...trades];
}

const SOURCES: Readonly<Record<string, string>> = {
  WEBSOCKET: 'by the stream',
  POSTBACK: 'by a postback',
  REST_API: 'by a read',
  ENGINE: 'by the engine',
};

function eventWords({ event_type: type, event_source: source, event_data: data }: StoryEvent): string {
  const said = (data === null ? {} : JSON.parse(data)) as Record<string, unknown>;
  const filled = typeof said['filledQty'] === 'number' ? said['filledQty'] : 0;
  const quantity = typeof said['quantity'] === 'number' ? said['quantity'] : 0;
  const price = typeof said['price'] === 'number' && said['price'] > 0 ? ` at ${formatRupees(said['price'])}` : '';
  const text = textOf(said['text']) && `: ${textOf(said['text'])}`;
  const terms = `${textOf(said['orderType'])}${price}, ${formatCount(filled)} of ${formatCount(quantity)} filled`;
  return `${type} (${textOf(said['status']) || '?'}) ${SOURCES[source ?? ''] ?? ''}: ${terms}${text}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function copySteps(copy: ListedCopy): Step[] {
  const name = copy.follower_name ?? copy.follower_id ?? '';
  const times: readonly (readonly [number | null, string])[] = [
    [copy.leader_seen_us, `the leader's order was received, to be copied for ${name}`],
    [copy.decided_us, `decided for ${name}`],
    [copy.sent_us, `request for ${name} on the wire`],
    [copy.answered_us, `the broker's answer for ${name} came`],
    [copy.first_fill_us, `first fill of ${name} was reported`],
    [copy.done_us, `nothing is left to do for ${name}`],
  ];
  return times.flatMap(([atUs, text]) =>
    atUs === null ? [] : [{ atUs, isExact: true, accountId: copy.follower_id, orderId: null, what: 'copy', text }],
  );
}

/** The calls that name one of the orders, by its id or its correlation id. */
function callSteps(
  store: Store,
  orders: readonly StoryOrder[],
  copies: readonly ListedCopy[],
  fromSec: number,
  toSec: number,
): Step[] {
  const accounts = new Set(
    [...orders, ...copies.map(({ follower_id: id }) => ({ account_id: id }))].flatMap(({ account_id: id }) => id ?? []),
  );
  const names = orders.flatMap(({ id, correlation_id: mark }) => [id, ...(mark === null ? [] : [mark])]);
  const marks = [...names, ...copies.flatMap(({ correlation_id: mark }) => mark ?? [])];
  return [...accounts].flatMap((account) =>
    store.orderStory
      .calls(account, fromSec, toSec)
      .filter((call) => marks.some((mark) => `${call.request_data ?? ''} ${call.response_data ?? ''}`.includes(mark)))
      .map((call): Step => {
        return {
          atUs: call.at_us,
          isExact: true,
          accountId: account,
          orderId: null,
          what: 'call',
          text: callWords(call),
        };
      }),
  );
}

function callWords({ action, status_code: status, error_message: error, duration_ms: ms }: StoryCall): string {
  const answer = error ?? (status === null ? 'no answer' : `answered ${status}`);
  return `${action.replaceAll('_', ' ')}: ${answer}${ms === null ? '' : ` after ${ms} ms`}`;
}

function errorSteps(store: Store, orders: readonly StoryOrder[], fromSec: number, toSec: number): Step[] {
  const ids = new Set<string | null>(orders.map(({ id }) => id));
  return store.orderStory
    .errors(fromSec, toSec)
    .filter(({ order_id: id }) => ids.has(id))
    .map((row): Step => {
      const text = `${row.severity ?? ''} ${row.error_type}: ${row.error_message}`;
      return {
        atUs: row.occurred_at * 1_000_000,
        isExact: false,
        accountId: row.account_id,
        orderId: row.order_id,
        what: 'notice',
        text,
      };
    });
}
