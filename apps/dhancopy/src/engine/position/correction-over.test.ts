import { expect, it } from 'vitest';
import { play, scriptOf } from '../testing/play/run.ts';

it('a correction fills while the machine sleeps past its time: what is missing for another reason is not given up with it', () => {
  // The leader's order of 86 fills after the sleep; its first units were bought by a correction that filled while nobody looked.
  const script = scriptOf('stalled', 30_302_604, 36_335);
  expect(script.steps.some((step) => step.do === 'sleep')).toBe(true);
  expect(play(script).wrong).toBeNull();
});
