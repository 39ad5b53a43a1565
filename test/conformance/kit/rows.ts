import { expect, it } from 'vitest';
import { DhanError } from '@dhancopy/dhan/errors';
import type { DhanErrorFields } from '@dhancopy/dhan/errors';
import type { Endpoint } from '@dhancopy/dhan/testing/endpoints';
import { proves } from '@dhancopy/dhan/testing/proves';
import { openDesk } from './desk.ts';
import type { Desk, DeskOptions } from './desk.ts';

/** A call that the emulator carries out, and what the client and the emulator's books then say of it. */
export interface RoundTrip extends DeskOptions {
  readonly endpoint: Endpoint;
  /** The name of the test. */
  readonly says: string;
  readonly run: (desk: Desk) => Promise<void>;
}

/** A call that the emulator refuses with the broker's own code, and changes nothing. */
export interface Refusal extends DeskOptions {
  readonly endpoint: Endpoint;
  readonly because: string;
  /** What has to be so before. */
  readonly given?: (desk: Desk) => Promise<unknown> | undefined;
  readonly ask: (desk: Desk) => Promise<unknown>;
  readonly error: Partial<DhanErrorFields>;
  /** What the emulator notes about it: the wire does not name the field. */
  readonly noted?: RegExp;
  /** What is asked before the refusal changes something, as it should. */
  readonly changes?: boolean;
}

export function roundTrips(rows: readonly RoundTrip[]): void {
  for (const { endpoint, says, run, ...options } of rows) {
    it(`${endpoint} ${says}`, proves(endpoint, 'emulator'), async () => {
      const desk = await openDesk(options);
      try {
        await run(desk);
      } finally {
        await desk.close();
      }
    });
  }
}

export function refusals(rows: readonly Refusal[]): void {
  for (const { endpoint, because, given, ask, error, noted, changes = false, ...options } of rows) {
    const code = String(error.code ?? error.authFault ?? error.class);
    it(`${endpoint} is refused with ${code} ${because}`, proves(endpoint, 'error'), async () => {
      const desk = await openDesk(options);
      try {
        await given?.(desk);
        const before = desk.state();
        const refusal: unknown = await ask(desk).catch((thrown: unknown) => thrown);
        expect(refusal).toBeInstanceOf(DhanError);
        expect(refusal).toMatchObject(error);
        if (!changes) expect(desk.state()).toEqual(before);
        if (noted) expect(desk.control.requests().at(-1)?.detail).toMatch(noted);
      } finally {
        await desk.close();
      }
    });
  }
}
