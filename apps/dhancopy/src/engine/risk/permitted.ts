/** A mark that only a type has. It is private, so a copy of a permitted order (`{ ...order, quantity: 9 }`) is not permitted. */
declare class Permit {
  readonly #isPermitted: true;
}

/**
 * An order or a change of one that may leave at this moment: nothing is halted, the account takes orders, and its rate budget had room.
 * {@link askPermit} alone makes one, and only such a value is taken to the broker. What an order may be at all was decided before, by
 * the checks of gate.ts, limits.ts and position/entry-gate.ts: they set the quantity that is asked for here.
 */
export type Permitted<T> = T & Permit;

interface Allowed {
  readonly halted: { readonly reason: string } | null;
  readonly notReady: string | null;
}

/** Permits what is given to it, or says why nothing may leave now. */
type Answer =
  { readonly why: null; readonly permit: <T extends object>(asked: T) => Permitted<T> } | { readonly why: string };

/**
 * The last gate before a command is written.
 * @param allowed - what the system, the account and the link allow, see `permissionFor`
 * @param takeBudget - takes a request from the account's rate budget; false when there is no room
 */
export function askPermit(allowed: Allowed, takeBudget: () => boolean): Answer {
  if (allowed.halted) return { why: allowed.halted.reason };
  if (allowed.notReady !== null) return { why: allowed.notReady };
  if (!takeBudget()) return { why: "waiting for room in the account's rate budget" };
  return { why: null, permit: (asked) => asked as Permitted<typeof asked> };
}
