import { createPrng } from '@dhancopy/emulator/chance/prng';
import { Leader } from '@dhancopy/simulation/leader';
import { prove } from '@dhancopy/simulation/proof/prove';
import { tamper } from '@dhancopy/simulation/proof/tamper';
import { untilQuiet } from '@dhancopy/simulation/quiet';
import { playSession } from '@dhancopy/simulation/session';
import type { Context } from '../context.ts';
import { LEADER } from './cast.ts';
import { collectEvidence } from './evidence.ts';
import type { DemoOptions } from './options.ts';
import { resultOf } from './result.ts';
import type { Result } from './result.ts';
import { Rows } from './rows.ts';
import { POLL_MS, setStage } from './stage.ts';
import { tallyOf } from './tally.ts';
import { createView } from './view.ts';

/** Nobody watches a demo for longer that has nothing more to show. */
const GIVE_UP_MS = 45_000;

/** Plays the whole demo and puts the proof together. The data folder stays; everything else is closed. */
export async function playDemo(ctx: Context, options: DemoOptions): Promise<Result> {
  const startedMs = Date.now();
  const stage = await setStage(options, ctx.io.env, (text) => ctx.progress(`  ${text}`));
  const { control } = stage.emulator;
  const rows = new Rows(stage.settings.databasePath);
  const view = createView(ctx, () => tallyOf(control, rows, stage.followers));
  let faults = 0;
  const leader = new Leader({
    control,
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
  try {
    view.phase(`${stage.followers.length} followers copy one leader; prices walk, the broker's rate limits are on`);
    await Promise.race([playSession(leader, stage.followers, options.actions), died]);
    view.phase('the leader is out; waiting until everything is quiet');
    const quiet = untilQuiet({ control, leader: LEADER.id, records: rows, pollMs: POLL_MS, giveUpMs: GIVE_UP_MS });
    const restless = await Promise.race([quiet, died]);
    view.close();
    const evidence = collectEvidence(control.books(), rows);
    const books = options.break ? tamper(evidence, options.break) : evidence;
    const played = {
      seed: options.seed,
      seconds: (Date.now() - startedMs) / 1000,
      actions: leader.actions,
      faults,
      home: stage.settings.home,
      restless: restless ?? [],
      broken: options.break ?? null,
    };
    return resultOf(played, books, prove(books), stage.followers);
  } finally {
    view.close();
    rows.close();
    await stage.close();
  }
}
