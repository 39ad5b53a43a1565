import type { Chance } from './chance.ts';

/** A reader of outside data, and the inputs for it. */
export interface Target {
  readonly name: string;
  /** Its share of the runs, relative to the others. */
  readonly weight: number;
  /**
   * Reads and judges one input.
   * @param note - receives the input, for the report
   * @throws {Finding} for a wrong accept; any other exception is a finding too
   */
  readonly run: (chance: Chance, note: (input: string | Buffer) => void) => void | Promise<void>;
}
