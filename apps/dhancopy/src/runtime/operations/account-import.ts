import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { accountAdd } from './account-add.ts';
import { accountLoginMethod } from './account-login-method.ts';
import { linkAdd } from './link-add.ts';
import { riskSet } from './risk-set.ts';
import { stored } from './stored.ts';
import type { Facts } from './stored.ts';

/** One step, and where it stands in what the operator wrote: `line 4`. */
const step = z.object({
  where: z.string(),
  do: z.discriminatedUnion('op', [accountAdd.schema, accountLoginMethod.schema, linkAdd.schema, riskSet.schema]),
});
type Step = z.output<typeof step>;

/** A step that cannot be done, so that none is. */
class ImportError extends Error {
  override readonly name = 'ImportError';
  readonly code: string;

  constructor(where: string, cause: Error) {
    super(`${where}: ${cause.message}. Nothing was changed`, { cause });
    this.code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'OPERATION';
  }
}

/** Ends a trial, so that what it did is taken back. */
class TrialEnded extends Error {}

/** Many accounts with their logins, links and limits: all of them, or none. */
export const accountImport = stored({
  op: 'account.import',
  needs: ['key'],
  schema: z.object({
    op: z.literal('account.import'),
    steps: z.array(step).min(1, 'expected at least one account').max(5_000),
    /** Checks everything and changes nothing. */
    isTrial: z.boolean().default(false),
  }),
  // Each step has a row of its own; this one must not hold their secrets.
  record: ({ op, steps, isTrial }) => ({ op, steps: steps.length, isTrial }),
  change(store, { steps, isTrial }, facts) {
    const done: string[] = [];
    try {
      store.transaction(() => {
        for (const each of steps) done.push(`${each.where}: ${carryOut(store, each, facts)}`);
        if (isTrial) throw new TrialEnded();
      });
    } catch (error) {
      if (!(error instanceof TrialEnded)) throw error;
    }
    return done.join('\n');
  },
});

/** @throws {ImportError} */
function carryOut(store: Store, { where, do: asked }: Step, facts: Facts): string {
  try {
    switch (asked.op) {
      case 'account.add':
        return accountAdd.change(store, asked, facts);
      case 'account.login':
        return accountLoginMethod.change(store, asked, facts);
      case 'link.add':
        return linkAdd.change(store, asked, facts);
      case 'risk.set':
        return riskSet.change(store, asked, facts);
    }
  } catch (error) {
    throw error instanceof Error ? new ImportError(where, error) : error;
  }
}
