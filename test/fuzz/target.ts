import type { Chance } from './chance.ts';

/** Something that reads what comes from outside, and how to feed it. */
export interface Target {
  readonly name: string;
  /** How often it is taken, beside the others. */
  readonly weight: number;
  /**
   * One input, read and judged.
   * @param note - is told the input, for the report
   * @throws {Finding} for a wrong accept; anything else that is thrown is a finding too
   */
  readonly run: (chance: Chance, note: (input: string | Buffer) => void) => void | Promise<void>;
}
