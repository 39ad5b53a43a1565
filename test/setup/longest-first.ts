import { relative } from 'node:path';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The slowest files, the slowest first. A file that is missing here only starts later. */
const LONGEST = [
  'test/scenarios/scenarios.test.ts',
  'apps/dhancopy/src/cli/emergency.int.test.ts',
  'apps/dhancopy/src/cli/each-command.int.test.ts',
  'test/crash/crash.test.ts',
  'test/simulation/simulation.test.ts',
  'test/day-begins.test.ts',
  'apps/dhancopy/src/engine/testing/play/play.test.ts',
  'apps/dhancopy/src/cli/running.int.test.ts',
  'test/package/package.test.ts',
  'apps/dhancopy/src/cli/safe-changes.int.test.ts',
  'test/cases/nights.test.ts',
  'test/instruments/running.test.ts',
  'apps/dhancopy/src/store/older/migrate-older.test.ts',
  'apps/dhancopy/src/cli/demo/demo.int.test.ts',
  'test/money/statements.test.ts',
  'test/cases/exits.test.ts',
  'apps/dhancopy/src/cli/db-care.int.test.ts',
  'test/instruments/killed.test.ts',
  'apps/dhancopy/src/cli/broker.int.test.ts',
  'apps/dhancopy/src/cli/logins.int.test.ts',
  'apps/dhancopy/src/cli/demo/seed-tables.int.test.ts',
  'apps/dhancopy/src/engine/engine.prop.test.ts',
  'test/money/special-orders.test.ts',
  'test/money/trades.test.ts',
  'test/cases/flatten.test.ts',
];

/**
 * A clean checkout does not know the duration of a file, and would start some of the slowest last, when the other workers are idle.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification): number => {
      const at = LONGEST.indexOf(relative(this.ctx.config.root, moduleId).replaceAll('\\', '/'));
      return at === -1 ? LONGEST.length : at;
    };
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}
