import { expect, it } from 'vitest';
import { playStep } from '../testing/play/play-step.ts';
import { scriptOf } from '../testing/play/run.ts';
import { Session } from '../testing/play/session.ts';

it('units found after a night that orders of two links may have bought are reported', () => {
  // Both links of F1 have an order at the broker when the day ends, one of them fills in part, and no frame of it arrives.
  const { plan, steps } = scriptOf('lossy', 8_838_901, 15_522);
  const session = new Session(plan, { isKept: true, story: null });
  for (const step of steps) {
    playStep(session, step);
    if (step.do === 'night') break;
  }
  const [doubt] = session.doubts;
  expect(doubt).toMatch(
    /^no book shows which orders of yesterday filled in .*: 75 units were found, and orders of links 1 and 2 may/,
  );
});
