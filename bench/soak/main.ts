/**
 * A long day in short: the engine in a process of its own, a broker in another, leaders who place so many orders a second in all, and
 * followers who copy them. Measured every minute from outside, and checked at the end by the broker's books. See README.md.
 *
 * What is not as in production: an account places more orders here than the broker allows in an hour (1,000) and in a day (7,000). With 100
 * followers, these two budgets permit 25 copies a second in all. They are raised twentyfold, at the broker and in the engine
 * (in-engine.ts). The budgets of a second (10) and of a minute (250) are the real ones, on both sides.
 */
import { parseArgs } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPrng } from '@dhancopy/emulator/chance/prng';
import { HDFCBANK, ICICIBANK, INFY, ITC, RELIANCE, SBIN, TATASTEEL, TCS } from '@dhancopy/simulation/instruments';
import { DataFolder } from '../kit/data-folder.ts';
import { machine } from '../kit/machine.ts';
import { RemoteEmulator } from '../kit/remote-emulator.ts';
import { checkBooks, checkFile } from './checks.ts';
import { EngineChild } from './engine-child.ts';
import { SoakLeader } from './leader.ts';
import { keepPlacing } from './load.ts';
import { Minutes } from './minutes.ts';
import type { Minute } from './minutes.ts';
import { Records } from './records.ts';
import { HEAD, lineOf, report } from './report.ts';

const HELP = `Let the engine copy for an hour, and compare its memory, queues and latencies at the end with those at the start.

  npm run soak -- [options]

  --minutes N     so long leaders trade (60)
  --rate R        new orders of all leaders, a second (50); edits and cancels come on top of them
  --leaders L     place them in turn (50)
  --followers F   copy them, shared out among the leaders; every one has the size of its leader (100)
  --edge N        minutes that count as the start, and as the end (10)
  --seed S        draw what the leaders do from S (1)
  --node FLAGS    flags for the engine's process, e.g. --node=--heapsnapshot-signal=SIGUSR2
  --keep          keep the data folder
  --help          print this

Exit code: 0 all was well, 1 a copy is missing or was placed twice, something is not flat at the end, or memory, queues or latencies grow
(the rules are printed with the result), 2 wrong use.
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '50' },
    leaders: { type: 'string', default: '50' },
    followers: { type: 'string', default: '100' },
    edge: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    node: { type: 'string', default: '' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Of the hour and the day, at the broker; in-engine.ts has the engine's. */
const RAISED = { ordersPerHour: 20_000, ordersPerDay: 140_000 };
/** Everything that is under way at the end is done within this time. */
const DONE_WITHIN_MS = 120_000;
const TRADED = [HDFCBANK, RELIANCE, TCS, INFY, SBIN, ICICIBANK, ITC, TATASTEEL];

function positive(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  console.error(`--${name}: expected a number above 0, found ${text}`);
  process.exit(2);
}

if (values.help) console.log(HELP);
else process.exitCode = await soak();

async function soak(): Promise<number> {
  const minutes = positive('minutes', values.minutes);
  const rate = positive('rate', values.rate);
  const leaderCount = positive('leaders', values.leaders);
  const perLeader = positive('followers', values.followers) / leaderCount;
  if (!Number.isInteger(perLeader)) {
    console.error('--followers: expected a multiple of --leaders');
    return 2;
  }
  console.log(
    `${machine()}\n${values.leaders} leaders, ${values.followers} followers, ${rate} new orders a second, seed ${values.seed}\n`,
  );
  const emulator = await RemoteEmulator.start({ rateLimits: RAISED, requestLogSize: 0, acceptDelayMs: 2 });
  const folder = await DataFolder.create(emulator, leaderCount, perLeader);
  const engine = new EngineChild(
    folder.settings,
    values.node.split(' ').filter((flag) => flag !== ''),
  );
  console.log(`data folder ${folder.settings.home}, engine ${engine.pid}, broker ${emulator.pid}`);
  try {
    await engine.ready();
    const counts = { orders: 0, edits: 0, cancels: 0 };
    const prices = await Promise.all(TRADED.map(async (on) => ({ on, rupees: await emulator.price(on) })));
    const leaders = folder.teams.map(
      ({ leader }, at) =>
        new SoakLeader(leader, emulator, createPrng(Number(values.seed) * 1_000 + at), prices, counts),
    );
    const records = new Records(folder.settings.databasePath);
    const end = new AbortController();
    const watch = new Minutes({ engine, emulator, folder, records, counts });
    const load = keepPlacing(leaders, rate, end.signal);
    const seen: Minute[] = [];
    console.log(HEAD);
    while (seen.length < minutes) {
      const minute = await Promise.race([watch.next(), load.then(() => null)]);
      if (minute === null) break;
      seen.push(minute);
      console.log(lineOf(minute));
    }
    end.abort();
    await load;
    await Promise.all(leaders.map((leader) => leader.finish()));
    console.log('the leaders are out');
    const untilMs = Date.now() + DONE_WITHIN_MS;
    while (records.openCopies() > 0 && Date.now() < untilMs) await sleep(500);
    await sleep(2_000);
    const checked = await checkBooks(emulator, folder, records);
    const ends = records.ends();
    records.close();
    await engine.stop();
    const wrong = [...checked.wrong, ...checkFile(folder.settings.databasePath)];
    return report({ seen, edge: Number(values.edge), counts, ends, checked, wrong }) ? 0 : 1;
  } finally {
    engine.kill();
    await emulator.close();
    if (!values.keep) folder.remove();
  }
}
