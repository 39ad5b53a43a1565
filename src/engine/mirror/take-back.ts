import type { Cut, Mirror } from './mirror.ts';
import { cutOf, netFilledOf } from './mirror.ts';
import { lagOf } from './wanted.ts';
import type { Pair } from './wanted.ts';

/**
 * An exit first takes back what has not happened yet: entry copies whose leader order has filled while they still rest
 * are cut by what the exit owes, newest first, before anything is sold.
 * @returns the exit and the entries that changed; empty when there is nothing to take back
 */
export function takeBack(exit: Pair, others: readonly Pair[]): Mirror[] {
  const { mirror } = exit;
  let owed = Math.min(lagOf(exit), mirror.desired.exitQty);
  const changed: Mirror[] = [];
  let taken = 0;
  for (const entry of others.toReversed()) {
    if (owed <= 0) break;
    if (entry.mirror.side === mirror.side || entry.mirror.outcome !== null) continue;
    // What the leader entered after he was out is not what he got out of.
    if (mirror.roles && entry.mirror.seq >= mirror.roles.beforeSeq) continue;
    const quantity = Math.min(owed, lagOf(entry), entry.mirror.desired.entryQty);
    if (quantity <= 0) continue;
    owed -= quantity;
    taken += quantity;
    changed.push({ ...entry.mirror, cuts: addCut(entry.mirror.cuts, { by: mirror.id, quantity }) });
  }
  return taken === 0 ? [] : [{ ...mirror, takenBack: mirror.takenBack + taken }, ...changed];
}

/**
 * An entry that filled before its cut took effect has copied those units after all: the cut shrinks by as much, and the
 * exit that made it sells them.
 * @returns the cuts that are left, and the units given back to each exit; null when there is nothing to give back
 */
export function giveBack(mirror: Mirror): { readonly mirror: Mirror; readonly returned: readonly Cut[] } | null {
  const total = mirror.desired.exitQty + mirror.desired.entryQty;
  let surplus = Math.min(cutOf(mirror), netFilledOf(mirror) - total);
  if (surplus <= 0) return null;
  const cuts: Cut[] = [];
  const returned: Cut[] = [];
  for (const cut of mirror.cuts.toReversed()) {
    const quantity = Math.min(cut.quantity, surplus);
    surplus -= quantity;
    if (quantity > 0) returned.push({ by: cut.by, quantity });
    if (cut.quantity > quantity) cuts.unshift({ ...cut, quantity: cut.quantity - quantity });
  }
  return { mirror: { ...mirror, cuts }, returned };
}

/**
 * An exit that filled at the broker before it was cut down has sold what it meant to take back: the entries get those units
 * again, as far as they are still worked.
 * @returns the exit and the entries that changed; empty when there is nothing to undo
 */
export function undoTakeBack(exit: Mirror, others: readonly Pair[]): Mirror[] {
  const total = exit.desired.exitQty + exit.desired.entryQty;
  let surplus = Math.min(exit.takenBack, netFilledOf(exit) - total);
  if (surplus <= 0) return [];
  const changed: Mirror[] = [];
  let undone = 0;
  for (const { mirror } of others) {
    const cut = mirror.cuts.find(({ by }) => by === exit.id);
    const quantity = Math.min(surplus, cut?.quantity ?? 0);
    if (quantity <= 0 || mirror.outcome !== null) continue;
    surplus -= quantity;
    undone += quantity;
    const cuts = mirror.cuts.map((each) => (each === cut ? { ...each, quantity: each.quantity - quantity } : each));
    changed.push({ ...mirror, cuts: cuts.filter((each) => each.quantity > 0) });
  }
  return undone === 0 ? [] : [{ ...exit, takenBack: exit.takenBack - undone }, ...changed];
}

function addCut(cuts: readonly Cut[], cut: Cut): readonly Cut[] {
  const known = cuts.find(({ by }) => by === cut.by);
  if (!known) return [...cuts, cut];
  return cuts.map((each) => (each === known ? { ...each, quantity: each.quantity + cut.quantity } : each));
}
