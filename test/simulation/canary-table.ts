import type { Bug } from '../kit/spoiled.ts';
import type { Kind } from './plan.ts';

/** A deliberate bug in the product that the simulation must catch. */
export interface Canary extends Bug {
  /** Number of runs within which it must be caught. */
  readonly within: number;
  /** Trading days of each run; 1 when absent. */
  readonly days?: number;
  /** Runs of this kind only. */
  readonly kind?: Kind;
}

const CLIENT = 'packages/dhan/src';
const APP = 'apps/dhancopy/src';

export const CANARIES: readonly Canary[] = [
  {
    name: 'a request without an answer is sent again',
    file: `${CLIENT}/rest/answer.ts`,
    find: "class: never ? 'unavailable' : 'unknown',",
    replace: "class: 'unavailable',",
    within: 40,
  },
  {
    name: 'a cancelled order is a word that the client does not know',
    file: `${CLIENT}/mapping.ts`,
    find: "  CANCELLED: 'CANCELED',\n",
    replace: '',
    within: 20,
  },
  {
    name: 'a decision is not on the disk before its orders leave',
    file: `${APP}/runtime/engine-loop.ts`,
    find: '      store.transaction(body, synchronous);',
    replace: "      store.transaction(body, 'normal');",
    within: 80,
  },
  {
    name: 'what waits for a locked database is lost',
    file: `${APP}/runtime/engine-loop.ts`,
    find: '        this.#inbox.putBack(batch);\n',
    replace: '',
    within: 80,
  },
  {
    name: 'what a full disk took back is not written again',
    file: `${APP}/runtime/engine-loop.ts`,
    find: '      this.#writer.backTo(mark);\n',
    replace: '',
    kind: 'lived',
    within: 200,
  },
  {
    name: 'the first row of the journal is not read at a start',
    file: `${APP}/store/copies/mapping-journal.ts`,
    find: 'for (const { rows } of journaled) {',
    replace: 'for (const { rows } of journaled.slice(1)) {',
    within: 150,
  },
  {
    name: 'the units of a position are not written',
    file: `${APP}/runtime/decision-writer.ts`,
    find: '      for (const key of positions) this.#savePosition(key, atUs);\n',
    replace: '',
    within: 60,
  },
  {
    name: 'own units are not written',
    file: `${APP}/runtime/decision-writer.ts`,
    find: '      for (const key of own) this.#saveOwn(key, atUs);\n',
    replace: '',
    kind: 'lived',
    within: 150,
  },
  {
    name: 'the reason of an outcome is not written',
    file: `${APP}/runtime/mapping-rows.ts`,
    find: 'reason_code: copy.outcome?.reason ?? null,',
    replace: 'reason_code: null,',
    kind: 'lived',
    within: 20,
  },
  {
    name: 'an order that was on its way when the process ended is placed again',
    file: `${APP}/engine/order/observe.ts`,
    find: "return { ...order, inFlight: null, actual: { state: 'unknown', sinceMs, absentReads: 0, terms } };",
    replace: 'return { ...order, inFlight: null };',
    within: 150,
  },
  {
    name: 'an order that one look-up does not find was never placed',
    file: `${APP}/runtime/runtime.ts`,
    find: 'windowMs: 10_000, reads: 4 }',
    replace: 'windowMs: 0, reads: 1 }',
    within: 150,
  },
  {
    name: 'the order book that is polled is not given to the engine',
    file: `${APP}/runtime/account/account-session.ts`,
    find: '    await this.#apply(book);\n    // Trades',
    replace: '    // Trades',
    within: 80,
  },
  {
    name: 'frames that were held for a book are dropped',
    file: `${APP}/runtime/account/account-stream.ts`,
    find: 'for (const { report, receivedUs } of held) this.#options.onReport(report, receivedUs);',
    replace: '',
    within: 150,
  },
  {
    name: 'requests are not counted',
    file: `${APP}/runtime/rate-budget.ts`,
    find: '    this.#windows.add(nowMs);\n',
    replace: '',
    within: 150,
  },
  {
    name: 'a request is counted when it is taken and when it is answered',
    file: `${APP}/runtime/rate-budget.ts`,
    find: 'if (takenMs !== undefined) this.#windows.postpone(takenMs, answeredMs);',
    replace: 'this.#windows.add(answeredMs);',
    within: 150,
  },
  {
    name: 'a token is replaced while requests are on their way',
    file: `${APP}/runtime/account/order-writes.ts`,
    find: '    while (this.#closed) await this.#closed;\n',
    replace: '',
    within: 300,
  },
  {
    name: 'a write that a replaced token refused is not sent again',
    file: `${APP}/runtime/account/order-writes.ts`,
    find: "if (outcome.kind !== 'refused' || outcome.refusal !== 'TOKEN') return outcome;",
    replace:
      "if (outcome.kind !== 'refused' || outcome.refusal !== 'TOKEN') return outcome;\n    return { ...outcome, refusal: 'ORDER' };",
    within: 150,
  },
  {
    name: 'a row of the audit does not follow from the one before',
    file: `${APP}/store/audit/audit.ts`,
    find: 'linkHash(chain.head(), row)',
    replace: "linkHash('', row)",
    within: 2,
  },
  {
    name: 'placements are not in the audit',
    file: `${APP}/runtime/account/journal.ts`,
    find: '  call(call: CallRecord): void {\n',
    replace: "  call(call: CallRecord): void {\n    if (call.action === 'place_order') return;\n",
    within: 5,
  },
  {
    name: 'the token is in the record of a connection',
    file: `${APP}/runtime/account/account-session.ts`,
    find: 'new Journal(account, options.orderStreamUrl, recorder, clock)',
    replace: 'new Journal(account, `${options.orderStreamUrl}?token=${options.token()}`, recorder, clock)',
    within: 2,
  },
  {
    name: 'the freeze quantity of the exchange is not kept',
    file: `${APP}/engine/order/slices.ts`,
    find: 'return Math.floor(freezeQty / lotSize) * lotSize;',
    replace: 'return Number.MAX_SAFE_INTEGER;',
    within: 150,
  },
  {
    name: 'an order without our mark is not counted as a trade by hand',
    file: `${APP}/engine/account/hand-trade.ts`,
    find: '  if (filledQty === 0) return [];\n',
    replace: '  if (filledQty >= 0) return [];\n',
    kind: 'lived',
    within: 60,
  },
  {
    name: 'a read of the account counts while an order of ours is on its way',
    file: `${APP}/engine/account/account-read.ts`,
    find: "return actual.state === 'unknown' || inFlight?.kind === 'place' || isUnreported;",
    replace: 'return isUnreported && isNew && !isNew;',
    within: 300,
  },
  {
    name: 'a gap is closed again while an order that closes it is at the broker',
    file: `${APP}/engine/position/correct.ts`,
    find: '  if (turn.ctx.nowMs < correction.notBeforeMs) return [correction.notBeforeMs];\n',
    replace: '',
    within: 300,
  },
  {
    name: 'a cancellation that was taken counts as the end of the order',
    file: `${APP}/engine/order/observe.ts`,
    find: "if (sent.kind === 'cancel') return { ...idle, actual: { ...actual, cancelSent: true, termsSinceMs: nowMs } };",
    replace:
      "if (sent.kind === 'cancel') return { ...idle, actual: { state: 'closed', venueOrderId: actual.venueOrderId, how: 'CANCELED', byUs: true, timeInForce: actual.terms.timeInForce, filledQty: actual.filledQty, text: '' } };",
    within: 150,
  },
  {
    name: 'fills that come after the end of an order are not counted',
    file: `${APP}/engine/order/observe.ts`,
    find: '  if (report.filledQty <= actual.filledQty) return copy;\n',
    replace: '  if (report.filledQty >= 0) return copy;\n',
    within: 300,
  },
  {
    name: 'the clock of the engine goes back with that of the machine',
    file: `${APP}/runtime/time/onward-clock.ts`,
    find: 'if (lostMs < TOLD_FROM_MS)',
    replace: 'if (lostMs < Infinity)',
    within: 300,
  },
  {
    name: 'delivered shares do not count',
    file: `${APP}/engine/account/account-read.ts`,
    find: 'const actual = shown.day + (own.delivered?.units ?? 0);',
    replace: 'const actual = shown.day;',
    kind: 'lived',
    days: 2,
    within: 60,
  },
];
