import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Chance } from './chance.ts';
import { watchDisks } from './disk.ts';
import { VirtualTime } from './virtual-time.ts';

const HELP = `Play whole trading days with the real engine, runtime, store and client under virtual time, and check them from outside.

  npm run sim -- [options]

  --seed S   draw the first run from S, the next from S + 1, … (1)
  --runs N   play N runs (1)
  --days D   trading days of each run (1)
  --story    print what happens in each run
  --help     print this

Exit code: 0 nothing was wrong, 1 something was.
`;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1' },
    days: { type: 'string', default: '1' },
    story: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);

if (values.help) print(HELP);
else {
  // The files are real; a disk in memory does not wait.
  if (existsSync('/dev/shm')) process.env['TMPDIR'] ??= '/dev/shm';
  const realMs = performance.now.bind(performance);
  const first = Number(values.seed);
  const time = new VirtualTime(Date.parse('2026-11-30T09:15:00+05:30'), new Chance(first));
  watchDisks();
  const { drawPlan } = await import('./draw.ts');
  const { playPlan } = await import('./play.ts');
  let failed = 0;
  for (let run = 0; run < Number(values.runs); run += 1) {
    const beganMs = realMs();
    const seed = first + run;
    const { violations, story, faults, orders, playedMs } = await playPlan(drawPlan(seed, Number(values.days)), time);
    const seconds = ((realMs() - beganMs) / 1_000).toFixed(1);
    const counts = [...faults].map(([what, count]) => `${what} ${count}`).join(', ');
    print(
      `seed ${seed}: ${orders} orders, ${Math.round(playedMs / 1_000)} s played in ${seconds} s; ${counts || 'no faults'}`,
    );
    if (values.story) print(story.join('\n'));
    if (violations.length === 0) continue;
    failed += 1;
    if (!values.story) print(story.join('\n'));
    print(`WRONG: ${violations.slice(0, 10).join('\n       ')}`);
  }
  print(`${Number(values.runs)} runs, ${failed} wrong`);
  process.exit(failed > 0 ? 1 : 0);
}
