import type { Script } from './kinds.ts';
import type { Plan } from './plan.ts';
import { play } from './run.ts';
import type { Oracle } from './wrong.ts';

const PLAYS_MAX = 3_000;

/** The shortest script found that is wrong in the same way. */
export function shrink(script: Script, oracle: Oracle): Script {
  return shrinkBy(script, (candidate) => play(candidate).wrong?.oracle === oracle);
}

/** Steps are left out, many at a time first, then one by one; then links, accounts and what was held before. */
export function shrinkBy(script: Script, isWrong: (candidate: Script) => boolean): Script {
  let plays = 0;
  const fails = (candidate: Script): boolean => {
    plays += 1;
    return plays <= PLAYS_MAX && isWrong(candidate);
  };
  let best = script;
  let found = true;
  while (found && plays < PLAYS_MAX) {
    found = false;
    for (const plan of simpler(best.plan)) {
      const candidate = { ...best, plan };
      if (!fails(candidate)) continue;
      best = candidate;
      found = true;
      break;
    }
    for (let size = Math.max(1, best.steps.length >> 1); size >= 1; size >>= 1) {
      for (let from = best.steps.length - size; from >= 0; from -= size) {
        const candidate = { ...best, steps: best.steps.toSpliced(from, size) };
        if (!fails(candidate)) continue;
        best = candidate;
        found = true;
      }
    }
  }
  return best;
}

function simpler(plan: Plan): Plan[] {
  const plans: Plan[] = [];
  for (const link of plan.links) {
    if (plan.links.length + plan.later.length === 1) break;
    plans.push(onlyNeeded({ ...plan, links: plan.links.filter((each) => each !== link) }));
  }
  for (const link of plan.later) plans.push(onlyNeeded({ ...plan, later: plan.later.filter((each) => each !== link) }));
  for (const opening of plan.openings)
    plans.push({ ...plan, openings: plan.openings.filter((each) => each !== opening) });
  if (plan.venues.length > 1) for (const venue of plan.venues) plans.push({ ...plan, venues: [venue] });
  if (plan.bookLagMs > 0) plans.push({ ...plan, bookLagMs: 0 });
  return plans;
}

function onlyNeeded(plan: Plan): Plan {
  const links = [...plan.links, ...plan.later];
  const leaders = plan.leaders.filter((id) => links.some(({ leaderId }) => leaderId === id));
  const followers = plan.followers.filter((id) => links.some(({ followerId }) => followerId === id));
  const openings = plan.openings.filter(({ account }) => leaders.includes(account) || followers.includes(account));
  return { ...plan, leaders, followers, openings };
}
