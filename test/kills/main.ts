import { parseArgs } from 'node:util';
import { createPrng } from '@dhancopy/emulator/chance/prng';
import { Killer } from './killer.ts';
import { Tally } from './tally.ts';
import { World } from './world.ts';

const HELP = `Kill a real process of the engine again and again in a trading session, over real sockets, with faults on.

  npm run kills -- [options]

  --kills N    end the process N times (500)
  --seed S     draw leaders, faults, moments and ways from S (1)
  --rest N     after every N kills: faults off, wait until all is quiet, check everything, close all positions, check again (25)
  --world N    after every N kills: a new broker and a new data folder, from the next seed (100)
  --keep       keep the data folder of each world, with the broker's books and requests
  --help       print this

Two leaders trade, and six followers copy. The broker's own budgets are on: a data folder sees as many orders as an account may place in
an hour, so a new one is made from time to time. After every kill no cause may have two orders, and no id may have been sent twice. A world
in which something is wrong is kept, and the next one begins.
Exit code: 0 nothing was wrong, 1 something was, 2 wrong use.
`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    rest: { type: 'string', default: '25' },
    world: { type: 'string', default: '100' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const print = (text: string): void => void process.stdout.write(`${text}\n`);
/** Kills between two lines of progress. */
const SHOW_EVERY = 10;

function whole(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  process.stderr.write(`--${name}: expected a whole number from 1, found ${text}\n`);
  process.exit(2);
}

const tallies = { moments: new Tally(), ways: new Tally() };
const faults = new Tally();
const orders = { leaders: 0, followers: 0 };
const violations: string[] = [];
const beganMs = performance.now();
let kills = 0;
let rests = 0;

if (values.help) print(HELP);
else {
  const wanted = whole('kills', values.kills);
  const perWorld = whole('world', values.world);
  for (let seed = whole('seed', values.seed); kills < wanted; seed += 1) {
    await playWorld(seed, Math.min(perWorld, wanted - kills));
  }
  const minutes = (performance.now() - beganMs) / 60_000;
  print(`
${kills} kills in ${minutes.toFixed(1)} minutes, ${rests} times at rest
ways:    ${String(tallies.ways)}
moments: ${String(tallies.moments)}
faults:  ${faults.total}: ${String(faults)}
orders:  ${orders.leaders} of the leaders, ${orders.followers} of the followers
violations: ${violations.length}`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

async function playWorld(seed: number, most: number): Promise<void> {
  print(`seed ${seed}`);
  const rest = whole('rest', values.rest);
  const world = await World.open(seed, faults);
  const killer = new Killer(world, createPrng(seed), tallies);
  const before = kills;
  let wrong: string[] = [];
  try {
    while (killer.count < most && wrong.length === 0) {
      world.trade();
      const until = Math.min(most, killer.count + rest);
      // The last kill of the stretch falls into the leaders' exit.
      while (killer.count < until - 1 && wrong.length === 0) {
        await killer.next();
        wrong = world.check();
        const shown = Math.floor(kills / SHOW_EVERY);
        kills = before + killer.count;
        if (Math.floor(kills / SHOW_EVERY) > shown) progress(world);
      }
      if (wrong.length > 0) break;
      await world.start().ready();
      wrong = await world.rest();
      if (wrong.length > 0) break;
      wrong = await world.leave(async () => {
        await killer.now('in the exit');
        await world.start().ready();
      });
      kills = before + killer.count;
      rests += 1;
      print(`  at rest after ${kills} kills: ${wrong.length === 0 ? 'in step, and flat' : 'WRONG'}`);
      if (wrong.length === 0 && killer.count < most) await killer.now('at rest');
      kills = before + killer.count;
    }
  } catch (error) {
    wrong = [error instanceof Error ? error.message : String(error)];
  }
  const made = world.orders();
  orders.leaders += made.leaders;
  orders.followers += made.followers;
  const folder = await world.close(values.keep || wrong.length > 0);
  if (folder !== null) print(`  kept: ${folder}`);
  for (const each of wrong) print(`WRONG, seed ${seed}, after ${kills} kills: ${each}`);
  violations.push(...wrong);
}

function progress(world: World): void {
  const perMinute = kills / ((performance.now() - beganMs) / 60_000);
  const { leaders, followers } = world.orders();
  print(
    `  ${kills} of ${values.kills} kills, ${perMinute.toFixed(1)} a minute; here ${leaders} leader orders, ${followers} of followers; violations ${violations.length}`,
  );
}
