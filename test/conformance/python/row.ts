import type { AccountSpec } from '@dhancopy/emulator/control/account-spec';
import type { EmulatorOptions } from '@dhancopy/emulator/options';
import type { Rig } from '../kit/rig.ts';

/** Values that are known only when the emulator runs, by the name that stands for them in braces: `{order}`. */
export type Names = Readonly<Record<string, string>>;

/**
 * What becomes of a call in the client.
 *
 * - `works`: it returns the answer.
 * - `refused`: the emulator refuses it, and the client reports the broker's code.
 * - `fails`: the client cannot read a good answer, or raises an error of its own.
 * - `absent`: the emulator has no such service.
 */
export type Outcome = 'works' | 'refused' | 'fails' | 'absent';

interface Row {
  /** What sets the call apart from other calls of the function. */
  readonly with?: string;
  readonly account?: Partial<AccountSpec>;
  readonly emulator?: EmulatorOptions;
  /** Default: `works`. */
  readonly outcome?: Outcome;
  /** Why the outcome is what it is, for the table. */
  readonly note?: string;
}

/** A call of the official Python client over HTTP. */
export interface ClientCall extends Row {
  readonly of: 'dhanhq' | 'DhanLogin';
  readonly call: string;
  /** Prepares the broker. @returns names for `args` and `answer` */
  readonly given?: (rig: Rig) => Promise<Names> | Names;
  readonly args?: Readonly<Record<string, unknown>>;
  /** HTTP status, and a part of the JSON. Null where the client asks nothing. */
  readonly answer: { readonly status: number; readonly body?: unknown } | null;
  /** A part of what the function returns, where that is not the answer. */
  readonly returns?: unknown;
}

/** A socket object of the client, in its process. */
export interface PythonSocket {
  /** Calls a function. @throws ClientError (see `python-client.ts`) for what it raises */
  call(name: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Calls a function that does not return. */
  start(name: string): Promise<void>;
  /** What the callback of the socket was called with next, within five seconds. @throws ClientError after them */
  hear(): Promise<unknown>;
}

/** Use of a socket of the official Python client. */
export interface SocketCall extends Row {
  readonly of: 'MarketFeed' | 'FullDepth' | 'OrderUpdate' | 'GlobalStocksFeed';
  readonly call: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** What happens at the broker while the socket is open. */
  readonly act?: (rig: Rig) => Promise<void> | void;
  /** Steps in the client. @throws AssertionError for what it should not hear, ClientError for what the client raises */
  readonly script: (socket: PythonSocket, act: () => Promise<void>) => Promise<void>;
  /** What the emulator sends after all messages of the client and `act`: codes of binary packets, or a part of a text frame. */
  readonly hears: readonly (number | object)[];
}

export type AnyCall = ClientCall | SocketCall;

/** How a row is called in the table, in the recording and in tests. */
export function titleOf({ of, call, with: what }: Pick<AnyCall, 'of' | 'call' | 'with'>): string {
  return `${of}.${call}${what === undefined ? '' : `: ${what}`}`;
}

/** The value with its names filled in. */
export function filled<T>(value: T, names: Names): T {
  if (value === undefined) return value;
  return JSON.parse(filledText(JSON.stringify(value), names)) as T;
}

/** @throws Error for a name that has no value */
export function filledText(text: string, names: Names): string {
  return text.replaceAll(/\{([a-zA-Z]\w*)\}/g, (_all, name: string) => {
    const value = names[name];
    if (value === undefined) throw new Error(`nothing is called {${name}}`);
    return value;
  });
}
