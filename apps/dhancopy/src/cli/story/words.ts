import { OWN_CODES } from '@dhancopy/dhan/errors';
import { formatCount, formatRupees } from '@dhancopy/domain/rupees';
import type { StoryCall, StoryEvent } from '../../store/copies/order-story.ts';

const SOURCES: Readonly<Record<string, string>> = {
  WEBSOCKET: 'reported by the stream',
  POSTBACK: 'reported by a postback',
  REST_API: 'found by a read',
  ENGINE: 'recorded by the engine',
};

/** What happened to an order, and the broker's words of a status that add nothing to it. */
const EVENTS: Readonly<Record<string, readonly [words: string, usual: readonly string[]]>> = {
  NEW: ['new', []],
  MODIFIED: ['changed', ['PENDING', 'PART_TRADED']],
  SUBMITTED: ['on its way to the exchange', ['TRANSIT']],
  ACCEPTED: ['resting', ['PENDING']],
  PARTIALLY_FILLED: ['part filled', ['PART_TRADED']],
  FILLED: ['filled', ['TRADED']],
  CANCELED: ['cancelled', ['CANCELLED']],
  REJECTED: ['rejected', ['REJECTED']],
  EXPIRED: ['expired', ['EXPIRED']],
  UNKNOWN_STATUS: ['in a status that dhancopy does not know', []],
};

/** How an order that is new stands: its event says nothing about that. */
const NEW: Readonly<Record<string, string>> = {
  TRANSIT: 'new, on its way to the exchange',
  PENDING: 'new, resting',
};

/** `new, resting, reported by the stream: LIMIT at ₹1,650.00, 0 of 100 filled`. */
export function eventWords({ event_type: type, event_source: source, event_data: data }: StoryEvent): string {
  const said = (data === null ? {} : JSON.parse(data)) as Record<string, unknown>;
  const filled = typeof said['filledQty'] === 'number' ? said['filledQty'] : 0;
  const quantity = typeof said['quantity'] === 'number' ? said['quantity'] : 0;
  const price = typeof said['price'] === 'number' && said['price'] > 0 ? ` at ${formatRupees(said['price'])}` : '';
  const text = textOf(said['text']) && `: ${textOf(said['text'])}`;
  const terms = `${textOf(said['orderType'])}${price}, ${formatCount(filled)} of ${formatCount(quantity)} filled`;
  const by = SOURCES[source ?? ''];
  return `${statusWords(type, textOf(said['status']))}${by === undefined ? '' : `, ${by}`}: ${terms}${text}`;
}

/** With the broker's own word where it is not the usual one. */
function statusWords(type: string, status: string): string {
  const whole = type === 'NEW' ? NEW[status] : undefined;
  if (whole !== undefined) return whole;
  const [words, usual] = EVENTS[type] ?? [type, []];
  return status === '' || usual.includes(status) ? words : `${words} (${status})`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** `place order: answered 200 after 12 ms`. */
export function callWords({ action, status_code: status, error_message: error, duration_ms: ms }: StoryCall): string {
  const answer = error === null ? (status === null ? 'no answer' : `answered ${status}`) : withoutOwnCode(error);
  return `${action.replaceAll('_', ' ')}: ${answer}${ms === null ? '' : ` after ${ms} ms`}`;
}

/** The broker's codes are in its documentation; what ours say is in the words after them. */
function withoutOwnCode(error: string): string {
  const own = OWN_CODES.find((code) => error.startsWith(`${code}: `));
  return own === undefined ? error : error.slice(own.length + 2);
}

/** How the request for a follower's order ended. @param call - undefined where it is not on record */
export function answerWords(call: StoryCall | undefined, follower: string): string {
  if (call === undefined) return `the request for ${follower} ended`;
  if (call.status_code !== null) return `the broker's answer for ${follower} came`;
  return call.error_message?.startsWith('NOT_SENT') === true
    ? `the request for ${follower} did not reach the broker`
    : `no answer came for ${follower}: the order may be at the broker, and the engine looks it up`;
}
