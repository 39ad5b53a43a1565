import type { MirrorId } from '@dhancopy/domain/ids';

/**
 * Step 2: how much each copy should have at the broker beyond what it has filled, all of them in one pass.
 *
 * 1. What the leader's fills ask (due) is shared out from the gap, oldest copy first: so an exit shrinks the working entries
 *    before it, newest first, and two opposite copies never both trade.
 * 2. An exit is covered: what exits of one side have at the broker never exceeds what is held. Exits of leader orders that rest
 *    are alternatives of each other, each for the whole; market orders and what is due claim their units.
 * 3. What no copy can close, once nothing at the broker could still close or widen it, is one correction. It closes before it opens.
 *    What a market order of the leader is about to undo is neither corrected nor undone.
 */
export interface Line {
  readonly id: MirrorId;
  readonly sign: 1 | -1;
  /** The leader's order may fill further. */
  readonly mayFill: boolean;
  readonly isMarket: boolean;
  /** Units by the leader's fills, see {@link Target}. */
  readonly due: { readonly exit: number; readonly entry: number };
  /** Units that the rest of the leader's order would add if it filled now. */
  readonly rest: { readonly exit: number; readonly entry: number };
  /** The leader's order opens or widens his position and closes nothing. */
  readonly isEntry: boolean;
  /** Units taken care of. */
  readonly done: number;
  readonly working: number;
  /** The leader's order was not read since the start: what the copy has at the broker stays as it is, and nothing is corrected. */
  readonly isUnread: boolean;
  /** False when nothing more is placed for it: it failed, or the follower has it in his own hands. */
  readonly canGrow: boolean;
}

export interface Leaves {
  readonly quantity: number;
  /** Of them, units that open. */
  readonly entry: number;
}

export interface Allotment {
  readonly leaves: ReadonlyMap<MirrorId, Leaves>;
  /** Signed units missing to the target before anything was shared out; what copies filled ahead of the leader counts as expected. */
  readonly open: number;
  /** Signed units that no copy can close. */
  readonly gap: number;
  /** A leader order was not read since the start: corrections stay as they are. */
  readonly isUnread: boolean;
  /** Something at the broker is more than it should be and may still fill: a correction waits for it. */
  readonly isSettling: boolean;
  /** Units to correct now, on the side of the gap; 0 when none. */
  readonly correction: { readonly sign: 1 | -1; readonly quantity: number; readonly closes: boolean };
}

/**
 * Something may still come of it. A copy whose leader order is over, that owes nothing and has nothing at the broker takes no part, and is
 * most of what a busy position has.
 */
function isOpen(line: Line): boolean {
  return line.mayFill || line.working > 0 || missingOf(line).all > 0;
}

interface Sides {
  1: number;
  [-1]: number;
}

/**
 * @param correctionWorking - signed units that a correction has at the broker already
 * @param unsure - units of what is held that the account, by its last read, does not have: no exit trades them until that is settled
 */
export function allot(
  target: number,
  held: number,
  all: readonly Line[],
  lotSize: number,
  correctionWorking = 0,
  unsure = 0,
): Allotment {
  const lines = all.filter(isOpen);
  const there = held - Math.sign(held) * Math.min(Math.abs(held), unsure);
  const ahead = aheadIn(target, lines);
  const open = ahead.expected - held;
  // What a correction has at the broker is on its way.
  const correcting = Math.sign(open) * Math.min(Math.abs(open), Math.max(0, Math.sign(open) * correctionWorking));
  const {
    due,
    claims,
    coming,
    kept,
    gap: shared,
  } = allotDue(lines, open - correcting, there, correctionWorking, there !== held);
  const gap = shared + correcting;
  const side = gap < 0 ? -1 : 1;
  const corrects = Math.max(0, side * correctionWorking);
  const closable = lots(Math.max(0, -side * there - claims[side] + corrects), lotSize);
  const whole = lots(Math.abs(gap), lotSize);
  const closing = Math.min(whole, closable);
  // Beyond zero only when no copy works or waits any more, and no further than should be held there: what closes already comes first. Units
  // that may not be there are not traded again either way.
  const isAlone = lines.every(
    (line) => (line.mayFill || line.working === 0) && (due.get(line.id)?.quantity ?? 0) === 0,
  );
  const opening = Math.min(whole, lots(Math.max(0, side * ahead.expected), lotSize));
  const planned = closing > 0 ? closing : isAlone && there === held ? opening : 0;
  claims[side] += Math.max(0, closing - corrects);

  const leaves = new Map<MirrorId, Leaves>();
  const resting = (line: Line, now: Leaves, ownClaim: number): Leaves => {
    const later = coming[-line.sign as 1 | -1] + Math.abs(held - there);
    const leaves = restLeaves(line, now, there, claims[line.sign] - ownClaim, later);
    if (line.rest.exit === 0) return leaves;
    return atMost(leaves, Math.max(roomAhead(line, ahead), line.working - now.quantity));
  };
  // What the leader has traded and the follower has not is not traded back ahead of him: the two cancel out. Where a copy owes it, nothing
  // goes ahead: that copy would trade it, and again with the next.
  const owes = lines.some((line) => {
    return line.sign === side && line.canGrow && missingOf(line).all > (due.get(line.id)?.quantity ?? 0);
  });
  let netted = 0;
  let isSettling = false;
  for (const line of [...lines.filter(isOpenMarket), ...lines.filter((line) => !isOpenMarket(line))]) {
    const now = due.get(line.id) ?? NOTHING;
    const nowCloses = now.quantity - now.entry;
    const claimed = Math.max(closingOf(line), nowCloses);
    const unplaced = isOpenMarket(line) && line.sign !== side ? Math.max(0, restUnits(line) - line.working) : 0;
    const net = Math.min(owes ? Infinity : Math.abs(gap) - netted, unplaced);
    netted += net;
    const alone = line.mayFill ? resting(line, now, isOpenMarket(line) ? claimed - nowCloses : 0) : NOTHING;
    const later = net === 0 ? alone : atMost(alone, restUnits(line) - net);
    const cover = -line.sign * there + coming[-line.sign as 1 | -1] - claims[line.sign] - later.quantity + later.entry;
    const rests = stillResting(line, now, later, cover);
    const opening = line.due.exit > 0 ? 0 : rests;
    const both = { quantity: now.quantity + later.quantity + rests, entry: now.entry + later.entry + opening };
    // While units of it that he has filled are not to be traded, nothing more rests for the others: a fill would count for those.
    const waits = line.mayFill && missingOf(line).all > now.quantity;
    const isFull = !line.canGrow || kept.has(line.id) || waits;
    const granted = isFull ? atMost(both, Math.max(line.working, line.canGrow ? now.quantity : 0)) : both;
    if (isOpenMarket(line)) claims[line.sign] += Math.max(0, granted.quantity - granted.entry - claimed);
    leaves.set(line.id, granted);
    if (line.working > granted.quantity || line.isUnread) isSettling = true;
  }
  const wanted = closing > 0 ? planned : Math.min(planned, lots(Math.max(0, Math.abs(gap) - netted), lotSize));
  const quantity = isSettling ? 0 : wanted;
  const isUnread = lines.some((line) => line.isUnread);
  return { leaves, open, gap, isUnread, isSettling, correction: { sign: side, quantity, closes: closing > 0 } };
}

/**
 * Units that he has filled and that go on resting because less than the rest of his order may rest: it is not cut meanwhile.
 * @param cover - units that it may close, those on their way in included
 */
function stillResting(line: Line, now: Leaves, later: Leaves, cover: number): number {
  if (!line.mayFill) return 0;
  const left = missingOf(line).all - now.quantity;
  const most = line.due.exit > 0 ? Math.min(left, cover) : left;
  return Math.max(0, Math.min(most, line.working - now.quantity - later.quantity));
}

interface Shared {
  readonly due: ReadonlyMap<MirrorId, Leaves>;
  readonly gap: number;
  readonly claims: Sides;
  /** Units due that will come in: a resting exit that waits for them is not cut meanwhile. */
  readonly coming: Sides;
  /** Copies that keep more of what is due than the gap has for them: they are not cut, and do not grow. */
  readonly kept: ReadonlySet<MirrorId>;
}

/**
 * Shares the gap out to what is due, oldest copy first. What done leader orders have at the broker claims its units, also where it
 * should be less: it may fill before it is gone.
 */
function allotDue(
  lines: readonly Line[],
  open: number,
  held: number,
  correctionWorking: number,
  isDoubted: boolean,
): Shared {
  // On the wrong side of zero: what brings it back is an exit, and is not left to an entry that rests. What such an entry has filled
  // does not make that any less, or it would take the rest unit by unit.
  const corrects = Math.max(0, -Math.sign(held) * correctionWorking);
  const opened = openedOn(-Math.sign(held), lines);
  const reserve = (held + open) * held < 0 ? Math.max(0, Math.abs(held) + opened - corrects) : 0;
  const share = (spare: ReadonlyMap<MirrorId, number>): ReturnType<typeof shareOut> => {
    return shareOut({ lines, held, correctionWorking, isDoubted }, keptOf(lines, open, reserve, spare));
  };
  const first = share(new Map());
  if (first.spare.size === 0) return first;
  // What an order keeps and may not have any more is kept by the others that work, and what is left goes to the oldest: otherwise it would
  // move from one order to another, a unit with each that fills.
  return share(first.spare);
}

interface Kept {
  /** Units that each order keeps, because they work already. `exit`: of them, those that bring back what is on the wrong side. */
  readonly kept: ReadonlyMap<MirrorId, { readonly all: number; readonly exit: number }>;
  /** Signed units of the gap that no order keeps. */
  readonly free: number;
  /** Units on the wrong side that no order keeps: exits bring them back. */
  readonly wrongSide: number;
  /** Units due of orders that the leader still has resting: what is to close them waits for them. */
  readonly resting: Sides;
}

/**
 * What works already keeps its part: a unit does not move from one order to another.
 * @param reserve - units by which what is held is on the wrong side
 * @param spare - units that an order works and may not have
 */
function keptOf(lines: readonly Line[], open: number, reserve: number, spare: ReadonlyMap<MirrorId, number>): Kept {
  const resting: Sides = { 1: 0, [-1]: 0 };
  const kept = new Map<MirrorId, { all: number; exit: number }>();
  const worksFor = (line: Line): number => Math.max(0, line.working - (spare.get(line.id) ?? 0));
  let free = open;
  let wrongSide = reserve;
  for (const line of lines) {
    if (!line.mayFill) continue;
    // Not cut while the leader's own order rests: it would lose its place for an exit that is covered by what is held. What is
    // there for the rest of his order is not there for what he filled.
    const part = Math.min(missingOf(line).all, Math.max(0, worksFor(line) - restUnits(line)));
    // What of it closes is no longer to be closed by others.
    const exit = line.sign * open > 0 ? Math.min(wrongSide, missingOf(line).exit, part) : 0;
    kept.set(line.id, { all: part, exit });
    resting[line.sign] += part;
    free -= line.sign * part;
    wrongSide -= exit;
  }
  for (const line of lines) {
    if (line.mayFill) continue;
    const missing = missingOf(line);
    const most = Math.min(worksFor(line), Math.max(0, line.sign * free));
    const exit = Math.min(missing.exit, most);
    const back = Math.min(wrongSide, exit);
    wrongSide -= back;
    const part =
      exit + Math.min(missing.all - exit, Math.max(0, Math.min(most - exit, line.sign * free - exit - wrongSide)));
    kept.set(line.id, { all: part, exit: back });
    free -= line.sign * part;
  }
  return { kept, free, wrongSide, resting };
}

interface Wish {
  readonly lines: readonly Line[];
  readonly held: number;
  readonly correctionWorking: number;
  readonly isDoubted: boolean;
}

/** @returns also the units that an order keeps and may not have */
function shareOut(
  { lines, held, correctionWorking, isDoubted }: Wish,
  { kept, free, wrongSide: unkept, resting }: Kept,
): Shared & { readonly spare: ReadonlyMap<MirrorId, number> } {
  const claims: Sides = { 1: Math.max(0, correctionWorking), [-1]: Math.max(0, -correctionWorking) };
  for (const line of lines) claims[line.sign] += closingOf(line);
  const coming: Sides = { 1: 0, [-1]: 0 };
  const due = new Map<MirrorId, Leaves>();
  const spare = new Map<MirrorId, number>();
  let gap = free;
  let wrongSide = unkept;
  /** Units that an order keeps resting although there is nothing yet that they could close. */
  const early: Sides = { 1: 0, [-1]: 0 };
  const full = new Set<MirrorId>();
  for (const line of lines) {
    const { sign } = line;
    const { all: part, exit: back } = kept.get(line.id) ?? { all: 0, exit: 0 };
    gap += sign * part;
    wrongSide += back;
    const missing = missingOf(line);
    const most = Math.max(0, sign * gap);
    const exit = Math.min(missing.exit, most);
    wrongSide -= Math.min(wrongSide, exit);
    const entry = Math.min(missing.all - exit, Math.max(0, most - exit - wrongSide));
    const fair = Math.max(part, exit + entry);
    if (part > exit + entry) full.add(line.id);
    const wanted = line.canGrow ? fair : Math.min(fair, line.working);
    const claimed = closingOf(line);
    const closable = -sign * held;
    const isLate = isDoubted || resting[-sign as 1 | -1] > 0 || claims[sign] > claimed;
    const isBehind = isLate && Math.max(0, closable + line.done - (claims[sign] - claimed)) < line.due.exit;
    // A flip that waits for what it is to close does not open meanwhile.
    const parts = isBehind ? { ...line.due, entry: 0 } : line.due;
    const leaves = covered(parts, line.done, wanted, closable, claims[sign] - claimed);
    due.set(line.id, leaves);
    const ahead = line.mayFill ? Math.max(0, part - leaves.quantity) : 0;
    if (part > leaves.quantity + ahead) spare.set(line.id, part - leaves.quantity - ahead);
    early[sign] += ahead;
    gap -= sign * (leaves.quantity + ahead);
    claims[sign] += Math.max(0, leaves.quantity - leaves.entry - claimed);
    coming[sign] += leaves.quantity;
  }
  // Where no other copy trades against it, it is not corrected either.
  const side = gap < 0 ? -1 : 1;
  const left = side * Math.max(0, Math.abs(gap) - early[-side as 1 | -1]);
  return { due, gap: left, claims, coming, kept: full, spare };
}

/**
 * Units at the broker that would close and that no other exit may count on: those of a done leader order and of a market order, which
 * fills at once. What it is still to open beyond zero closes nothing.
 */
function closingOf(line: Line): number {
  if (line.mayFill && !line.isMarket) return 0;
  const { due, rest, done, working } = line;
  const exit = Math.max(0, due.exit + rest.exit - done);
  const all = Math.max(0, due.exit + due.entry + rest.exit + rest.entry - done);
  return Math.max(0, working - Math.max(0, all - exit));
}

/** Units by the leader's fills that are not taken care of; what closes comes first. */
function missingOf({ due, done }: Line): { readonly all: number; readonly exit: number } {
  const all = Math.max(0, due.exit + due.entry - done);
  return { all, exit: Math.min(all, Math.max(0, due.exit - done)) };
}

/** Units that entries of a side have filled which are not whole yet. */
function openedOn(side: number, lines: readonly Line[]): number {
  return lines.reduce((sum, line) => {
    const isPart = line.sign === side && missingOf(line).all > 0;
    return isPart ? sum + Math.max(0, line.done - line.due.exit) : sum;
  }, 0);
}

/** Units for the rest of a leader order, less what the copy has filled ahead of him. */
export function restUnits(line: Line): number {
  return Math.max(0, line.rest.exit + line.rest.entry - aheadOf(line));
}

const NOTHING: Leaves = { quantity: 0, entry: 0 };

/**
 * The target with what copies have filled ahead of leader orders that may still fill. Two exits that rest are alternatives: together
 * they are not ahead of more than there is to close, and what one closed for another did not open anything.
 */
export function expectedOf(target: number, lines: readonly Line[]): number {
  return aheadIn(target, lines).expected;
}

/** Units by which each copy is ahead of its leader order, as far as they did not do another copy's work. */
export function countedAhead(target: number, lines: readonly Line[]): ReadonlyMap<MirrorId, number> {
  const { parts } = aheadIn(target, lines);
  return new Map(Array.from(parts, ([id, { closed, opened }]) => [id, closed + opened]));
}

interface Ahead {
  readonly expected: number;
  /** `free`: units that the order could have closed besides, before later orders did. */
  readonly parts: ReadonlyMap<MirrorId, { readonly closed: number; readonly opened: number; readonly free: number }>;
  /** Units due that close, by side. What is opened ahead on that side does their work first. */
  readonly owed: Sides;
}

function aheadIn(target: number, lines: readonly Line[]): Ahead {
  let expected = target;
  const parts = new Map<MirrorId, { closed: number; opened: number; free: number }>();
  const owed: Sides = { 1: 0, [-1]: 0 };
  for (const line of lines) owed[line.sign] += missingOf(line).exit;
  for (const line of lines) {
    if (!line.mayFill) continue;
    const ahead = aheadOf(line);
    const closable = Math.max(0, -line.sign * expected);
    const closed = Math.min(ahead, closable);
    // An entry may be cut and raised again while it is open: what it filled stays expected.
    const opened = Math.max(0, Math.min(ahead - closed, line.isEntry ? ahead : line.rest.entry) - owed[line.sign]);
    expected += line.sign * (opened + closed);
    parts.set(line.id, { closed, opened, free: closable - closed });
  }
  // What a later line opened, an earlier one may have closed.
  for (const line of lines) {
    const part = parts.get(line.id);
    if (!part) continue;
    const closed = Math.min(aheadOf(line) - part.closed - part.opened, Math.max(0, -line.sign * expected));
    expected += line.sign * closed;
    part.closed += closed;
  }
  return { expected, parts, owed };
}

/**
 * Units that an order which closes or flips may still fill ahead of the leader and have counted. What other orders did since may have
 * left less than its rest: more would be brought back, and filled again.
 */
function roomAhead(line: Line, { expected, parts, owed }: Ahead): number {
  const { closed = 0, free = 0 } = parts.get(line.id) ?? {};
  const closes = Math.max(0, -line.sign * expected);
  // More would first do again what later orders have closed.
  if (free > closes) return closes;
  const beyond = aheadOf(line) - closed;
  // As long as others owe units on this side, what it opens would count for those.
  return beyond < owed[line.sign] ? closes : closes + Math.max(0, line.rest.entry - beyond);
}

/** Units that a copy has done beyond what the leader's fills ask. */
export function aheadOf({ due, done }: Pick<Line, 'due' | 'done'>): number {
  return Math.max(0, done - due.exit - due.entry);
}

function isOpenMarket({ mayFill, isMarket }: Line): boolean {
  return mayFill && isMarket;
}

/** @param against - units held against this side; negative when held on this side */
function covered(
  parts: { readonly exit: number; readonly entry: number },
  done: number,
  wanted: number,
  against: number,
  claimed: number,
): Leaves {
  if (wanted <= 0) return NOTHING;
  // By totals, so that it needs no telling which of a flip's units closed and which opened.
  const exit = Math.min(parts.exit, Math.max(0, against + done - claimed));
  const most = Math.max(0, exit + parts.entry - done);
  const quantity = Math.min(wanted, parts.entry === 0 ? Math.min(most, Math.max(0, against - claimed)) : most);
  // What other orders hold against this side is theirs to bring back: this one closes its part once.
  const closing = Math.min(quantity, Math.max(0, exit - done), Math.max(0, against - claimed));
  return { quantity, entry: quantity - closing };
}

/** Leaves for the rest of a leader order that may still fill; what the copy filled ahead of the leader is part of it. */
function restLeaves(line: Line, now: Leaves, held: number, claimed: number, coming: number): Leaves {
  const { sign, rest } = line;
  const ahead = aheadOf(line);
  const total = restUnits(line);
  if (total === 0) return NOTHING;
  const against = -sign * held;
  // A flip does not open while units that it is to close are still on their way in: it would be brought back, and open again.
  const isEarly = coming > 0 && Math.max(0, against + ahead - claimed) < rest.exit;
  const plain = covered(isEarly ? { ...rest, entry: 0 } : rest, ahead, total, against, claimed);
  // Not cut for want of units that are on their way in or doubted: it grows only when they are there.
  const patient = covered(rest, ahead, total, against + coming, claimed);
  if (patient.quantity <= plain.quantity) return plain;
  return atMost(patient, Math.max(plain.quantity, line.working - now.quantity));
}

function atMost({ quantity, entry }: Leaves, most: number): Leaves {
  const fewer = Math.min(quantity, most);
  return { quantity: fewer, entry: Math.max(0, entry - (quantity - fewer)) };
}

function lots(quantity: number, lotSize: number): number {
  return Math.floor(quantity / lotSize) * lotSize;
}
