/**
 * What an operator may ask of the system, with an engine that runs or without one. Each operation is one file: its fields, what it
 * needs, and what it does. The command line, the running engine and the HTTP API all come here.
 */
import type { z } from 'zod';
import type { LinkId } from '@dhancopy/domain/ids';
import type { EngineEvent } from '../../engine/index.ts';
import type { Store } from '../../store/store.ts';
import type { ConsentLogins } from '../access/consent-logins.ts';
import type { RegisteredAddresses } from '../access/registered-addresses.ts';
import type { BrokerKillSwitch } from '../controls/kill-switch.ts';
import type { BrokerPnlExits } from '../controls/pnl-exit.ts';
import type { Edis } from '../edis/edis.ts';
import type { SyncAsked } from '../instruments/instrument-sync.ts';
import type { AskedStatement } from '../records/statements/statement-order.ts';
import type { Clock } from '../time/clock.ts';

/** The engine that runs here. */
export interface RunningEngine {
  isFlat(link: LinkId): boolean;
  /** Carries out the flattens that are in the database. @returns those of these links that are not flat in time */
  closed(links: readonly LinkId[]): Promise<readonly LinkId[]>;
  isStopping(): boolean;
  /** What a full disk stops, in words; null while there is room. */
  diskShort(): string | null;
  post(event: EngineEvent): void;
  /** Reads the configuration again, and adopts what changed. */
  reload(): Promise<void>;
  /** Takes up the commands that wait for the database. @returns whether they are carried out, or wait on, in words */
  obey(): Promise<string>;
  /** Writes a record that no order waits for, soon. */
  record(write: (store: Store) => void): void;
  /** Writes down what waits to be written. */
  flushRecords(): void;
}

/** What the broker is asked for besides orders. Each call returns what was done, in words. */
export interface BrokerRequests {
  renewToken(clientId: string): Promise<string>;
  /** Logins in the browser. */
  readonly logins: ConsentLogins;
  /** The addresses that are registered at the broker. */
  readonly addresses: RegisteredAddresses;
  readonly edis: Edis;
  readonly killSwitch: BrokerKillSwitch;
  readonly pnlExits: BrokerPnlExits;
  fetchStatement(asked: AskedStatement): Promise<string>;
  syncInstruments(asked: SyncAsked): Promise<string>;
}

export interface OperationContext {
  readonly store: Store;
  readonly clock: Clock;
  /** Null where no engine runs: the change counts from the next start. */
  readonly engine: RunningEngine | null;
  /** Loaded when it is asked for: a kill must not wait for the code that talks to the broker. */
  broker(): Promise<BrokerRequests>;
}

/** `key`: secrets are read or written, so the key of the data folder must be there. */
export type Need = 'key';

export interface Operation<Schema extends z.ZodType = z.ZodType> {
  readonly op: string;
  readonly schema: Schema;
  readonly needs: readonly Need[];
  /** How long a running engine may take to answer, ms; a minute without it. */
  readonly withinMs?: number;
  /**
   * What the audit log has of it; `all` without it. `request`: the result is for whoever asked, and for nobody else. `nothing`: it is
   * no act of the operator, or makes its own row.
   */
  readonly audited?: 'all' | 'request' | 'nothing';
  /** Only a question: the database and the account at the broker are the same afterwards. Without it, it changes something. */
  isQuestion?(asked: z.output<Schema>): boolean;
  /** @returns what was done, in words @throws {OperationError} {@link ChoiceError} */
  run(ctx: OperationContext, asked: z.output<Schema>): Promise<string> | string;
}

/** Keeps the type of the schema. */
export function operation<Schema extends z.ZodType>(definition: Operation<Schema>): Operation<Schema> {
  return definition;
}
