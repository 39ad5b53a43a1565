import { createVitest } from 'vitest/node';
import { FOLDERS, ROOT } from './proven.ts';
import type { ProvenTest } from './proven.ts';
import { relative } from 'node:path';

/** Prints, as JSON, what the tests would prove, without running them. Their own run shows whether they pass. */
const vitest = await createVitest('test', {
  root: ROOT,
  watch: false,
  reporters: [],
  // Only the names are needed: one process that imports everything once.
  isolate: false,
  pool: 'threads',
  maxWorkers: 1,
});
const { testModules, unhandledErrors } = await vitest.collect([...FOLDERS]);
const tests: ProvenTest[] = testModules
  .toSorted((one, other) => (one.moduleId < other.moduleId ? -1 : 1))
  .flatMap((module) =>
    [...module.children.allTests()].map((test) => ({
      file: relative(ROOT, module.moduleId),
      name: test.fullName.replaceAll(' > ', ': '),
      proofs: test.options.mode === 'run' ? (test.meta().proofs ?? []) : [],
    })),
  )
  .filter(({ proofs }) => proofs.length > 0);
const failed = testModules.filter((module) => module.errors().length > 0).map(({ moduleId }) => moduleId);
await vitest.close();
if (unhandledErrors.length > 0 || failed.length > 0) throw new Error(`could not be read: ${failed.join(', ')}`);
process.stdout.write(JSON.stringify(tests));
