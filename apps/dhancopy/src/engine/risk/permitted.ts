declare const permitted: unique symbol;

/**
 * An order or a change of one that may leave at this moment: nothing is halted, the account takes orders, and its rate budget had room.
 * {@link askPermit} alone makes one, and only such a value is taken to the broker.
 */
export type Permitted<T> = T & { readonly [permitted]: true };

interface Allowed {
  readonly halted: { readonly reason: string } | null;
  readonly notReady: string | null;
}

/** Permits what is given to it, or says why nothing may leave now. */
export type Permit =
  { readonly why: null; readonly permit: <T extends object>(asked: T) => Permitted<T> } | { readonly why: string };

/**
 * The last gate before a command is written.
 * @param allowed - what the system, the account and the link allow, see `permissionFor`
 * @param takeBudget - takes a request from the account's rate budget; false when there is no room
 */
export function askPermit(allowed: Allowed, takeBudget: () => boolean): Permit {
  if (allowed.halted) return { why: allowed.halted.reason };
  if (allowed.notReady !== null) return { why: allowed.notReady };
  if (!takeBudget()) return { why: "waiting for room in the account's rate budget" };
  return { why: null, permit: (asked) => asked as Permitted<typeof asked> };
}
