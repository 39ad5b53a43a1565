import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import type { ListedCopy } from '../../store/copies/copy-list.ts';
import type { StoryCall, StoryOrder } from '../../store/copies/order-story.ts';
import type { Store } from '../../store/store.ts';
import type { CopyStage } from '../../runtime/copy-stage.ts';
import { counted } from '../format/counted.ts';
import { copyLine } from '../copies/read.ts';
import { unlinkedLine, unlinkedWords } from '../copies/unlinked.ts';
import { copyWords } from '../copies/words.ts';
import { answerWords, callWords, eventWords } from './words.ts';

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
  const own = [
    ...orders.flatMap((order) => orderSteps(store, order)),
    ...copies.flatMap((copy) => copySteps(store, copy)),
  ];
  const [first, last] = spanSec(own);
  const steps = [...own, ...callSteps(store, orders, copies, first, last), ...errorSteps(store, orders, first, last)];
  return {
    leaderOrderId,
    about: unlinked ? unlinkedWords(store, unlinked) : `leader order ${leaderOrderId ?? found.id}`,
    steps: steps.toSorted((a, b) => placeOf(a) - placeOf(b)),
    results: unlinked ? [unlinkedLine(store, unlinked)] : copies.flatMap((copy) => resultsOf(store, copy)),
  };
}

/** Ends of a copy after which a correction may do what it left undone. */
const MENDED: ReadonlySet<CopyStage> = new Set(['failed', 'ended in part']);
/** A correction is of the same day as what it mends, seconds. */
const DAY_SEC = 86_400;

/** What became of a copy; where it failed, the newest correction that did its work, or tries to. */
function resultsOf(store: Store, copy: ListedCopy): string[] {
  const line = copyLine(copy);
  const own = copyWords(line);
  if (!MENDED.has(line.stage) || copy.follower_id === null) return [own];
  const fromSec = Math.floor((copy.decided_us ?? copy.seen_us) / 1_000_000);
  const tries = store.unlinkedOrders.corrections(
    copy.follower_id,
    copy.security_id,
    copy.side,
    fromSec,
    fromSec + DAY_SEC,
  );
  const done = tries.find(({ filled }) => filled > 0) ?? tries.at(-1);
  if (!done) return [own];
  const before = tries.indexOf(done);
  const earlier = before === 0 ? '' : `, after ${counted(before, 'correction')} that did not fill`;
  return [own, `then ${unlinkedLine(store, done)}${earlier}`];
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

function copySteps(store: Store, copy: ListedCopy): Step[] {
  const name = copy.follower_name ?? copy.follower_id ?? '';
  const times: readonly (readonly [number | null, string])[] = [
    [copy.leader_seen_us, `the leader's order was received, to be copied for ${name}`],
    [copy.decided_us, `decided for ${name}`],
    [copy.sent_us, `request for ${name} on the wire`],
    [copy.answered_us, answerWords(answeredCall(store, copy), name)],
    [copy.first_fill_us, `first fill of ${name} was reported`],
    [copy.done_us, `nothing is left to do for ${name}`],
  ];
  return times.flatMap(([atUs, text]) =>
    atUs === null ? [] : [{ atUs, isExact: true, accountId: copy.follower_id, orderId: null, what: 'copy', text }],
  );
}

/** The request whose end is the time of the copy's answer: a copy in slices has several. */
function answeredCall(store: Store, copy: ListedCopy): StoryCall | undefined {
  const { follower_id: account, correlation_id: mark, decided_us: fromUs, answered_us: atUs } = copy;
  if (account === null || mark === null || atUs === null) return undefined;
  // All slices of a copy have the same mark, but for its last two digits.
  const stem = mark.slice(0, -2);
  const awayUs = (call: StoryCall): number => Math.abs(call.at_us + (call.duration_ms ?? 0) * 1000 - atUs);
  return store.orderStory
    .calls(account, Math.floor((fromUs ?? atUs) / 1_000_000), Math.floor(atUs / 1_000_000))
    .filter(({ action, request_data: request }) => action === 'place_order' && request?.includes(stem) === true)
    .toSorted((a, b) => awayUs(a) - awayUs(b))[0];
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
