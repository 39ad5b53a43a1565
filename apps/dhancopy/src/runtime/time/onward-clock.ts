import type { Clock } from './clock.ts';

/** Smaller steps are those of time synchronisation, ms. */
const TOLD_FROM_MS = 1_000;

export interface OnwardClock extends Clock {
  /** How far this clock is ahead of the machine's, because that was set back, ms. */
  readonly setBackMs: () => number;
}

/**
 * A clock that is never set back. When the machine's is, this one goes on from where it was: what was made a moment ago is not of the
 * future, and what waits for a time does not wait longer. The broker's clock is measured against this one.
 * @param onSetBack - by how much the machine's clock was set back, ms
 */
export function onwardClock(machine: Clock, onSetBack: (byMs: number) => void): OnwardClock {
  let wallMs = machine.nowMs();
  let steadyMs = machine.steadyMs();
  let setBackMs = 0;
  const nowMs = (): number => {
    const wall = machine.nowMs();
    const steady = machine.steadyMs();
    const lostMs = Math.round(wallMs + (steady - steadyMs) - wall);
    wallMs = wall;
    steadyMs = steady;
    if (lostMs < TOLD_FROM_MS) return wall + setBackMs;
    setBackMs += lostMs;
    onSetBack(lostMs);
    return wall + setBackMs;
  };
  return {
    nowMs,
    nowUs: () => machine.nowUs(),
    steadyMs: () => machine.steadyMs(),
    sleep: (ms, signal) => machine.sleep(ms, signal),
    random: () => machine.random(),
    setBackMs: () => setBackMs,
  };
}
