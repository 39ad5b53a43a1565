import type { Instrument } from '@dhancopy/domain/instrument';
import type { LinkSettings } from '@dhancopy/domain/link';
import { isFinal, sameTerms } from '@dhancopy/domain/order';
import { copyTerms, disclosedShare, MARKET_TERMS, withinBand } from '../order/terms.ts';
import type { TermsWithoutQuantity } from '../order/terms.ts';
import type { KnownOrder } from '../order/known-order.ts';
import { copiedQtyOf, neverSent } from './copy.ts';
import type { Copy, Desired } from './copy.ts';
import type { Leaves, Line } from './allotment.ts';
import { isLeaderDone } from './leader-order.ts';

/** A leader order that filled longer ago than this before its copy was sent is copied as a late one, ms. */
const LATE_AFTER_MS = 2_000;

/** What a copy should have at the broker, with a revision that counts up when it changes. */
export function desiredFor(
  copy: Copy,
  leader: KnownOrder,
  settings: LinkSettings,
  instrument: Instrument,
  line: Line,
  leaves: Leaves,
  brokerMs: number,
): Desired {
  const { report } = leader;
  const quantity = copiedQtyOf(copy) + leaves.quantity;
  const entryQty = Math.min(quantity, line.due.entry + line.rest.entry);
  const lotSize = copy.share?.lotSize ?? instrument.lotSize;
  const next: Omit<Desired, 'revision'> = {
    ...termsFor(copy, leader, settings, instrument, line, brokerMs),
    quantity,
    exitQty: quantity - entryQty,
    entryQty,
    disclosedQty: disclosedShare(report, quantity, leaves.quantity, lotSize),
    afterMarket: report.afterMarket && !copy.asRegular && report.filledQty === 0 && !isFinal(report.status),
    amoTime: report.afterMarket ? (report.amoTime ?? settings.amoTime) : null,
  };
  return sameDesired(copy.desired, next) ? copy.desired : { ...next, revision: copy.desired.revision + 1 };
}

/** True for an order by which the leader gets out of a position, in whole or in part. */
export function closes({ due, rest }: Line, copy: Copy): boolean {
  return due.exit + rest.exit > 0 || copy.intent === 0;
}

/** The leader's terms, moved towards the market where the copy comes late or lags behind. */
function termsFor(
  copy: Copy,
  leader: KnownOrder,
  settings: LinkSettings,
  instrument: Instrument,
  line: Line,
  brokerMs: number,
): TermsWithoutQuantity {
  const { report } = leader;
  const plain = copyTerms(report, instrument);
  if (!isLeaderDone(report, settings) || report.filledQty === 0) return plain;
  const isStop = plain.orderType === 'STOP_LIMIT';
  const isUnsent = neverSent(copy);
  if (closes(line, copy)) {
    const ended = copy.orders.some(({ actual }) => actual.state === 'closed' && actual.timeInForce === 'IOC');
    return copy.chase > 0 || ended || (isStop && isUnsent) ? MARKET_TERMS : plain;
  }
  const isLate = nothingThere(copy) && brokerMs - (leader.lastFillMs ?? brokerMs) > LATE_AFTER_MS;
  const wantsBand = copy.chase > 0 || (isLate && plain.orderType === 'MARKET') || (isStop && isUnsent);
  const limit = wantsBand ? withinBand(report, settings, instrument) : null;
  return limit === null ? plain : { ...MARKET_TERMS, orderType: 'LIMIT', price: limit };
}

/** True while the broker has nothing of this copy and never had, whatever was sent. */
function nothingThere({ orders }: Copy): boolean {
  return orders.every(
    ({ actual, inFlight }) =>
      inFlight === null && (actual.state === 'none' || (actual.state === 'closed' && actual.how === 'ABSENT')),
  );
}

function sameDesired(a: Desired, b: Omit<Desired, 'revision'>): boolean {
  return (
    sameTerms(a, b) &&
    a.exitQty === b.exitQty &&
    a.entryQty === b.entryQty &&
    a.afterMarket === b.afterMarket &&
    a.amoTime === b.amoTime
  );
}
