import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { watchDisks } from './disk.ts';
import { VirtualTime } from './virtual-time.ts';

const HELP = `Play whole trading days with the real engine, runtime, store and client under virtual time, and check them from outside.

  npm run sim -- [options]

  --seed S     draw the first run from S, the next from S + 1, … (1)
  --runs N     play N runs (1)
  --days D     trading days of each run (1)
  --kind K     play only runs of this kind: strict, or lived (both)
  --story      print what happens in each run
  --no-shrink  print a run that goes wrong as it was drawn
  --until-wrong  stop at the first run that goes wrong
  --twice      play each run twice; it is wrong if the second one differs
  --help       print this

A run that goes wrong is shrunk to the shortest that still goes wrong, and printed as a story.
Exit code: 0 nothing was wrong, 1 something was.
`;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    days: { type: 'string', default: '1' },
    kind: { type: 'string', default: '' },
    story: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: true },
    'until-wrong': { type: 'boolean', default: false },
    twice: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);

if (values.help) print(HELP);
else {
  // The files are real; a disk in memory does not wait.
  if (existsSync('/dev/shm')) process.env['TMPDIR'] ??= '/dev/shm';
  const realMs = performance.now.bind(performance);
  // A Monday morning, when the market opens.
  const time = new VirtualTime(Date.parse('2026-11-30T09:15:00+05:30'));
  watchDisks();
  const { drawPlan } = await import('./draw.ts');
  const { playPlan } = await import('./play.ts');
  const { shrink } = await import('./shrink.ts');
  // Modules that are loaded when they are needed take real time: the runs must find them loaded.
  await playPlan(drawPlan(0, 1), time);
  const first = Number(values.seed);
  const faultsOfAll = new Map<string, number>();
  let played = 0;
  let failed = 0;
  let ordersOfAll = 0;
  const isEnough = (): boolean => played >= Number(values.runs) || (values['until-wrong'] && failed > 0);
  for (let seed = first; !isEnough(); seed += 1) {
    const plan = drawPlan(seed, Number(values.days));
    if (values.kind !== '' && plan.world.kind !== values.kind) continue;
    played += 1;
    const beganMs = realMs();
    const report = await playPlan(plan, time);
    const { faults, orders, playedMs } = report;
    ordersOfAll += orders;
    for (const [what, count] of faults) faultsOfAll.set(what, (faultsOfAll.get(what) ?? 0) + count);
    const again = values.twice ? await playPlan(plan, time) : report;
    const violations = [...report.violations, ...differences(report.story, again.story)];
    const seconds = ((realMs() - beganMs) / 1_000).toFixed(1);
    print(
      `seed ${seed}, ${plan.world.kind}: ${orders} orders, ${Math.round(playedMs / 1_000)} s played in ${seconds} s`,
    );
    if (values.story) print(report.story.join('\n'));
    if (violations.length === 0) continue;
    failed += 1;
    const kind = kindOf(report.violations);
    const isSame = async (candidate: typeof plan): Promise<boolean> =>
      kindOf((await playPlan(candidate, time)).violations) === kind;
    const shortest = values.shrink && kind !== '' ? await shrink(plan, isSame) : plan;
    const shown = shortest === plan ? report : await playPlan(shortest, time);
    print(`${JSON.stringify(shortest.world)}\n${shown.story.join('\n')}`);
    print(`WRONG, seed ${seed}: ${(shortest === plan ? violations : shown.violations).slice(0, 10).join('\n       ')}`);
  }
  print([...faultsOfAll].map(([what, count]) => `${what} ${count}`).join(', ') || 'no faults');
  print(`${played} runs of ${values.days} days, ${ordersOfAll} orders, ${failed} wrong`);
  process.exit(failed > 0 ? 1 : 0);
}

/** What of a violation stays the same in a shorter run: its words without numbers and accounts. */
function kindOf(violations: readonly string[]): string {
  return (
    (violations[0] ?? '')
      .split('\n')[0]
      ?.replace(/[0-9]+|dc_\w+/g, '#')
      .slice(-40) ?? ''
  );
}

function differences(story: readonly string[], again: readonly string[]): string[] {
  const at = story.findIndex((line, index) => line !== again[index]);
  if (at === -1 && story.length === again.length) return [];
  return [`the second play differs: ${story[at] ?? 'nothing'} / ${again[at] ?? 'nothing'}`];
}
