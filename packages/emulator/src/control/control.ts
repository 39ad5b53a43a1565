import type { ControlContext } from './control-context.ts';
import type { ControlOperation } from './operation.ts';
import { accountOperations } from './operations/accounts.ts';
import { bookOperations } from './operations/books.ts';
import { faultOperations } from './operations/faults.ts';
import { instrumentOperations } from './operations/instruments.ts';
import { marketOperations } from './operations/market.ts';
import { orderOperations } from './operations/orders.ts';
import { positionOperations } from './operations/positions.ts';

/** Every operation, by its name. */
export const CONTROL_OPERATIONS = {
  ...accountOperations,
  ...orderOperations,
  ...positionOperations,
  ...instrumentOperations,
  ...marketOperations,
  ...faultOperations,
  ...bookOperations,
} satisfies Readonly<Record<string, ControlOperation>>;

type Operations = typeof CONTROL_OPERATIONS;
type WithoutContext<R> = R extends (context: ControlContext, ...args: infer A) => infer T ? (...args: A) => T : never;

/**
 * The controls of the emulator. They play an account owner at Dhan's app, the exchange, or a failing network.
 *
 * Every operation is synchronous in process and is also served over HTTP, as `POST {controlUrl}/<operation>` with the parameters by
 * name. Incorrect use throws a ControlError that names the field.
 */
export type Control = { readonly [Name in keyof Operations]: WithoutContext<Operations[Name]['run']> };

/** The operations as methods of one object, for callers in process. */
export function createControl(context: ControlContext): Control {
  const operations = Object.entries<ControlOperation>(CONTROL_OPERATIONS);
  // Each method is the operation of the same name, bound to its context. The type of fromEntries has no names.
  return Object.fromEntries(operations.map(([name, { run }]) => [name, run.bind(null, context)])) as Control;
}
