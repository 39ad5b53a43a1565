/** Every operation; see operations/operation.ts. A new one is a file there and a line here. */
import { z } from 'zod';
import type { Store } from '../store/store.ts';
import { accountImport } from './operations/account-import.ts';
import { accountAdd } from './operations/account-add.ts';
import { accountIp, accountIpSet } from './operations/account-ip.ts';
import { accountLoginMethod } from './operations/account-login-method.ts';
import { accountLoginBegin, accountLoginFinish } from './operations/account-login.ts';
import { accountRemove } from './operations/account-remove.ts';
import { accountRenew } from './operations/account-renew.ts';
import { accountToken } from './operations/account-token.ts';
import { brokerKillSwitch, brokerPnlExit } from './operations/broker-controls.ts';
import { configSet } from './operations/config-set.ts';
import { edisForm, edisInquire, edisPage, edisTpin } from './operations/edis.ts';
import { flattenWait } from './operations/flatten-wait.ts';
import { instrumentsSync } from './operations/instruments-sync.ts';
import { keyRotate } from './operations/key-rotate.ts';
import { linkAdd } from './operations/link-add.ts';
import { linkRemove } from './operations/link-remove.ts';
import { linkSet } from './operations/link-set.ts';
import { obey } from './operations/obey.ts';
import type { Operation as Definition, OperationContext } from './operations/operation.ts';
import { isStored, perform } from './operations/perform.ts';
import { postbackRemove } from './operations/postback-remove.ts';
import { postbackSet } from './operations/postback-set.ts';
import { reload } from './operations/reload.ts';
import { riskClear } from './operations/risk-clear.ts';
import { riskSet } from './operations/risk-set.ts';
import { STATES } from './operations/states.ts';
import { statementFetch } from './operations/statement-fetch.ts';

const STORED = [
  accountAdd,
  accountImport,
  accountToken,
  accountRemove,
  accountLoginMethod,
  linkAdd,
  linkSet,
  linkRemove,
  postbackSet,
  postbackRemove,
  configSet,
  riskSet,
  riskClear,
  ...STATES,
] as const;

const OTHERS = [
  accountRenew,
  accountIp,
  accountIpSet,
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

/** @throws when there is none: the schema lets no other through */
export function definitionOf({ op }: Pick<Operation, 'op'>): Definition {
  const found = DEFINITIONS.get(op);
  if (!found) throw new Error(`there is no operation ${op}`);
  return found;
}

/** Carries out an operation. @returns what was done, in words @throws {OperationError} {@link ChoiceError} */
export async function runOperation(ctx: OperationContext, asked: Operation): Promise<string> {
  return perform(definitionOf(asked), ctx, asked);
}

/** Changes the database alone, at once, as before the first start. @returns what was done, in words @throws {OperationError} {@link ChoiceError} */
export function applyOperation(store: Store, asked: z.output<typeof storedOperation>, nowMs: number): string {
  const found = definitionOf(asked);
  if (!isStored(found)) throw new Error(`${asked.op} changes more than the database`);
  return found.change(store, asked, { nowMs, hasEngine: false });
}
