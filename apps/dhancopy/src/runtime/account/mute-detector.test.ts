import { describe, expect, it } from 'vitest';
import type { OrderReport } from '@dhancopy/domain/order';
import { foldReport } from '../../engine/index.ts';
import type { KnownOrder } from '../../engine/index.ts';
import { LEADER, World } from '../../engine/testing/world.ts';
import { MuteDetector } from './mute-detector.ts';

const T0 = 1_000_000;

/** A resting leader order as the broker tells of it. */
function report(): OrderReport {
  const world = new World([]);
  world.leaderPlaces('BUY', 100, 'LIMIT');
  const [frame] = world.frames;
  if (!frame) throw new Error('no frame');
  return { ...frame, accountId: LEADER };
}

function knownOf(told: OrderReport): KnownOrder {
  return foldReport(undefined, told, { receivedMs: T0, askedMs: null }).order;
}

describe('a stream', () => {
  it('that is silent on a quiet account agrees with the book', () => {
    const told = report();
    const detector = new MuteDetector();
    expect(detector.compare([told], () => knownOf(told), T0 + 60_000, T0 + 60_010)).toEqual({
      agrees: true,
      overdue: [],
    });
  });

  it('is mute when it has not reported for two seconds what the book shows', () => {
    const told = report();
    const detector = new MuteDetector();
    expect(detector.compare([told], () => undefined, T0, T0 + 10)).toEqual({ agrees: false, overdue: [] });
    // By now the engine knows it from the book; the stream has still not told.
    expect(detector.compare([told], () => knownOf(told), T0 + 4_000, T0 + 4_010)).toEqual({
      agrees: false,
      overdue: [told.venueOrderId],
    });
  });

  it('is given time to report', () => {
    const told = report();
    const detector = new MuteDetector();
    detector.compare([told], () => undefined, T0, T0 + 10);
    detector.reported(told.venueOrderId, T0 + 900);
    expect(detector.compare([told], () => knownOf(told), T0 + 4_000, T0 + 4_010)).toEqual({
      agrees: true,
      overdue: [],
    });
  });

  it('is not suspected when it has reported the order in a word that we do not know', () => {
    const told = report();
    const strange = { ...told, status: null, statusText: 'Sleeping' } as const;
    const detector = new MuteDetector();
    expect(detector.compare([told], () => knownOf(strange), T0, T0 + 10)).toEqual({ agrees: true, overdue: [] });
    // A fill that it has not reported is still missed.
    const filled = { ...told, status: 'FILLED', filledQty: told.quantity } as const;
    expect(detector.compare([filled], () => knownOf(strange), T0, T0 + 3_000).overdue).toEqual([told.venueOrderId]);
  });

  it('is not suspected when it reports in the moment of the read', () => {
    const told = report();
    const detector = new MuteDetector();
    detector.reported(told.venueOrderId, T0 - 100);
    expect(detector.compare([told], () => undefined, T0, T0 + 10).agrees).toBe(true);
  });

  it('is not blamed for what the connection before it missed', () => {
    const told = report();
    const detector = new MuteDetector();
    detector.compare([told], () => undefined, T0, T0 + 10);
    detector.reset();
    expect(detector.compare([told], () => knownOf(told), T0 + 4_000, T0 + 4_010)).toEqual({
      agrees: true,
      overdue: [],
    });
  });
});
