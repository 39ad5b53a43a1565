import type { Break } from '@dhancopy/simulation/proof/tamper';

export interface DemoOptions {
  readonly followers: number;
  /** At least so many actions of the leader are played. */
  readonly actions: number;
  readonly seed: number;
  /** Where the data folder is made; a temporary one when absent. */
  readonly keep?: string;
  readonly break?: Break;
  /** Average time between two actions, ms. */
  readonly pace: number;
}
