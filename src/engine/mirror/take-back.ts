import type { Cut, Mirror } from './mirror.ts';
import { cutOf, netFilledOf } from './mirror.ts';
import { lagOf } from './wanted.ts';
import type { Pair } from './wanted.ts';

/**
 * An exit first takes back what has not happened yet: entry copies whose leader order has filled while they still rest
 * are cut by what the exit owes, newest first, before anything is sold.
 * @returns the entries with their new cuts; empty when there is nothing to take back
 */
export function takeBack(exit: Pair, others: readonly Pair[]): Mirror[] {
  let owed = Math.min(lagOf(exit), exit.mirror.desired.exitQty);
  const changed: Mirror[] = [];
  for (const entry of others.toReversed()) {
    if (owed <= 0) break;
    if (entry.mirror.side === exit.mirror.side || entry.mirror.outcome !== null) continue;
    const quantity = Math.min(owed, lagOf(entry), entry.mirror.desired.entryQty);
    if (quantity <= 0) continue;
    owed -= quantity;
    changed.push({ ...entry.mirror, cuts: addCut(entry.mirror.cuts, { by: exit.mirror.id, quantity }) });
  }
  return changed;
}

/**
 * An entry that filled before its cut took effect has copied those units after all: the cut shrinks by as much, and the
 * exit sells them.
 */
export function giveBack(mirror: Mirror): Mirror {
  const total = mirror.desired.exitQty + mirror.desired.entryQty;
  let surplus = Math.min(cutOf(mirror), netFilledOf(mirror) - total);
  if (surplus <= 0) return mirror;
  const cuts: Cut[] = [];
  for (const cut of mirror.cuts.toReversed()) {
    const returned = Math.min(cut.quantity, surplus);
    surplus -= returned;
    if (cut.quantity > returned) cuts.unshift({ ...cut, quantity: cut.quantity - returned });
  }
  return { ...mirror, cuts };
}

function addCut(cuts: readonly Cut[], cut: Cut): readonly Cut[] {
  const known = cuts.find(({ by }) => by === cut.by);
  if (!known) return [...cuts, cut];
  return cuts.map((each) => (each === known ? { ...each, quantity: each.quantity + cut.quantity } : each));
}
