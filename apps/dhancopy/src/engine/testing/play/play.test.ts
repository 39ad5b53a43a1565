import { describe, expect, it, vi } from 'vitest';
import { KINDS } from './kinds.ts';
import { play, scriptOf } from './run.ts';

/*
 * The same 2,000 sessions in every run, so that a failure is a change's own; `npm run play` searches others (docs/proof.md).
 */
const SEED = 20_250_602;
const SESSIONS = 500;

/** Thousands of sessions: how long that takes is the machine's matter, and says nothing. */
vi.setConfig({ testTimeout: 600_000 });

describe('sessions drawn at random', () => {
  it.each(KINDS)('%s: nothing is wrong', (kind) => {
    const failed: string[] = [];
    for (let session = 0; session < SESSIONS; session += 1) {
      const { wrong } = play(scriptOf(kind, SEED, session));
      if (!wrong) continue;
      failed.push(
        `${wrong.oracle}: ${wrong.text} (npm run play -- --kind ${kind} --seed ${SEED} --session ${session})`,
      );
    }
    expect(failed).toEqual([]);
  });
});
