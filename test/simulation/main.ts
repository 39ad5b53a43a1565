import { parseArgs } from 'node:util';
import { Chance } from './chance.ts';
import { watchDisks } from './disk.ts';
import { VirtualTime } from './virtual-time.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    days: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '20' },
  },
});
const realMs = performance.now.bind(performance);
const START_MS = Date.parse('2026-11-30T09:15:00+05:30');
const chance = new Chance(Number(values.seed));
const time = new VirtualTime(START_MS, chance.fork());
watchDisks();
const { playDay } = await import('./day.ts');
let failed = 0;
for (let day = 1; day <= Number(values.days); day += 1) {
  const began = realMs();
  const seed = Number(values.seed) + day - 1;
  const { violations, actions, kills, faults, story } = await playDay(time, new Chance(seed), Number(values.minutes));
  const seconds = ((realMs() - began) / 1_000).toFixed(1);
  process.stdout.write(
    `seed ${seed}: ${actions} actions, ${kills} kills, ${JSON.stringify(faults)}, ${violations.length} wrong, ${time.steps} steps, ${seconds} s\n`,
  );
  if (violations.length > 0) {
    failed += 1;
    process.stdout.write(`${story.slice(-30).join('\n')}\n${violations.slice(0, 10).join('\n')}\n`);
  }
}
process.exit(failed > 0 ? 1 : 0);
