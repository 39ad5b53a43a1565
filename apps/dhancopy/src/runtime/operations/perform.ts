import type { Store } from '../../store/store.ts';
import { auditOperation } from './audit.ts';
import type { Asked, Result } from './audit.ts';
import type { Operation, OperationContext } from './operation.ts';
import type { StoredOperation } from './stored.ts';

/** Carries out an operation, which its schema has checked. @returns what was done, in words @throws {OperationError} {@link ChoiceError} */
export async function perform(definition: Operation, ctx: OperationContext, asked: Asked): Promise<string> {
  // Those write their row within their own transaction.
  if (isStored(definition) || definition.audited === 'nothing') return definition.run(ctx, asked);
  const audit = (result: Result): void => {
    const nowMs = ctx.clock.nowMs();
    const write = (store: Store): void => auditOperation(store, asked, asked, result, nowMs);
    // The broker has done it: a file that is locked now must not make it look undone.
    if (ctx.engine) ctx.engine.record(write);
    else write(ctx.store);
  };
  try {
    const done = await definition.run(ctx, asked);
    audit({ done: definition.audited === 'request' ? '(only shown)' : done });
    return done;
  } catch (error) {
    audit({ error: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

/** A change of a trading state, to be made next to a running engine as well; null for everything else. */
export function stateChangeOf(definition: Operation, asked: Asked): ((store: Store, nowMs: number) => string) | null {
  if (!isStored(definition) || !definition.isState) return null;
  return (store, nowMs) => definition.change(store, asked, { nowMs, hasEngine: true });
}

/** Not only a question: the database or the account at the broker is another one afterwards. */
export function isChange(definition: Operation, asked: Asked): boolean {
  return definition.isQuestion?.(asked) !== true;
}

export function isStored(definition: Operation): definition is StoredOperation {
  return 'change' in definition;
}
