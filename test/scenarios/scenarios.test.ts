import { afterEach, describe, expect, it } from 'vitest';
import { duplicatesIn } from '@dhancopy/simulation/proof/duplicates';
import { Rig } from '../kit/rig.ts';
import { changing } from './changing.ts';
import { faults } from './faults.ts';
import { fills } from './fills.ts';
import { frames } from './frames.ts';
import { placing } from './placing.ts';
import { positions } from './positions.ts';
import { rejections } from './rejections.ts';
import { differences, Stage, THREE } from './scenario.ts';
import type { Scenario } from './scenario.ts';

const TABLE: Readonly<Record<string, readonly Scenario[]>> = {
  placing,
  changing,
  rejections,
  fills,
  frames,
  faults,
  positions,
};

let rig: Rig | null = null;
afterEach(async () => {
  await rig?.close();
  rig = null;
});

describe.each(Object.entries(TABLE))('%s', (_title, scenarios) => {
  it.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', async (_name, scenario) => {
    rig = await Rig.create({ followers: THREE, ...scenario.rig });
    const stage = new Stage(rig);
    const leaderOrderId = await scenario.leader(stage);
    const all = (): string[] =>
      stage
        .followers()
        .flatMap((follower) =>
          differences(stage, scenario, leaderOrderId, follower).map((each) => `${follower}: ${each}`),
        );
    await stage.rig
      .until('every follower to show what the row says', () => all().length === 0)
      .catch((error: unknown) => {
        throw new Error(`${all().join('\n')}\n${error instanceof Error ? error.message : ''}`);
      });
    // The state must stay the same: a late duplicate would appear now.
    await stage.calm(150);
    expect(all()).toEqual([]);
    expect(stage.control.books().flatMap(duplicatesIn)).toEqual([]);
  });
});
