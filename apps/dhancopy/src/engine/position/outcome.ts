import { isFinal } from '@dhancopy/domain/order';
import type { LinkSettings } from '@dhancopy/domain/link';
import type { Instrument } from '@dhancopy/domain/instrument';
import type { ReasonCode } from '@dhancopy/domain/reason';
import { mayBeLive } from '../order/copy-order.ts';
import { copiedQtyOf, doneOf, isEntry, isGivenUpForGood, neverSent } from './copy.ts';
import type { Outcome } from './copy.ts';
import type { CopyPosition } from './copy-position.ts';
import type { Picture, Worked } from './lines.ts';
import { dueOf, entryOf } from './target.ts';

type Settled = Omit<Outcome, 'atMs'>;

/**
 * What became of a leader order for the link, or null while something is still to be done for it. The one place that decides it;
 * it is worked out again whenever something changes, so a fact after an end changes it.
 */
export function outcomeFor(
  { copy, leader, sized, line, leaves }: Worked,
  position: CopyPosition,
  { worked, allotment, target }: Picture,
  settings: LinkSettings,
  instrument: Pick<Instrument, 'lotSize'>,
): Settled | null {
  const done = (reason: ReasonCode, detail = ''): Settled => ({ reason, detail });
  if (copy.share === null) return copy.givenUp;
  const isBusy = copy.orders.some((order) => order.inFlight !== null || (mayBeLive(order) && order.failure === null));
  if (isBusy || leaves.quantity > line.working) return null;
  const failure = copy.orders.find((order) => order.failure !== null)?.failure;
  if (failure) return failure;
  // Said at once; when the leader's order ends, what the copy has filled decides.
  const isSaid = neverSent(copy) || (isGivenUpForGood(copy) && leader !== null && !isFinal(leader.report.status));
  if (copy.givenUp && isSaid && line.due.exit + line.rest.exit === 0) return copy.givenUp;
  // Not read since the start: what was known of it stands.
  if (leader === null) return copy.outcome;

  const report = leader.report;
  const filled = copiedQtyOf(copy);
  const missing = line.due.exit + line.due.entry - doneOf(copy);
  if (!isFinal(report.status)) {
    // Nothing is asked and nothing was traded: said at once, and decided again with the next change.
    const asked = line.due.exit + line.due.entry + line.rest.exit + line.rest.entry;
    return line.mayFill && filled === 0 && asked === 0 ? nothingToDo(copy.intent === 0) : null;
  }
  // Units that it owes and that cannot be traded yet: a correction, or what it is to close, comes first.
  if (missing > 0 && line.sign * allotment.gap > 0) return null;
  const surplus = filled - line.due.exit - line.due.entry;
  if (surplus > 0 && settings.surplus === 'keep' && isEntry(copy)) return done('SURPLUS_KEPT', `${surplus} units`);
  // Filled whole after it was given up, it lacks nothing.
  const whole = line.due.exit + entryOf({ ...sized, entryMost: null }, dueOf(target, copy.id).leaderEntry);
  if (copy.givenUp && (filled < whole || filled === 0)) return copy.givenUp;
  if (filled > 0 && report.status === 'FILLED') return done('FILLED');
  if (filled > 0) return done('CANCELED_WITH_LEADER');
  if (copy.orders.some(({ actual }) => actual.state === 'closed' && actual.how === 'DAY_ENDED'))
    return done('DAY_ENDED');
  if (line.due.entry > 0) return done('TAKEN_BACK');
  if (line.due.exit > 0) return done(exitWithoutTrade());
  if (report.filledQty > 0) return nothingToDo(copy.leaderOpened === 0);
  if (report.status === 'REJECTED') return done('LEADER_REJECTED', report.text);
  if (report.status === 'EXPIRED' && neverSent(copy)) return done('LEADER_EXPIRED');
  return done(neverSent(copy) ? 'LEADER_CANCELED' : 'CANCELED_WITH_LEADER');

  function exitWithoutTrade(): ReasonCode {
    const cut = worked.some((other) => other.line.sign !== line.sign && other.line.due.entry > other.line.done);
    if (cut) return 'TAKEN_BACK';
    return position.released ? 'RELEASED' : 'EXITED_AHEAD';
  }

  function nothingToDo(closes: boolean): Settled {
    if (!closes)
      return done('BELOW_ONE_LOT', instrument.lotSize === 1 ? 'of 1 unit' : `of ${instrument.lotSize} units`);
    const held = Math.abs(target.target);
    if (held > 0) return done('BELOW_ONE_LOT', `a part of ${held} units held, lot ${instrument.lotSize}`);
    return done(position.released ? 'RELEASED' : 'NOTHING_COPIED');
  }
}
