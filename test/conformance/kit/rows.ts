import { expect, it } from 'vitest';
import { DhanError } from '@dhancopy/dhan/errors';
import type { DhanErrorFields } from '@dhancopy/dhan/errors';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import { proves } from '@dhancopy/dhan/testing/proves';
import { openRig } from './rig.ts';
import type { Rig, RigOptions } from './rig.ts';

/** A call that the emulator carries out, and what the client and the emulator's books then say of it. */
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
  /** What has to be so before. */
  readonly given?: (rig: Rig) => Promise<unknown> | undefined;
  readonly ask: (rig: Rig) => Promise<unknown>;
  readonly error: Partial<DhanErrorFields>;
  /** What the emulator notes about it: the wire does not name the field. */
  readonly noted?: RegExp;
  /** What is asked before the refusal changes something, as it should. */
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
