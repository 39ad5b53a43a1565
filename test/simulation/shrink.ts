import type { Plan, Step } from './plan.ts';

/** So many plays at most: each takes about a second. */
const PLAYS_MAX = 250;

/**
 * The shortest plan that still goes wrong in the same way, found by leaving out days, then ever smaller runs of steps. What a step did in
 * time is left to the next one.
 * @param isWrong - plays a plan
 */
export async function shrink(plan: Plan, isWrong: (plan: Plan) => Promise<boolean>): Promise<Plan> {
  let shortest = plan;
  let plays = 0;
  const accept = async (candidate: Plan): Promise<boolean> => {
    plays += 1;
    if (plays > PLAYS_MAX || !(await isWrong(candidate))) return false;
    shortest = candidate;
    return true;
  };
  for (let day = 0; day < shortest.days.length && shortest.days.length > 1;) {
    if (!(await accept({ ...shortest, days: shortest.days.toSpliced(day, 1) }))) day += 1;
  }
  for (let day = 0; day < shortest.days.length; day += 1) {
    for (
      let size = Math.ceil((shortest.days[day]?.length ?? 0) / 2);
      size >= 1;
      size = size > 1 ? Math.ceil(size / 2) : 0
    ) {
      for (let at = 0; at < (shortest.days[day]?.length ?? 0);) {
        const steps = without(shortest.days[day] ?? [], at, size);
        if (!(await accept({ ...shortest, days: shortest.days.with(day, steps) }))) at += size;
      }
    }
  }
  return shortest;
}

function without(steps: readonly Step[], at: number, count: number): readonly Step[] {
  const left = steps.toSpliced(at, count);
  const next = left[at];
  const passedMs = steps.slice(at, at + count).reduce((sum, { afterMs }) => sum + afterMs, 0);
  return next === undefined ? left : left.with(at, { ...next, afterMs: next.afterMs + passedMs });
}
