import type { Instrument } from '@dhancopy/domain/instrument';
import type { LinkSettings } from '@dhancopy/domain/link';
import { isFinal, sameTerms } from '@dhancopy/domain/order';
import { copyTerms, disclosedShare, MARKET_TERMS, withinBand } from '../order/terms.ts';
import type { TermsWithoutQuantity } from '../order/terms.ts';
import type { KnownOrder } from '../order/known-order.ts';
import { copiedQtyOf } from './copy.ts';
import type { Copy, Desired } from './copy.ts';
import type { Leaves, Line } from './allotment.ts';
import { isLeaderDone } from './leader-order.ts';

/** What a copy should have at the broker, with a revision that counts up when it changes. */
export function desiredFor(
  copy: Copy,
  leader: KnownOrder,
  settings: LinkSettings,
  instrument: Instrument,
  line: Line,
  leaves: Leaves,
  isClosing: boolean,
): Desired {
  const { report } = leader;
  const quantity = copiedQtyOf(copy) + leaves.quantity;
  const entryQty = Math.min(quantity, line.due.entry + line.rest.entry);
  const lotSize = copy.share?.lotSize ?? instrument.lotSize;
  const next: Omit<Desired, 'revision'> = {
    ...termsFor(copy, leader, settings, instrument, isClosing),
    quantity,
    exitQty: quantity - entryQty,
    entryQty,
    disclosedQty: disclosedShare(report, quantity, leaves.quantity, lotSize),
    afterMarket: report.afterMarket && !copy.asRegular && report.filledQty === 0 && !isFinal(report.status),
    amoTime: report.afterMarket ? (report.amoTime ?? settings.amoTime) : null,
  };
  return sameDesired(copy.desired, next) ? copy.desired : { ...next, revision: copy.desired.revision + 1 };
}

/** True for an order by which the leader gets out of a position, in whole or in part; a late one closes what the follower holds. */
export function closes({ due, rest }: Line, copy: Copy, { quantity }: Leaves, closed: number): boolean {
  if (copy.isLate === true && quantity > 0) return quantity === closed;
  return due.exit + rest.exit > 0 || copy.intent === 0;
}

/** The leader's terms, moved towards the market where the copy comes late or lags behind. */
function termsFor(
  copy: Copy,
  leader: KnownOrder,
  settings: LinkSettings,
  instrument: Instrument,
  isClosing: boolean,
): TermsWithoutQuantity {
  const { report } = leader;
  const plain = copyTerms(report, instrument);
  const late = copy.isLate === true;
  if (report.filledQty === 0 || (!late && !isLeaderDone(report, settings))) return plain;
  if (isClosing) {
    const ended = copy.orders.some(({ actual }) => actual.state === 'closed' && actual.timeInForce === 'IOC');
    return copy.chase > 0 || ended || (late && plain.orderType === 'STOP_LIMIT') ? MARKET_TERMS : plain;
  }
  const limit = copy.chase > 0 || late ? withinBand(report, settings, instrument) : null;
  return limit === null ? plain : { ...MARKET_TERMS, orderType: 'LIMIT', price: limit };
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
