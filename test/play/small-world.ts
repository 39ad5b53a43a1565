import { parseArgs } from 'node:util';
import { playSmall, SMALL_WORLDS } from 'dhancopy/engine/testing/play/small-world';
import type { SmallEvent, SmallWorld } from 'dhancopy/engine/testing/play/small-world';

const HELP = `Play every order of the events of a small world: a leader with two orders and an exit, one follower, quantities of one
to three lots, a freeze quantity of two.

  npm run play:small-world -- [options]

  --depth D   play every row of up to D events (5)
  --stories N print the first N rows that go wrong (2)
  --help      print this

Exit code: 0 nothing was wrong, 1 something was.
`;

const { values } = parseArgs({
  options: {
    depth: { type: 'string', default: '5' },
    stories: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});

const print = (text: string): void => void process.stdout.write(`${text}\n`);

interface Tally {
  sessions: number;
  wrong: number;
  readonly kinds: Map<string, number>;
}

/** Depth first: every row of events is a separate session, played from the start. */
function search(world: SmallWorld, events: readonly SmallEvent[], depth: number, tally: Tally): void {
  const { wrong, next } = playSmall(world, events);
  tally.sessions += 1;
  if (wrong) {
    tally.wrong += 1;
    tally.kinds.set(wrong.oracle, (tally.kinds.get(wrong.oracle) ?? 0) + 1);
    if (tally.wrong <= Number(values.stories)) showStory(world, events);
  }
  if (depth === 0) return;
  for (const event of next) search(world, [...events, event], depth - 1, tally);
}

function showStory(world: SmallWorld, events: readonly SmallEvent[]): void {
  const { wrong, story } = playSmall(world, events, true);
  print(`\nBUY ${world.first}, ${world.secondSide} ${world.second} lots; ${events.join('; ')}`);
  for (const line of story) print(`  ${line}`);
  if (wrong) print(`WRONG (${wrong.oracle}): ${wrong.message}\n`);
}

if (values.help) print(HELP);
else {
  const depth = Number(values.depth);
  const started = performance.now();
  const tally: Tally = { sessions: 0, wrong: 0, kinds: new Map() };
  for (const [index, world] of SMALL_WORLDS.entries()) {
    search(world, [], depth, tally);
    process.stderr.write(
      `${index + 1} of ${SMALL_WORLDS.length} worlds, ${tally.sessions} sessions, ${tally.wrong} wrong\n`,
    );
  }
  const seconds = (performance.now() - started) / 1_000;
  print(
    `depth ${depth}: ${tally.sessions} sessions in ${Math.round(seconds)} s (${Math.round(tally.sessions / seconds)} a second), ${tally.wrong} wrong`,
  );
  for (const [oracle, count] of tally.kinds) print(`  ${String(count).padStart(6)}  ${oracle}`);
  process.exitCode = tally.wrong > 0 ? 1 : 0;
}
