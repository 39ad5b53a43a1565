import { factorOf } from './plan.ts';
import type { Script } from './kinds.ts';
import { play } from './run.ts';

/** A session in plain words: who is linked to whom, what happened when, and what was wrong. */
export function storyOf(script: Script): string {
  const { plan, steps } = script;
  const links = [...plan.links, ...plan.later].map((link) => {
    const { copyOn, fillPolicy, surplus, lateEntryMs } = link.settings;
    return `${plan.later.includes(link) ? 'later: ' : ''}link ${link.id}: ${link.leaderId} to ${link.followerId}, ${Math.round(factorOf(link) * 1_000) / 1_000} to one, on ${copyOn}, ${fillPolicy}, surplus ${surplus}, late after ${lateEntryMs} ms`;
  });
  const openings = plan.openings.map(
    ({ account, venue, units }) => `${account} holds ${units} of ${venue.asset} before`,
  );
  const lag = plan.bookLagMs > 0 ? [`rows of books come ${plan.bookLagMs} ms late`] : [];
  const { wrong, story } = play(script, true);
  const end = wrong ? `WRONG (${wrong.oracle}): ${wrong.text}` : 'nothing was wrong';
  return [...links, ...openings, ...lag, `${steps.length} steps:`, ...story.map((line) => `  ${line}`), end].join('\n');
}
