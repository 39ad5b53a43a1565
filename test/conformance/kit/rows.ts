import { expect, it } from 'vitest';
import { DhanError } from '@dhancopy/dhan/errors';
import type { DhanErrorFields } from '@dhancopy/dhan/errors';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import { proves } from '@dhancopy/dhan/testing/proves';
import { openRig } from './rig.ts';
import type { Rig, RigOptions } from './rig.ts';

/** A call that the emulator carries out, and the expected answer of the client and content of the emulator's books. */
export interface RoundTrip extends RigOptions {
  readonly endpoint: Endpoint;
  /** The name of the test. */
  readonly says: string;
  readonly run: (rig: Rig) => Promise<void>;
}

/** A call that the emulator refuses with the broker's own code, and changes nothing. */
export interface Refusal extends RigOptions {
  readonly endpoint: Endpoint;
  readonly because: string;
  /** The required state before the call. */
  readonly given?: (rig: Rig) => Promise<unknown> | undefined;
  readonly ask: (rig: Rig) => Promise<unknown>;
  readonly error: Partial<DhanErrorFields>;
  /** The emulator's note about it. The wire does not name the field. */
  readonly noted?: RegExp;
  /** True when the request changes something before the refusal, as expected. */
  readonly changes?: boolean;
}

export function roundTrips(rows: readonly RoundTrip[]): void {
  for (const { endpoint, says, run, ...options } of rows) {
    it(`${endpoint} ${says}`, proves(endpoint, 'emulator'), async () => {
      const rig = await openRig(options);
      try {
        await run(rig);
      } finally {
        await rig.close();
      }
    });
  }
}

export function refusals(rows: readonly Refusal[]): void {
  for (const { endpoint, because, given, ask, error, noted, changes = false, ...options } of rows) {
    const code = String(error.code ?? error.authFault ?? error.class);
    it(`${endpoint} is refused with ${code} ${because}`, proves(endpoint, 'error'), async () => {
      const rig = await openRig(options);
      try {
        await given?.(rig);
        const before = rig.state();
        const refusal: unknown = await ask(rig).catch((thrown: unknown) => thrown);
        expect(refusal).toBeInstanceOf(DhanError);
        expect(refusal).toMatchObject(error);
        if (!changes) expect(rig.state()).toEqual(before);
        if (noted) expect(rig.control.requests().at(-1)?.detail).toMatch(noted);
      } finally {
        await rig.close();
      }
    });
  }
}
