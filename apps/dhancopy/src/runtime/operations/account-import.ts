import { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { accountAdd } from './account-add.ts';
import { accountLoginMethod } from './account-login-method.ts';
import { ChoiceError } from './errors.ts';
import { JumpError } from './jump.ts';
import { linkAdd } from './link-add.ts';
import { riskSet } from './risk-set.ts';
import { stored } from './stored.ts';
import type { Facts } from './stored.ts';

/** One step, and where it stands in what the operator wrote: `line 4`. */
export const importStep = z.object({
  where: z.string(),
  /** Shown in the plan. */
  note: z.string().optional(),
  do: z.discriminatedUnion('op', [accountAdd.schema, accountLoginMethod.schema, linkAdd.schema, riskSet.schema]),
});
type Step = z.output<typeof importStep>;

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
    steps: z.array(importStep).min(1, 'expected at least one account').max(5_000),
    /** Checks everything and changes nothing. */
    isTrial: z.boolean().default(false),
    /** Values far from the usual ones are meant. */
    acceptJumps: z.boolean().default(false),
  }),
  // Each step has a row of its own; this one must not hold their secrets.
  record: ({ op, steps, isTrial, acceptJumps }) => ({ op, steps: steps.length, isTrial, acceptJumps }),
  change(store, { steps, isTrial, acceptJumps }, facts) {
    const done: string[] = [];
    const jumps: string[] = [];
    try {
      store.transaction(() => {
        for (const each of steps) {
          const { text, jump } = carryOut(store, each, { ...facts, isLine: true, isTrial });
          if (jump !== null) jumps.push(`${each.where}: ${jump}`);
          const notes = [each.note, jump === null ? undefined : `JUMP: ${jump}`].filter((note) => note !== undefined);
          done.push(`${each.where}: ${[text, ...notes].join('; ')}`);
        }
        if (isTrial) throw new TrialEnded();
        if (jumps.length > 0 && !acceptJumps) {
          throw new ChoiceError(`${jumps.join('; ')}. Nothing was changed. If that is meant, add --accept-jumps`);
        }
      });
    } catch (error) {
      if (!(error instanceof TrialEnded)) throw error;
    }
    return done.join('\n');
  },
});

interface Result {
  readonly text: string;
  /** Where a value is far from the usual one. */
  readonly jump: string | null;
}

/** A jump is carried out as well: what becomes of it is decided when all of them are known. @throws {ImportError} */
function carryOut(store: Store, { where, do: asked }: Step, facts: Facts): Result {
  try {
    return { text: change(store, asked, facts), jump: null };
  } catch (error) {
    if (error instanceof JumpError && 'yes' in asked) {
      return { ...carryOut(store, { where, do: { ...asked, yes: true } }, facts), jump: error.jump };
    }
    throw error instanceof Error ? new ImportError(where, error) : error;
  }
}

function change(store: Store, asked: Step['do'], facts: Facts): string {
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
}
