import { mix } from './chance.ts';
import { endSession } from './ending.ts';
import { drawScript, KINDS } from './kinds.ts';
import type { Kind, Script } from './kinds.ts';
import { playStep } from './play-step.ts';
import { Session } from './session.ts';
import type { Step } from './steps.ts';
import { Wrong } from './wrong.ts';
import type { Oracle } from './wrong.ts';

export interface Verdict {
  /** Null: nothing was wrong. */
  readonly wrong: { readonly oracle: Oracle; readonly text: string } | null;
  readonly requests: number;
  readonly story: readonly string[];
}

function isOff(step: Step): boolean {
  return step.do === 'night' && step.isOff === true;
}

/** Plays a script to its end, or to the first thing that is wrong. */
export function play(script: Script, withStory = false): Verdict {
  const story: string[] | null = withStory ? [] : null;
  const isKept = script.steps.some((step) => step.do === 'restart' || step.do === 'crash' || isOff(step));
  let session: Session | null = null;
  let wrong: Verdict['wrong'] = null;
  try {
    session = new Session(script.plan, { isKept, story });
    for (const step of script.steps) playStep(session, step);
    endSession(session);
  } catch (error) {
    if (error instanceof Wrong) wrong = { oracle: error.oracle, text: error.message };
    else
      wrong = {
        oracle: 'threw',
        text: error instanceof Error ? (withStory ? (error.stack ?? '') : error.message) : String(error),
      };
  }
  return { wrong, requests: session?.records.requests ?? 0, story: story ?? [] };
}

/** The script of one session of a run. */
export function scriptOf(kind: Kind, seed: number, session: number): Script {
  const script = drawScript(kind, mix(seed, KINDS.indexOf(kind), session));
  return { ...script, plan: { ...script.plan, isFlattened: session % 10 === 7 } };
}
