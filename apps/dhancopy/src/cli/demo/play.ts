import { createPrng } from '@dhancopy/emulator/chance/prng';
import { Leader } from '@dhancopy/simulation/leader';
import { prove } from '@dhancopy/simulation/proof/prove';
import { tamper } from '@dhancopy/simulation/proof/tamper';
import { untilQuiet } from '@dhancopy/simulation/quiet';
import { playSession } from '@dhancopy/simulation/session';
import type { Context } from '../context.ts';
import { LEADER } from './cast.ts';
import { authoriseSale, fetchLedger } from './chores.ts';
import { collectEvidence } from './evidence.ts';
import type { DemoOptions } from './options.ts';
import { resultOf } from './result.ts';
import type { Result } from './result.ts';
import { Rows } from './rows.ts';
import { POLL_MS, setStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { tallyOf } from './tally.ts';
import { createView } from './view.ts';
import type { View } from './view.ts';

/** Nobody watches a demo for longer that has nothing more to show. */
const GIVE_UP_MS = 45_000;

/** Plays the whole demo and puts the proof together. The data folder stays; everything else is closed. */
export async function playDemo(ctx: Context, options: DemoOptions): Promise<Result> {
  const startedMs = Date.now();
  const stage = await setStage(options, ctx.io.env, (text) => ctx.progress(`  ${text}`));
  const { control } = stage.emulator;
  const rows = new Rows(stage.settings.databasePath);
  const view = createView(ctx, () => tallyOf(control, rows, stage.followers));
  try {
    return await playOn(stage, options, { rows, view, startedMs });
  } finally {
    view.close();
    rows.close();
    await stage.close();
  }
}

interface Watching {
  readonly rows: Rows;
  readonly view: View;
  readonly startedMs: number;
}

/** Plays the session on a stage that is set, waits until everything is quiet, and puts the proof together. */
export async function playOn(stage: Stage, options: DemoOptions, { rows, view, startedMs }: Watching): Promise<Result> {
  const { control } = stage.emulator;
  let faults = 0;
  const leader = new Leader({
    control,
    api: stage.leaderApi,
    account: LEADER,
    chance: createPrng(options.seed),
    paceMs: options.pace,
    onMoment(moment) {
      if (moment.kind === 'fault') faults += 1;
      view.moment(moment);
    },
  });
  // An engine that had to stop ends the demo at once: what follows would only be silence.
  const died = stage.engine.exited.then((exit) => {
    if (exit.kind === 'fatal') throw exit.error;
  });
  const unlessDead = async <T>(part: Promise<T>): Promise<T> => {
    await Promise.race([part, died]);
    return part;
  };
  view.phase('before the session: the sale of shares is authorised');
  const authorised = await unlessDead(authoriseSale(stage));
  view.phase(`${stage.followers.length} followers copy one leader; prices walk, the broker's rate limits are on`);
  await unlessDead(playSession(leader, stage.followers, options.actions));
  view.phase('the leader is out; waiting until everything is quiet');
  const restless = await unlessDead(
    untilQuiet({ control, leader: LEADER.id, records: rows, pollMs: POLL_MS, giveUpMs: GIVE_UP_MS }),
  );
  const statement = await unlessDead(fetchLedger(stage));
  view.close();
  const evidence = collectEvidence(control.books(), rows);
  const books = options.break ? tamper(evidence, options.break) : evidence;
  const played = {
    seed: options.seed,
    seconds: (Date.now() - startedMs) / 1000,
    actions: leader.actions,
    faults,
    home: stage.settings.home,
    restless,
    besides: [authorised, statement],
    broken: options.break ?? null,
  };
  return resultOf(played, books, prove(books), stage.followers);
}
