import type { MirrorId } from '../../domain/ids.ts';
import type { Cut, Mirror } from './mirror.ts';
import { cutOf, netFilledOf, workedQtyOf } from './mirror.ts';
import { dueOf, lagOf, lastSeq } from './plan.ts';
import type { Plan } from './plan.ts';

/**
 * An exit first takes back what has not happened yet: entry copies whose leader order has filled while they still rest
 * are cut by what the exit owes, newest first, before anything is sold.
 * @returns the exit and the entries that changed; empty when there is nothing to take back
 */
export function takeBack(exit: Mirror, others: readonly Mirror[], plan: Plan): Mirror[] {
  // What the leader entered after he was out is not what he got out of.
  const upTo = lastSeq(exit);
  // What is at the broker already sells what is held; only the rest can be had without selling.
  let owed = Math.min(dueOf(plan, exit) - exit.takenBack - workedQtyOf(exit), exit.desired.exitQty);
  const changed: Mirror[] = [];
  let taken = 0;
  for (const entry of others.toReversed()) {
    if (owed <= 0) break;
    if (entry.side === exit.side || entry.outcome !== null) continue;
    // What a flip has filled may have been its entry: only what is left of that for certain can be taken back.
    const left = entry.desired.entryQty - netFilledOf(entry);
    const quantity = Math.min(owed, lagOf(plan, entry, upTo), left);
    if (quantity <= 0) continue;
    owed -= quantity;
    taken += quantity;
    changed.push({ ...entry, cuts: addCut(entry.cuts, { by: exit.id, quantity }) });
  }
  return taken === 0 ? [] : [{ ...exit, takenBack: exit.takenBack + taken }, ...changed];
}

/**
 * An entry that filled before its cut took effect has copied those units after all: the cut shrinks by as much, and the
 * exit that made it sells them. An exit that has ended sells nothing more: what it took back and filled after all is a surplus
 * of the entry.
 * @returns the cuts that are left, and the units given back to each exit; null when there is nothing to give back
 */
export function giveBack(
  mirror: Mirror,
  isLive: (exit: MirrorId) => boolean,
): { readonly mirror: Mirror; readonly returned: readonly Cut[] } | null {
  const total = mirror.desired.exitQty + mirror.desired.entryQty;
  let surplus = Math.min(cutOf(mirror), netFilledOf(mirror) - total);
  if (surplus <= 0) return null;
  const cuts: Cut[] = [];
  const returned: Cut[] = [];
  for (const cut of mirror.cuts.toReversed()) {
    const quantity = isLive(cut.by) ? Math.min(cut.quantity, surplus) : 0;
    surplus -= quantity;
    if (quantity > 0) returned.push({ by: cut.by, quantity });
    if (cut.quantity > quantity) cuts.unshift({ ...cut, quantity: cut.quantity - quantity });
  }
  return returned.length === 0 ? null : { mirror: { ...mirror, cuts }, returned };
}

function addCut(cuts: readonly Cut[], cut: Cut): readonly Cut[] {
  const known = cuts.find(({ by }) => by === cut.by);
  if (!known) return [...cuts, cut];
  return cuts.map((each) => (each === known ? { ...each, quantity: each.quantity + cut.quantity } : each));
}
