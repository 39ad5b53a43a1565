/** Every operation; see operations/operation.ts. A new one is a file there and a line here. */
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { accountImport } from './operations/account-import.ts';
import { accountAdd } from './operations/account-add.ts';
import { accountLoginMethod } from './operations/account-login-method.ts';
import { accountLoginBegin, accountLoginFinish } from './operations/account-login.ts';
import { accountRemove } from './operations/account-remove.ts';
import { accountRenew } from './operations/account-renew.ts';
import { accountState } from './operations/account-state.ts';
import { accountToken } from './operations/account-token.ts';
import { auditOperation } from './operations/audit.ts';
import type { Result } from './operations/audit.ts';
import { brokerKillSwitch, brokerPnlExit } from './operations/broker-controls.ts';
import { configSet } from './operations/config-set.ts';
import { edisForm, edisInquire, edisPage, edisTpin } from './operations/edis.ts';
import { flatten } from './operations/flatten.ts';
import { flattenWait } from './operations/flatten-wait.ts';
import { instrumentsSync } from './operations/instruments-sync.ts';
import { keyRotate } from './operations/key-rotate.ts';
import { kill } from './operations/kill.ts';
import { linkAdd } from './operations/link-add.ts';
import { linkRemove } from './operations/link-remove.ts';
import { linkSet } from './operations/link-set.ts';
import { linkState } from './operations/link-state.ts';
import { obey } from './operations/obey.ts';
import type { Need, Operation as Definition, OperationContext } from './operations/operation.ts';
import { pause } from './operations/pause.ts';
import { postbackRemove } from './operations/postback-remove.ts';
import { postbackSet } from './operations/postback-set.ts';
import { reload } from './operations/reload.ts';
import { resume } from './operations/resume.ts';
import { riskClear } from './operations/risk-clear.ts';
import { riskSet } from './operations/risk-set.ts';
import { statementFetch } from './operations/statement-fetch.ts';
import type { StoredOperation } from './operations/stored.ts';

const STORED = [
  accountAdd,
  accountImport,
  accountToken,
  accountRemove,
  accountLoginMethod,
  accountState,
  linkAdd,
  linkSet,
  linkState,
  linkRemove,
  postbackSet,
  postbackRemove,
  configSet,
  riskSet,
  riskClear,
  kill,
  flatten,
  pause,
  resume,
] as const;

const OTHERS = [
  accountRenew,
  accountLoginBegin,
  accountLoginFinish,
  instrumentsSync,
  statementFetch,
  edisTpin,
  edisForm,
  edisPage,
  edisInquire,
  brokerKillSwitch,
  brokerPnlExit,
  keyRotate,
  reload,
  obey,
  flattenWait,
] as const;

type SchemasOf<List extends readonly Definition[]> = { -readonly [At in keyof List]: List[At]['schema'] };

function schemasOf<const List extends readonly Definition[]>(list: List): SchemasOf<List> {
  return list.map(({ schema }) => schema) as SchemasOf<List>;
}

/** Operations that change the database and nothing else. */
export const storedOperation = z.discriminatedUnion('op', schemasOf(STORED));
/** The question as the command line and the HTTP API ask it. */
export const operation = z.discriminatedUnion('op', schemasOf([...STORED, ...OTHERS]));
export type Operation = z.output<typeof operation>;
export type OperationInput = z.input<typeof operation>;

const DEFINITIONS: ReadonlyMap<string, Definition> = new Map(
  [...STORED, ...OTHERS].map((each) => [each.op, each as Definition]),
);

function definitionOf({ op }: Operation): Definition {
  const found = DEFINITIONS.get(op);
  if (!found) throw new Error(`there is no operation ${op}`);
  return found;
}

export function needsOf(asked: Operation): readonly Need[] {
  return definitionOf(asked).needs;
}

function storedOf({ op }: Operation): StoredOperation | undefined {
  return STORED.find((each) => each.op === op);
}

/** A change of a trading state, to be made next to a running engine as well; null for everything else. */
export function stateChange(asked: Operation): ((store: Store, nowMs: number) => string) | null {
  const found = storedOf(asked);
  if (!found?.isState) return null;
  return (store, nowMs) => found.change(store, asked, { nowMs, hasEngine: true });
}

/** Not only a question: the database or the account at the broker is another one afterwards. */
export function isChange(asked: Operation): boolean {
  return definitionOf(asked).isQuestion?.(asked) !== true;
}

/** How long a running engine may take to answer, ms; undefined: a minute. */
export function withinMsOf(asked: Operation): number | undefined {
  return definitionOf(asked).withinMs;
}

/** Carries out an operation. @returns what was done, in words @throws {OperationError} {@link ChoiceError} */
export async function runOperation(ctx: OperationContext, asked: Operation): Promise<string> {
  const definition = definitionOf(asked);
  // Those write their row within their own transaction.
  if (storedOf(asked) || definition.audited === 'nothing') return definition.run(ctx, asked);
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

/** Changes the database alone, at once, as before the first start. @returns what was done, in words @throws {OperationError} {@link ChoiceError} */
export function applyOperation(store: Store, asked: z.output<typeof storedOperation>, nowMs: number): string {
  const found = storedOf(asked);
  if (!found) throw new Error(`there is no operation ${asked.op}`);
  return found.change(store, asked, { nowMs, hasEngine: false });
}
