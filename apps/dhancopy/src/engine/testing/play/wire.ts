import { assertNever } from '@dhancopy/domain/invariant';
import type { OrderTerms } from '@dhancopy/domain/order';
import type { WriteOutcome } from '@dhancopy/domain/request';
import { CONTRACTS, venue } from './contracts.ts';
import { checkBound } from './bound.ts';
import { causeOf, isCorrection, leaderOrderOf, linkOfMark } from './entry.ts';
import type { Command } from './entry.ts';
import { laneKey } from './records.ts';
import type { BrokerOrder, Ticket } from './order.ts';
import type { Stage } from './stage.ts';
import { checkPlacement, checkTerms } from './watch.ts';
import { requestWords, termsWords } from './words.ts';

type Place = Extract<Command, { type: 'place' }>;
type Change = Extract<Command, { type: 'modify' | 'cancel' }>;
type Lookup = Extract<Command, { type: 'lookup' }>;

/** Held up for so long at most, ms: less than after what the engine may hold an order for never placed. */
const LATE_MS = 6_000;

/** A read that overtakes frames shows fills from before a link and after it as one sum. */
function noteSumOverLink({ links, records }: Stage, order: BrokerOrder): void {
  const { account, venue } = order.ticket;
  const trades = records.leaderLane(account, venue).trades.filter(({ trade }) => trade.order === order);
  for (const { id, leaderId, sinceMs = 0 } of links.values()) {
    const before = trades.reduce((sum, { trade }) => sum + (trade.atMs < sinceMs ? trade.units : 0), 0);
    if (leaderId === account && records.heardOf(order) < before) records.explained.add(laneKey(id, venue));
  }
}

/** A command goes to the broker at once; its answer waits until it is delivered. */
export function carryOut(session: Stage, command: Command): void {
  switch (command.type) {
    case 'place':
      place(session, command);
      return;
    case 'modify':
    case 'cancel':
      change(session, command);
      return;
    case 'lookup':
      lookUp(session, command);
      return;
    case 'readOrder': {
      const order = session.broker.find(command.venueOrderId);
      if (!order || !session.broker.orders.includes(order)) return;
      // The read is asked after the frame that raised the doubt.
      session.broker.nowMs += 1;
      const report = session.broker.report(order, 'LOOKUP');
      const askedMs = session.nowMs;
      noteSumOverLink(session, order);
      session.answers.push({
        words: `order ${order.id} read again`,
        events: [{ type: 'OrderReported', report, receivedMs: askedMs, askedMs }],
      });
      return;
    }
    case 'cancelGhost': {
      const order = session.broker.find(command.venueOrderId);
      if (order) session.broker.cancel(order);
      return;
    }
    default:
      assertNever(command);
  }
}

function place(session: Stage, command: Place): void {
  const { request } = command;
  const { records, broker } = session;
  const ticket = ticketOf(session, command);
  records.requests += 1;
  checkPlacement(session, command, ticket);
  const fault = session.faults.shift() ?? null;
  session.note(() => `we place ${requestWords(request)}${fault === null ? '' : ` (${fault})`}`);
  if (fault !== null && ticket.link !== null) records.fault(ticket.link, fault);
  // An entry that belongs to no leader order and is refused lowers what should be held; no outcome of an order says so.
  const isRefused = fault === 'refuse' || fault === 'rejectLater';
  if (isRefused && ticket.link !== null && leaderOrderOf(command) === null) {
    records.explained.add(laneKey(ticket.link, ticket.venue));
  }
  const answer = (outcome: WriteOutcome): void => answerWith(session, command, outcome);
  switch (fault) {
    case 'refuse':
      answer({ kind: 'refused', refusal: 'ORDER', text: 'DH-906' });
      return;
    case 'rate':
      answer({ kind: 'refused', refusal: 'RATE', text: 'DH-904' });
      return;
    case 'loseRequest':
      answer({ kind: 'unknown', text: 'no answer' });
      return;
    case 'lateRequest':
      session.late.push({ dueMs: session.nowMs + LATE_MS, ticket });
      answer({ kind: 'unknown', text: 'no answer' });
      return;
    case 'loseAnswer':
      broker.place(ticket);
      answer({ kind: 'unknown', text: 'no answer' });
      return;
    case 'rejectLater':
    case null: {
      const order = broker.place(ticket, fault === 'rejectLater');
      answer({ kind: 'accepted', venueOrderId: order.id });
    }
  }
}

/**
 * What was to be bought back rested for as long as its link waits: it is given up, and no outcome of an order says so. What is to close
 * goes to the market, and stays owed.
 */
function noteGivenUp(session: Stage, { ticket, terms, placedMs }: BrokerOrder): void {
  const link = ticket.link === null ? undefined : session.linkOf(ticket.link);
  if (!link || !isCorrection(ticket) || terms.orderType !== 'LIMIT' || link.settings.fillPolicy === 'leave') return;
  const isOver = session.nowMs - placedMs >= link.settings.fillTimeoutMs;
  if (isOver) session.records.explained.add(laneKey(link.id, ticket.venue));
}

function change(session: Stage, command: Change): void {
  const { broker, records } = session;
  const order = broker.find(command.venueOrderId);
  const fault = session.faults.shift() ?? null;
  records.requests += 1;
  session.note(() => {
    const what = command.type === 'modify' ? ` to ${termsWords(command.terms)}` : '';
    return `we ${command.type} ${command.venueOrderId}${what}${fault === null ? '' : ` (${fault})`}`;
  });
  if (fault !== null && order?.ticket.link) records.fault(order.ticket.link, fault);
  if (command.type === 'cancel' && order) noteGivenUp(session, order);
  if (command.type === 'modify' && order) {
    checkTerms(order.ticket.venue, command.terms);
    checkBound(session, order.ticket, command.terms, leaderOrderOf(command), order);
  }
  if (fault === 'rate') {
    answerWith(session, command, { kind: 'refused', refusal: 'RATE', text: 'DH-904' });
    return;
  }
  if (fault === 'loseRequest' || fault === 'lateRequest') {
    answerWith(session, command, { kind: 'unknown', text: 'no answer' });
    return;
  }
  const isRefused = fault === 'refuse' || fault === 'rejectLater';
  const taken = order !== undefined && !isRefused && apply(session, command, order);
  if (fault === 'loseAnswer') answerWith(session, command, { kind: 'unknown', text: 'no answer' });
  else if (taken) answerWith(session, command, { kind: 'accepted', venueOrderId: command.venueOrderId });
  else answerWith(session, command, { kind: 'refused', refusal: 'ORDER', text: 'DH-906' });
}

function apply({ broker }: Stage, command: Change, order: BrokerOrder): boolean {
  return command.type === 'cancel' ? broker.cancel(order) : broker.modify(order, command.terms);
}

function answerWith(session: Stage, command: Place | Change, outcome: WriteOutcome): void {
  const { type: kind, mirrorId, slice, generation } = command;
  const words = outcome.kind === 'accepted' ? outcome.venueOrderId : outcome.text;
  session.answers.push({
    words: `${kind} ${outcome.kind} ${words}`,
    events: [{ type: 'CommandAnswered', kind, outcome, mirrorId, slice, generation }],
  });
}

function lookUp(session: Stage, command: Lookup): void {
  const { broker, plan, records } = session;
  const { mirrorId, slice, generation, clientOrderId, venueOrderId } = command;
  records.lookups += 1;
  const order = (venueOrderId === null ? undefined : broker.find(venueOrderId)) ?? broker.findByClientId(clientOrderId);
  const isShown = order && broker.orders.includes(order) && session.nowMs >= order.placedMs + plan.bookLagMs;
  const askedMs = session.nowMs;
  const ref = { mirrorId, slice, generation };
  session.note(() => `we look up ${clientOrderId}: ${isShown ? order.id : 'no such order'}`);
  if (isShown) {
    const report = broker.report(order, 'LOOKUP');
    session.answers.push({
      words: `looked up ${clientOrderId}: found`,
      events: [
        { type: 'OrderReported', report, receivedMs: askedMs, askedMs },
        { type: 'LookedUp', result: 'found', ...ref },
      ],
    });
  } else {
    session.answers.push({
      words: `looked up ${clientOrderId}: absent`,
      events: [{ type: 'LookedUp', result: 'absent', ...ref }],
    });
  }
}

function ticketOf(session: Stage, command: Place): Ticket {
  const { request } = command;
  const instrument = CONTRACTS.find(({ id }) => id === request.instrumentId);
  if (!instrument) throw new Error(`an order for ${request.instrumentId}, which nobody trades`);
  const { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty } = request;
  const terms: OrderTerms = { orderType, timeInForce, quantity, price, triggerPrice, disclosedQty };
  return {
    account: request.accountId,
    origin: 'copy',
    venue: venue(instrument, request.product),
    side: request.side,
    terms,
    clientId: request.clientOrderId,
    link: linkOfMark(request.clientOrderId),
    cause: causeOf(command),
    askedAt: session.records.events,
  };
}
