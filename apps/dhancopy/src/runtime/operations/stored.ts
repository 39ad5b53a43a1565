import type { z } from 'zod';
import type { Store } from '../../store/store.ts';
import { noteStateChange } from '../trading-state.ts';
import { auditOperation } from './audit.ts';
import type { Asked } from './audit.ts';
import type { Need, Operation, OperationContext } from './operation.ts';

/** What the change may depend on besides the database. */
export interface Facts {
  readonly nowMs: number;
  /** An engine adopts what is changed. */
  readonly hasEngine: boolean;
  /** It is a line of a file: its values are named as columns, and not as options. */
  readonly isLine?: boolean;
  /** It is taken back: the words say what would be done. */
  readonly isTrial?: boolean;
}

/** An operation that changes the database and nothing else: one transaction, with a row of the audit log. */
export interface StoredOperation<Schema extends z.ZodType<Asked> = z.ZodType<Asked>> extends Operation<Schema> {
  /** It changes a trading state. It may be written next to a running engine, which obeys it before it decides anything else. */
  readonly isState: boolean;
  /** Changes the database, in the transaction of the caller. @returns what was done, in words */
  change(store: Store, asked: z.output<Schema>, facts: Facts): string;
}

interface Definition<Schema extends z.ZodType<Asked>> {
  readonly op: string;
  readonly schema: Schema;
  readonly needs?: readonly Need[];
  /** It changes a trading state: a running engine obeys the database before it decides anything else. */
  readonly isState?: boolean;
  /** How long a running engine may take to answer, ms. */
  readonly withinMs?: number;
  /** As the audit log may show it; the whole question without it. */
  readonly record?: (asked: z.output<Schema>) => object;
  readonly change: (store: Store, asked: z.output<Schema>, facts: Facts) => string;
  /** What a running engine does before or after the change. */
  readonly run?: (ctx: OperationContext, asked: z.output<Schema>, change: () => string) => Promise<string> | string;
}

export function stored<Schema extends z.ZodType<Asked>>(definition: Definition<Schema>): StoredOperation<Schema> {
  const { op, schema, needs = [], isState = false, withinMs } = definition;
  const change = (store: Store, asked: z.output<Schema>, facts: Facts): string =>
    store.transaction(() => {
      // Counted first: a change may be known by its number.
      if (isState) noteStateChange(store);
      const done = definition.change(store, asked, facts);
      auditOperation(store, asked, definition.record?.(asked) ?? asked, { done }, facts.nowMs);
      return done;
    });
  return {
    op,
    schema,
    needs,
    isState,
    ...(withinMs !== undefined && { withinMs }),
    change,
    run(ctx, asked) {
      const { store, clock, engine } = ctx;
      const apply = (): string => change(store, asked, { nowMs: clock.nowMs(), hasEngine: engine !== null });
      return definition.run ? definition.run(ctx, asked, apply) : apply();
    },
  };
}
