import { describe, expect, it } from 'vitest';
import { statusWord } from './order-rows.ts';

describe('the status word of an order', () => {
  it.each([
    ['Traded', 10, 'TRADED'],
    ['TRADED', 10, 'TRADED'],
    ['Part-Traded', 4, 'PART_TRADED'],
    ['PARTIALLY_TRADED', 4, 'PART_TRADED'],
    ['Modified', 0, 'PENDING'],
    ['O-Modified', 4, 'PART_TRADED'],
    ['O-Pending', 0, 'PENDING'],
    ['Dummy', 0, 'PENDING'],
    ['Active', 0, 'PENDING'],
    ['Cancelled', 0, 'CANCELLED'],
    ['Triggered', 0, 'TRIGGERED'],
    ['', 0, null],
  ])('%j with %i units filled is %j', (statusText, filledQty, word) => {
    expect(statusWord({ statusText, filledQty })).toBe(word);
  });
});
