import { expect, it } from 'vitest';
import { World } from '../testing/world.ts';
import { readSavedMirror } from './saved.ts';

it('reads back what was written', () => {
  const world = new World([[1, 2]]);
  world.leaderPlaces('BUY', 100, 'LIMIT');
  world.settle();
  for (const mirror of world.state.mirrors.values()) {
    expect(readSavedMirror(JSON.stringify(mirror))).toEqual(mirror);
  }
});

it('reads what an earlier build wrote: one sum for all earlier generations', () => {
  const copy = { slice: 0, generation: 3, clientOrderId: 'dc_1_13sk1rx9lp_03' };
  const json = JSON.stringify({
    id: 'm',
    copies: [{ ...copy, earlierFilledQty: 20, ghosts: [{ clientOrderId: 'dc_1_13sk1rx9lp_01', filledQty: 0 }] }],
  });
  expect(readSavedMirror(json)).toEqual({
    id: 'm',
    copies: [
      {
        ...copy,
        earlier: [
          { filledQty: 0, isAbsent: false },
          { filledQty: 0, isAbsent: true },
          { filledQty: 20, isAbsent: false },
        ],
      },
    ],
  });
});
